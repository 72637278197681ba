"""Configuration files are opened as regular files: a FIFO or device in their place neither blocks nor fills memory."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_file_writes import ROOT, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

# Files that open a file without `read_regular` or `open_regular`, and why.
ALLOWED = {
    "plugins/pydock_builder/context.py": "-f names a Dockerfile, which may be a pipe of the shell",
    "plugins/pydock_context/import_.py": "the argument names an archive, which may be a pipe of the shell",
    "plugins/pydock_image/archive.py": "-i names an archive, which may be a pipe of the shell",
    "pydock_core/actions/tar_writer.py": "files of a tree: opened without waiting, by descriptors of folders",
    "pydock_core/config/files.py": "locks a folder",
    "pydock_core/config/folders.py": "has read_regular",
    "pydock_core/files/atomic.py": "the module that writes",
    "pydock_core/files/regular.py": "has open_regular",
    "pydock_core/files/walk.py": "folders, which are opened as folders only",
    "pydock_core/actions/unpack.py": "new files, by descriptors of folders",
    "pydock_core/command/detached_process.py": "the null device",
    "pydock_core/host/import_time.py": "a pipe from a child process",
    "pydock_core/host/index_build.py": "the null device",
    "pydock_core/host/index_child.py": "a pipe from a child process",
    "pydock_core/host/process_state.py": "the current folder",
    "pydock_core/host/requirements.py": "the module of a plugin, in the child process that has a time limit",
    "pydock_core/session.py": "the null device",
    "pydock_core/start_up_file.py": "the start-up file, opened without waiting, and .pyc files that were just imported",
    "pydock_core/values/files.py": "files that the command line names, which may be pipes of the shell",
    "plugins/pydock_container/stats_readings.py": "the null device",
}


def test_only_listed_files_open_files_that_may_be_special() -> None:
    found = {name for path in sources() if (name := str(path.relative_to(ROOT))) not in TESTING and _opens(name)}
    assert found - set(ALLOWED) == set(), "read with pydock_core.config.folders.read_regular (in the toolkit)"
    assert set(ALLOWED) - found == set(), "these open no file"


@pytest.mark.parametrize(
    "source",
    ["open(p)", "io.open(p)", "os.open(p, os.O_RDONLY)", "Path(p).open()", "Path(p).read_text()", "p.read_bytes()"],
)
def test_opening_of_a_file_is_recognized(source: str) -> None:
    assert list(openings(source))


@pytest.mark.parametrize("source", ["open_regular(p)", "read_regular(p)", "self._open()", "d.read_text('METADATA')"])
def test_reading_of_a_regular_file_passes(source: str) -> None:
    assert list(openings(source)) == []


TESTING = {str(path.relative_to(ROOT)) for path in sources() if "pydock_core/testing" in str(path)}


def _opens(name: str) -> bool:
    return any(openings((ROOT / name).read_text(encoding="utf-8")))


def openings(source: str) -> Iterator[str]:
    """The calls that open a file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            opens = function.id == "open"
        elif isinstance(function, ast.Attribute):
            # Path.read_text takes no name of a file; that of importlib.metadata does.
            reads = function.attr in ("read_text", "read_bytes") and not node.args
            opens = function.attr == "open" or reads
        else:
            continue
        if opens:
            yield ast.unparse(node)
