"""Two styles of modules: those that everyday commands load save imports, all others are ordinary Python.

`import typing` takes as long as two thirds of a whole `docker ps`. So a module that everyday commands load begins with
`TYPE_CHECKING = False` in place of that import, and imports within functions what few command lines need. Every other
module imports `TYPE_CHECKING` from typing and has its imports at the top.
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
from tests.architecture.test_hot_path import PROGRAM
from tests.engines.dockerd import request

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
EVERYDAY = """
--version
--help
ps -a
ps --format {{.Names}}
images
run --help
run --rm busybox true
run -d busybox true
create busybox
exec one true
logs one
start two
stop two
restart two
kill two
rm -f two
wait three
rename one uno
pause uno
unpause uno
inspect uno
inspect -f {{.Id}} uno
port uno
top uno
diff uno
pull busybox
tag busybox other:1
rmi other:1
history busybox
version
info
network ls
volume create data
volume ls
volume inspect data
groups create team
groups ls
container prune -f
attach nosuch
""".strip().splitlines()
LOADED_BY_MANY_USERS = """
pydock_core.cli_plugins.cancel_socket pydock_core.cli_plugins.environment pydock_core.cli_plugins.run
pydock_core.command.resolve_by_plugins
pydock_core.config.context_file pydock_core.config.context_metadata pydock_core.config.contexts
pydock_core.config.headers pydock_core.config.hosts pydock_core.config.settings_cache pydock_core.config.tls_flags
pydock_core.engine.transport.listener pydock_core.engine.transport.ssh pydock_core.engine.transport.ssh_socket
pydock_core.engine.transport.tcp pydock_core.engine.transport.tls
pydock_core.declarations.commands
pydock_core.hooks
pydock_core.host.builtin_hooks
pydock_core.host.delegates pydock_core.host.events pydock_core.host.formatters pydock_core.host.groups
pydock_core.host.hookspecs
pydock_core.host.import_paths
pydock_core.host.plugin_filter pydock_core.host.process_state
pydock_core.output.template_json
pydock_groups.plugin pydock_system.docker_plugin
""".split()  # contexts, other hosts, TLS, plugins: settings that a user has for every command
HEAVY = {"argparse", "dataclasses", "importlib.metadata", "inspect", "pluggy", "requests", "subprocess", "typing"}


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    """Command line → the modules that it loads once the index is there."""
    found: dict[str, set[str]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="pydock-") as folder,
        FakeEngine() as engine,
        engine.serve(f"{folder}/docker.sock") as door,
    ):
        for name in ("one", "two", "three"):
            body = {"Image": "busybox", "Cmd": ["sleep", "60"]}
            assert request(door.path, "POST", f"/containers/create?name={name}", body).status == 201
            if name != "three":
                assert request(door.path, "POST", f"/containers/{name}/start").status == 204
        report = Path(folder) / "report"
        environment = {"HOME": folder, "DOCKER_HOST": door.host}

        def run(line: str) -> set[str]:
            command = [sys.executable, "-c", PROGRAM, str(report), *line.split()]
            subprocess.run(command, env=environment, capture_output=True, timeout=60)
            return set(json.loads(report.read_bytes()))

        while "pydock_core.host.index_build" in run("ps"):
            time.sleep(0.7)  # the index distrusts files that changed so recently
        for line in EVERYDAY:
            found[line] = run(line)
    return found


@pytest.mark.parametrize("line", EVERYDAY)
def test_everyday_command_loads_no_heavy_module(loaded: dict[str, set[str]], line: str) -> None:
    assert loaded[line] & HEAVY == set()


def test_modules_of_rare_commands_are_ordinary_python(loaded: dict[str, set[str]]) -> None:
    careful = {*LOADED_BY_MANY_USERS, *(name for names in loaded.values() for name in names)}
    rare = [
        name
        for name, path in sources()
        if name not in careful
        and not name.startswith("pydock_core.output.template.")  # `--format` is an everyday flag
        and "\nTYPE_CHECKING = False\n" in path.read_text(encoding="utf-8")
    ]
    assert rare == [], "import TYPE_CHECKING from typing, and move imports to the top"


def test_modules_of_everyday_commands_do_without_typing(loaded: dict[str, set[str]]) -> None:
    everyday = {name for names in loaded.values() for name in names}
    with_typing = [
        name
        for name, path in sources()
        if name in everyday and "\nfrom typing import" in path.read_text(encoding="utf-8")
    ]
    assert with_typing == [], "write TYPE_CHECKING = False"


def sources() -> Iterator[tuple[str, Path]]:
    """(Module, file) of the core and the built-in plugins."""
    for top in (ROOT, ROOT / "plugins"):
        for path in sorted(top.glob("pydock_*/**/*.py")):
            name = ".".join(path.relative_to(top).with_suffix("").parts).removesuffix(".__init__")
            yield name, path
