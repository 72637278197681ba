"""One module opens files for writing, with random names and without following links: `pydock_core/files/atomic.py`."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
# Files that write by themselves, and why.
ALLOWED = {
    "pydock_core/files/atomic.py": "the module that writes",
    "pydock_core/actions/unpack.py": "unpacks archives: new files only, by descriptors of folders",
    "pydock_core/command/detached_process.py": "opens the null device",
    "pydock_core/session.py": "opens the null device in place of a closed standard stream",
    "pydock_core/testing/checker.py": "opens the null device",
    "pydock_core/testing/tab.py": "opens the null device",
}
_TEMPORARY = {"NamedTemporaryFile", "mkstemp", "mktemp"}  # TemporaryFile has no name
_PATH_METHODS = {"write_text", "touch"}
_WRITE_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}
_COPIES = {"copy", "copy2", "copyfile", "move"}


def test_only_the_module_for_files_writes_files() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}: {call}"
        for path in sources()
        if str(path.relative_to(ROOT)) not in ALLOWED
        for line, call in writes(path.read_text(encoding="utf-8"))
    }
    assert found == set(), "write with pydock_core.files.atomic, for plugins in pydock_core.toolkit"


def test_each_exception_is_needed() -> None:
    for name in ALLOWED:
        assert list(writes((ROOT / name).read_text(encoding="utf-8"))), f"{name} writes no file"


@pytest.mark.parametrize(
    "source",
    [
        'open("x", "w")',
        'open("x", mode="ab")',
        'open("x", "r+")',
        'open("x", mode)',
        'io.open("x", "xb")',
        'Path("x").open("wb")',
        "path.open(mode=mode)",
        "os.open(p, os.O_WRONLY | os.O_CREAT)",
        "os.open(p, flags, dir_fd=d)",
        "os.open(p, flags=os.O_RDWR)",
        "FLAGS = os.O_RDONLY\nOTHER = os.O_CREAT\nos.open(p, FLAGS | OTHER)",
        'Path("x").write_text("y")',
        'Path("x").write_bytes(b"y")',
        'Path("x").touch()',
        "tempfile.NamedTemporaryFile()",
        "mkstemp()",
        "shutil.copyfile(a, b)",
    ],
)
def test_write_of_a_file_is_recognized(source: str) -> None:
    assert len(list(writes(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'open("x")',
        'open("x", "rb")',
        'open(x, encoding="utf-8")',
        "os.open(p, os.O_RDONLY | os.O_CLOEXEC)",
        "FLAGS = os.O_RDONLY\nos.open(p, FLAGS, dir_fd=d)",
        "session.stdout.write_bytes(data)",
        "self._open()",
        "channel.open()",
    ],
)
def test_what_writes_no_file_passes(source: str) -> None:
    assert list(writes(source)) == []


def sources() -> Iterator[Path]:
    """The Python files of the core and the built-in plugins."""
    for top in ("pydock_core", "plugins"):
        yield from sorted((ROOT / top).rglob("*.py"))


def writes(source: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each call that may open a file for writing; a mode that is not a constant counts as one."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _writes(node, constants):
            yield node.lineno, ast.unparse(node)


def _writes(call: ast.Call, constants: dict[str, ast.expr]) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id in _TEMPORARY or (function.id == "open" and _mode_writes(call, 1))
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    if function.attr in _TEMPORARY or function.attr in _PATH_METHODS:
        return True
    if function.attr == "write_bytes":
        return not owner.endswith(("stdout", "stderr", "stream", "self"))  # a stream of the session
    if owner == "shutil":
        return function.attr in _COPIES
    if function.attr != "open":
        return False
    if owner == "os":
        flags = _argument(call, 1, "flags")
        return flags is not None and not _only_reads(flags, constants)
    if owner in ("tarfile", "webbrowser"):
        return False
    return _mode_writes(call, 1 if owner == "io" else 0)


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _mode_writes(call: ast.Call, position: int) -> bool:
    mode = _argument(call, position, "mode")
    if mode is None:
        return False
    if not isinstance(mode, ast.Constant):
        return True
    return isinstance(mode.value, str) and any(letter in mode.value for letter in "wax+")


def _only_reads(flags: ast.expr, constants: dict[str, ast.expr]) -> bool:
    """Whether an expression of `os.O_…` holds none that writes; constants of the module are looked up."""
    if isinstance(flags, ast.BinOp):
        return _only_reads(flags.left, constants) and _only_reads(flags.right, constants)
    if isinstance(flags, ast.IfExp):
        return _only_reads(flags.body, constants) and _only_reads(flags.orelse, constants)
    if isinstance(flags, ast.Attribute):
        return flags.attr.startswith("O_") and flags.attr not in _WRITE_FLAGS
    return isinstance(flags, ast.Name) and flags.id in constants and _only_reads(constants[flags.id], constants)
