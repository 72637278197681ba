"""The cache of CLI plugins' metadata: a JSON file beside the index of plugins, so that no process starts for them.

An entry counts as long as the program has the same path, mtime, size and inode. Deleting the file changes nothing but
time; a damaged one, or one that others may have written, is ignored and written anew.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FORMAT = 1
FILE = "docker-cli-plugins.json"
_SETTLED_NS = 2_000_000_000  # file systems may give two changes within this time the same mtime


class MetadataCache:
    """The entries of the file, by path; `PYDOCK_INDEX=off` keeps no file."""

    __slots__ = ("_changed", "_entries", "_path")

    def __init__(self, environ: Mapping[str, str]) -> None:
        from pydock_core.config.folders import cache_folder

        self._path = "" if environ.get("PYDOCK_INDEX") == "off" else os.path.join(cache_folder(environ), FILE)
        self._entries: dict[str, list[Any]] = _read(self._path) if self._path else {}
        self._changed = False

    def get(self, program: str) -> tuple[dict[str, Any], str] | None:
        """Returns the metadata and the problem of a program that has not changed; None for any other one."""
        entry = self._entries.get(program)
        if entry is None or self.identity(program) != entry[0] or not os.access(program, os.X_OK):
            return None
        return dict(entry[1]), entry[2]

    def put(self, program: str, identity: list[int] | None, metadata: dict[str, Any], problem: str) -> None:
        """Adds the answer of a program that had this identity before it was asked; not that of a file just changed."""
        import time

        if identity is not None and not 0 <= time.time_ns() - identity[0] < _SETTLED_NS:
            self._entries[program] = [identity, metadata, problem]
            self._changed = True

    def identity(self, program: str) -> list[int] | None:
        """Returns mtime in ns, size and inode of the file that `program` leads to; None without one."""
        try:
            status = os.stat(program)
        except OSError:
            return None
        return [status.st_mtime_ns, status.st_size, status.st_ino]

    def save(self) -> None:
        """Writes the file if entries were added; a folder or disk that refuses it costs only time."""
        if not self._changed or not self._path:
            return
        from pydock_core.config.files import make_folders, may_create
        from pydock_core.errors import InvalidValue
        from pydock_core.files.atomic import write_atomically
        from pydock_core.values.json_codec import dumps

        folder = os.path.dirname(self._path)
        present = {path: entry for path, entry in self._entries.items() if os.path.exists(path)}
        try:
            if may_create(folder):
                make_folders(folder)
                write_atomically(self._path, dumps({"format": FORMAT, "programs": present}).encode())
        except (OSError, InvalidValue):
            return


def _read(path: str) -> dict[str, list[Any]]:
    from pydock_core.config.folders import read_trusted
    from pydock_core.values.json_codec import loads

    data = read_trusted(path)
    if data is None:
        return {}
    try:
        content = loads(data)
        if content["format"] != FORMAT:
            return {}
        return {path: entry for path, entry in content["programs"].items() if _is_entry(entry)}
    except (ValueError, LookupError, TypeError, AttributeError):
        return {}


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, list) or len(entry) != 3:
        return False
    identity, metadata, problem = entry
    return (
        isinstance(identity, list)
        and isinstance(metadata, dict)
        and all(isinstance(value, str) for value in metadata.values())
        and isinstance(problem, str)
    )
