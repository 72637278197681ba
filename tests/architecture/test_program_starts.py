"""Each start of a program is listed with the reason why no file of the current folder runs in the program's place."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_file_writes import ROOT, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

# File → number of starts, and why they are safe.
STARTS = {
    "plugins/pydock_builder/git.py": (1, "git by find_program"),
    "plugins/pydock_registry/web_login.py": (1, "a browser by which, absolute paths only"),
    "plugins/pydock_self/change.py": (2, "Environment: isolated pip, or uv and pipx by find_program; PyDock, from /"),
    "pydock_core/cli_plugins/ask.py": (1, "absolute paths in docker's folders"),
    "pydock_core/cli_plugins/run.py": (1, "absolute paths in docker's folders"),
    "pydock_core/config/credential_helper.py": (1, "a program on PATH, absolute paths only"),
    "pydock_core/engine/transport/ssh_socket.py": (1, "ssh by find_program"),
    "pydock_core/host/child_process.py": (1, "isolated_python"),
    "pydock_core/host/import_time.py": (1, "isolated_python"),
    "pydock_core/host/index_child.py": (1, "a fork of an isolated process"),
    "pydock_core/testing/checker.py": (1, "isolated_python"),
}
# Files that name Python's interpreter: each line of theirs that starts it has `-I`, or the reason why not.
INTERPRETER = {
    "plugins/pydock_self/change.py": "PyDock anew, with the paths of this environment: from the folder /, root's own",
    "plugins/pydock_self/checks/installation.py": "shows its path",
    "plugins/pydock_self/environment.py": "isolated pip",
    "pydock_core/cli_plugins/environment.py": "finds the program beside it",
    "pydock_core/host/child_process.py": "isolated_python",
    "pydock_core/host/index_build.py": "a part of the index",
    "pydock_core/host/index_file.py": "a part of the index",
}
_STARTERS = {"fork", "forkpty", "popen", "system", "Popen", "check_call", "check_output", "getoutput", "startfile"}
_STARTERS |= {"getstatusoutput", "posix_spawn", "posix_spawnp", "create_subprocess_exec", "create_subprocess_shell"}


def test_each_start_of_a_program_is_listed() -> None:
    found = {
        str(path.relative_to(ROOT)): number
        for path in sources()
        if (number := len(list(starts(path.read_text(encoding="utf-8")))))
    }
    assert found == {name: number for name, (number, _) in STARTS.items()}


def test_each_use_of_the_interpreter_s_path_is_listed() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if "sys.executable" in path.read_text(encoding="utf-8") and "pydock_core/testing" not in str(path)
    }
    assert found == set(INTERPRETER)


@pytest.mark.parametrize(
    "source",
    [
        "subprocess.run(x)",
        "subprocess.Popen(x)",
        "Popen(x)",
        "os.system(x)",
        "os.execv(p, x)",
        "os.execvpe(p, x, e)",
        "os.spawnl(m, p)",
        "os.posix_spawn(p, x, e)",
        "os.fork()",
        "pty.spawn(x)",
        "asyncio.create_subprocess_exec(x)",
    ],
)
def test_start_of_a_program_is_recognized(source: str) -> None:
    assert len(list(starts(source))) == 1


@pytest.mark.parametrize("source", ["run(session)", "self.run(x)", "reporter.run(x)", "exec(x)", "os.fspath(x)"])
def test_other_call_starts_no_program(source: str) -> None:
    assert list(starts(source)) == []


def starts(source: str) -> Iterator[str]:
    """The calls that start a process."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _starts(node.func):
            yield ast.unparse(node)


def _starts(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _STARTERS
    if not isinstance(function, ast.Attribute):
        return False
    owner, name = ast.unparse(function.value), function.attr
    if owner == "os" and name.startswith(("exec", "spawn")):
        return True
    return name in _STARTERS or (owner, name) in (("subprocess", "run"), ("subprocess", "call"), ("pty", "spawn"))
