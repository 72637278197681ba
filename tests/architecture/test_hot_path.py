"""What `pydock ps` on a local socket loads: nothing that isn't on this list, since each module costs half a percent.

docs/performance.md tells how to measure whether one more is worth it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.engines.dockerd import request

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD = {"__future__", "_json", "_socket", "gc"}  # the last three are C

ALWAYS = """
pydock_core
pydock_core.cli pydock_core.start_up_file
pydock_core.invocation pydock_core.invocation.global_flags
pydock_core.session
pydock_core.output pydock_core.output.streams
pydock_core.errors
""".split()

FLAGS = """
pydock_core.command pydock_core.command.parse pydock_core.declarations pydock_core.declarations.flags
""".split()

FOR_VERSION = [*ALWAYS, *FLAGS, "pydock_core.declarations.global_flags", "pydock_core.declarations.kinds"]

ONLY_FOR_PS = """
pydock_container pydock_container.ps
pydock_core.plugin_api pydock_core.toolkit
pydock_core.command.resolve
pydock_core.invocation.bind pydock_core.invocation.execute pydock_core.invocation.open_session
pydock_core.host pydock_core.host.index pydock_core.host.index_file
pydock_core.config pydock_core.config.docker_config pydock_core.config.endpoint pydock_core.config.folders
pydock_core.config.settings
pydock_core.output.container_listing
pydock_core.output.format pydock_core.output.human pydock_core.output.table pydock_core.output.text
pydock_core.engine pydock_core.engine.endpoint pydock_core.engine.messages
pydock_core.engine.api pydock_core.engine.api.client pydock_core.engine.api.containers pydock_core.engine.api.decoding
pydock_core.engine.api.encoding
pydock_core.engine.transport pydock_core.engine.transport.http pydock_core.engine.transport.pooled_connection
pydock_core.engine.transport.schemes pydock_core.engine.transport.sockets
pydock_core.values pydock_core.values.json_codec pydock_core.values.quote
""".split()

MOST_MODULES = 50
MOST_LINES = 6000

# Run by a process of its own; what the interpreter loads when it starts doesn't count.
PROGRAM = """
import sys
before = set(sys.modules)
from pydock_core import cli
report = sys.argv.pop(1)
sys.argv[0] = "pydock"
def leave(status):
    loaded = {name: getattr(sys.modules[name], "__file__", None) for name in set(sys.modules) - before}
    import json, os
    with open(report, "w") as file:
        json.dump(loaded, file)
    os._exit(status)
cli.leave = leave
cli.entry()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, for the socket in it."""
    with tempfile.TemporaryDirectory(prefix="pydock-") as path:
        yield Path(path)


def loaded_by(folder: Path, *words: str) -> dict[str, str | None]:
    """Name → file of the modules that a command line loads once the index is there."""
    report = folder / "report"
    with FakeEngine() as engine, engine.serve(str(folder / "docker.sock")) as door:
        for name in ("one", "two"):
            body = {"Image": "busybox", "Cmd": ["sleep", "60"]}
            assert request(door.path, "POST", f"/containers/create?name={name}", body).status == 201
            assert request(door.path, "POST", f"/containers/{name}/start").status == 204
        environment = {"HOME": str(folder), "DOCKER_HOST": door.host}
        for _ in range(3):
            command = [sys.executable, "-c", PROGRAM, str(report), *words]
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            loaded: dict[str, str | None] = json.loads(report.read_bytes())
            if "pydock_core.host.index_build" not in loaded:
                return loaded
            time.sleep(2.1)  # the index distrusts files that changed so recently
    raise AssertionError("the index is built each time")


@pytest.mark.parametrize(
    ("words", "allowed"),
    [(("--version",), FOR_VERSION), (("ps",), [*ALWAYS, *FLAGS, *ONLY_FOR_PS])],
    ids=["--version", "ps"],
)
def test_command_loads_only_listed_modules(folder: Path, words: tuple[str, ...], allowed: list[str]) -> None:
    loaded = loaded_by(folder, *words)
    ours = sorted(name for name in loaded if name.startswith("pydock"))
    print(f"pydock {' '.join(words)}: {len(ours)} modules of ours, {lines(loaded, ours)} lines", *ours, sep="\n  ")
    assert set(loaded) - set(ours) - STANDARD == set(), "more of the standard library, or a third party's"
    assert ours == sorted(allowed), "take it off the list, or measure whether it is worth its price"
    assert len(ours) <= MOST_MODULES
    assert lines(loaded, ours) <= MOST_LINES


def lines(loaded: dict[str, str | None], names: list[str]) -> int:
    """The lines of source of these modules."""
    return sum(len(Path(loaded[name] or "").read_text(encoding="utf-8").splitlines()) for name in names)
