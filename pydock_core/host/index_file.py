"""The index file: what the installed plugins declare, as JSON, so that finding a command imports no plugin.

The first line holds what decides whether the file is fresh and what every command reads. Each table of `LAZY_TABLES`
is one line after it, parsed on first use. `index_build` makes the tables; deleting the file changes nothing but time.
"""

from __future__ import annotations

import os
import sys

from pydock_core.config.folders import read_trusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pydock_core.host.index_tables import CommandData, DiagnosticData, GroupData, PluginData, Rows, TargetData

CORE = os.path.dirname(os.path.dirname(__file__))
FORMAT = 5
FIRST_LINE = (
    *("format", "path", "executable", "built_ns", "build_reason", "folders", "files", "skipped", "hooks", "flags"),
    *("contested", "diagnostics", "shared_names", "initializers", "completers", "formatters"),
)
LAZY_TABLES = ("names", "commands", "groups", "plugins", "root_listing")
UNTRUSTED_NS = 2_000_000_000  # file systems may give two changes within this time the same mtime
DAMAGE = (ValueError, LookupError, TypeError, AttributeError)  # what parsing and reading a damaged file raises


class IndexFile:
    """The tables of one index, read from a file or just built.

    `unparsed` holds, for each lazy table that was not used yet, the place of its line in the file. `rebuild` returns a
    new index; it is called if such a line turns out to be damaged.
    """

    __slots__ = (*FIRST_LINE, *LAZY_TABLES, "_data", "rebuild", "unparsed")

    if TYPE_CHECKING:
        format: int
        path: list[str]  # sys.path of the build, as `search_path` returns it
        executable: str
        built_ns: int  # epoch
        build_reason: str
        folders: list[int]  # mtimes of the folders in `path`, in ns
        files: list[tuple[str, int, int]]  # other files that the answers depend on: path, mtime in ns, size
        skipped: list[str]  # identities of plugins that were blocked at the build, so that nothing is known of them
        hooks: dict[str, dict[str, list[str]]]  # hook → identity → flags that the implementation depends on
        flags: dict[str, list[dict[str, Any]]]  # command ("": global) → flags that plugins add (`added_flags.to_data`)
        contested: dict[str, tuple[list[str], list[str]]]  # word → plugins that use it as a command, as a group
        diagnostics: list[DiagnosticData]
        shared_names: list[str]  # names of plugins that two distributions use
        initializers: dict[str, list[TargetData]]
        completers: dict[str, list[TargetData]]
        formatters: dict[str, list[TargetData]]
        names: dict[str, list[int]]  # name or alias → places in `commands`
        commands: list[CommandData]
        groups: dict[str, list[GroupData]]
        plugins: dict[str, PluginData]
        root_listing: dict[str, Rows]

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Raises KeyError if a table of the first line is missing."""
        self._data = b""
        self.unparsed: dict[str, tuple[int, int]] = {}
        self.rebuild: Callable[[], IndexFile] | None = None
        self.format = tables["format"]
        if self.format != FORMAT:
            return
        for name in (*FIRST_LINE, *(name for name in LAZY_TABLES if name in tables)):
            setattr(self, name, tables[name])

    @classmethod
    def parse(cls, data: bytes) -> IndexFile:
        """The index in `data`; raises an exception of `DAMAGE` if that is damaged or truncated."""
        from pydock_core.values.json_codec import loads

        end = data.find(b"\n") if b"\n" in data else len(data)
        index = cls(loads(data[:end]))
        index._data = data  # not split: copying the lines takes longer than parsing those that are needed
        for name in LAZY_TABLES if index.format == FORMAT else ():
            start, end = end + 1, data.find(b"\n", end + 1)
            if end < 0:
                raise ValueError("truncated")
            index.unparsed[name] = start, end
        return index

    def __getattr__(self, table: str) -> Any:
        """A lazy table at its first use. A damaged one has the whole index built again."""
        if table not in self.unparsed:
            raise AttributeError(table)
        from pydock_core.values.json_codec import loads

        start, end = self.unparsed.pop(table)
        try:
            setattr(self, table, loads(self._data[start:end]))
        except ValueError:
            if self.rebuild is None:
                raise
            self.unparsed.clear()
            for name, content in self.rebuild().tables().items():
                setattr(self, name, content)
        return getattr(self, table)

    def tables(self) -> dict[str, Any]:
        """All tables by name."""
        return {name: getattr(self, name) for name in (*FIRST_LINE, *LAZY_TABLES)}

    def what_changed(self, path: list[str]) -> str:
        """Why the index does not describe what is installed on `path`; "" if the index is fresh."""
        if self.format != FORMAT:
            return "another version of PyDock made it"
        if self.path != path or self.executable != sys.executable:
            return "another Python made it"
        built = self.built_ns
        for folder, changed in zip(path, self.folders, strict=True):
            if mtime_ns(folder) != changed:
                return f"{folder} changed"
            if 0 <= built - changed < UNTRUSTED_NS:
                return f"{folder} changed just before it was made"
        for file, changed, size in self.files:
            try:
                status = os.stat(file)
            except OSError:
                return f"{file} is gone"
            if status.st_mtime_ns != changed or status.st_size != size:
                return f"{file} changed"
            if 0 <= built - changed < UNTRUSTED_NS:
                return f"{file} changed just before it was made"
        return ""

    def save(self, file: str) -> bool:
        """Writes the index to `file`, for the next command; returns False if the folder or disk refuses it."""
        from pydock_core.config.files import make_folders, may_create
        from pydock_core.errors import InvalidValue
        from pydock_core.files.atomic import write_atomically
        from pydock_core.values.json_codec import dumps

        folder = os.path.dirname(file)
        if not may_create(folder):
            return False
        tables = self.tables()
        lazy = [tables.pop(name) for name in LAZY_TABLES]
        try:
            make_folders(folder)
            lines = [dumps(content) + "\n" for content in (tables, *lazy)]
            write_atomically(file, "".join(lines).encode())
        except (OSError, InvalidValue):
            return False
        return True


def search_path() -> list[str]:
    """The absolute folders and archives that are searched for plugins: sys.path without the entry that Python adds.

    That first entry is the script's folder or the current one. A file in the folder in which the user runs PyDock must
    not become a plugin.
    """
    path = sys.path
    if path and not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        started = os.path.dirname(os.path.realpath(sys.argv[0])) if sys.argv and sys.argv[0] else ""
        if path[0] in ("", started, os.getcwd() if os.path.isabs(path[0]) else path[0]):
            # `python -m pydock_core` has removed the entry; another one for this folder is the user's, in PYTHONPATH.
            path = path if started == os.path.realpath(CORE) else path[1:]
    return [os.path.abspath(folder) for folder in path if folder]


def index_path(environ: Mapping[str, str], path: list[str]) -> str:
    """The index file of this interpreter, its version and `path`."""
    from pydock_core.config.folders import cache_folder

    identity = "\n".join([sys.executable or "", sys.version, *path])
    # hashlib would cost an import. Two environments with one number do no harm: `what_changed` compares the path.
    number = int.from_bytes(identity.encode("utf-8", "surrogateescape"), "big") % (2**128 - 159)
    return os.path.join(cache_folder(environ), f"index-{number:032x}.json")


def read_fresh(file: str, path: list[str]) -> IndexFile | None:
    """The index in `file` if it can be trusted, is complete, and describes what is installed on `path` now."""
    data = read_trusted(file)
    if data is None:
        return None
    try:
        index = IndexFile.parse(data)
        return None if index.what_changed(path) else index
    except DAMAGE:
        return None


def mtime_ns(folder: str) -> int:
    """The mtime of a folder or archive in nanoseconds; 0 if it does not exist."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
