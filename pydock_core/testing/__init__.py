"""The testing kit for plugin authors: a fake engine, and a runner of command lines in-process.

    with FakeEngine() as engine:
        result = run_pydock(["run", "--rm", "busybox", "echo", "hi"], engine=engine)
    assert result.stdout == "hi\\n"

pytest users ask for the `pydock` fixture instead (`pydock_core.testing.pytest_plugin`).
"""

from __future__ import annotations

from pydock_core.testing.fake_engine import faults
from pydock_core.testing.fake_engine.engine import FakeEngine
from pydock_core.testing.fake_engine.exchange import Asked
from pydock_core.testing.fake_engine.faults import Fault
from pydock_core.testing.fake_engine.images import Image
from pydock_core.testing.fake_engine.process import Process
from pydock_core.testing.fake_engine.programs import Program
from pydock_core.testing.runner import Result, run_pydock

__all__ = ["Asked", "FakeEngine", "Fault", "Image", "Process", "Program", "Result", "faults", "run_pydock"]
