"""The testing kit for plugin authors: a fake engine, an in-process runner of command lines, a checker of plugins.

    with FakeEngine() as engine:
        result = run_pydock(["run", "--rm", "busybox", "echo", "hi"], engine=engine)
    assert result.stdout == "hi\\n"

    assert_plugin_ok("groups")

pytest users take the fixture `pydock` instead (`pydock_core.testing.pytest_plugin`), which pytest finds by its entry
point. Names are imported from their modules on first use, since pytest loads this package in the runs of every project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydock_core.testing.checker import assert_plugin_ok as assert_plugin_ok
    from pydock_core.testing.fake_engine import faults as faults
    from pydock_core.testing.fake_engine.engine import FakeEngine as FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked as Asked
    from pydock_core.testing.fake_engine.faults import Fault as Fault
    from pydock_core.testing.fake_engine.images import Image as Image
    from pydock_core.testing.fake_engine.process import Process as Process
    from pydock_core.testing.fake_engine.programs import Program as Program
    from pydock_core.testing.pytest_plugin import PyDock as PyDock
    from pydock_core.testing.runner import Result as Result
    from pydock_core.testing.runner import run_pydock as run_pydock

__all__ = [
    "Asked",
    "FakeEngine",
    "Fault",
    "Image",
    "Process",
    "Program",
    "PyDock",
    "Result",
    "assert_plugin_ok",
    "faults",
    "run_pydock",
]

_HOMES = {
    "Asked": "fake_engine.exchange",
    "FakeEngine": "fake_engine.engine",
    "Fault": "fake_engine.faults",
    "Image": "fake_engine.images",
    "Process": "fake_engine.process",
    "Program": "fake_engine.programs",
    "PyDock": "pytest_plugin",
    "Result": "runner",
    "assert_plugin_ok": "checker",
    "faults": "fake_engine",
    "run_pydock": "runner",
}

# Hidden from type checkers, which otherwise accept any name.
if not TYPE_CHECKING:

    def __getattr__(name):
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(__import__(f"{__name__}.{home}", None, None, [name]), name)
        return value
