"""The start-up file: the code of the modules that commands load, in one file, so that an import is one read.

Finding, opening and checking a `.pyc` costs more than the code in it. Importing this module puts a finder in front of
Python's: it finds the submodules that the file holds, and Python's own finders find everything else. A module whose
source has another path, mtime or size than the file says is loaded as ever. `remember` writes the file when a command
has loaded modules that the file lacks.

The file lies in `pydock_core/__pycache__` and is trusted as the `.pyc` files there are: the same users can write both.
An installation whose folder can't be written, or that is editable, has no start-up file. pip, which
does not know the file, leaves it behind when it uninstalls PyDock.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
from _imp import _fix_co_filename  # type: ignore[attr-defined]  # typeshed omits the function

from pydock_core import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

CORE = os.path.dirname(__file__)
SITE = os.path.dirname(CORE)
PREFIX = "pydock_"  # of the modules that the file holds: the core and the plugins that are installed beside it
SUFFIX = f".{sys.implementation.cache_tag}{f'.opt-{sys.flags.optimize}' if sys.flags.optimize else ''}.pyc"
PATH = f"{CORE}/__pycache__/start-up{SUFFIX[:-4]}.bin"
# The version, because a package of a distribution may give a changed source the old mtime and size.
HEADER = MAGIC_NUMBER + f"PyDock {__version__}\n".encode()
_PLACE = 8  # bytes of the place of the table in the file, after the header
_PYC_HEADER = 16
_DAMAGE = (OSError, ValueError, EOFError, TypeError, AttributeError, LookupError, OverflowError, MemoryError)

# Name of a module → path, mtime in s and size of its source, place and length of its code in the file.
table: dict[str, tuple[str, int, int, int, int]] = {}
_descriptor = -1


class CodeLoader(SourceFileLoader):
    """Python's loader of source files, which looks for the code in the start-up file first."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Returns the module's code; raises what Python's loader raises."""
        entry = table.get(fullname)
        if entry is not None and entry[0] == self.path:
            try:
                code = marshal.loads(os.pread(_descriptor, entry[4], entry[3]))  # noqa: S302  as safe as a .pyc
                _fix_co_filename(code, self.path)
                return code  # type: ignore[no-any-return]
            except _DAMAGE:
                del table[fullname]
        return super().get_code(fullname)


class Finder:
    """Finds the submodules in `table` whose source is as the start-up file says."""

    __slots__ = ()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Returns the spec that Python's own finder would return, with a `CodeLoader`; None for any other module."""
        if path is None:
            return None
        entry = table.get(fullname)
        if entry is None:
            return None
        source, mtime, size = entry[:3]
        tail = fullname.rpartition(".")[2]
        folder, _, name = source.rpartition("/")
        package = name == "__init__.py"
        if [*path] != [folder[: -len(tail) - 1] if package else folder]:
            return None
        try:
            status = os.stat(source)
        except OSError:
            status = None
        if status is None or int(status.st_mtime) != mtime or status.st_size != size:
            del table[fullname]
            return None
        spec = ModuleSpec(fullname, CodeLoader(fullname, source), origin=source, is_package=package)
        spec.has_location = True
        spec.cached = f"{folder}/__pycache__/{name[:-3]}{SUFFIX}"
        if package:
            spec.submodule_search_locations = [folder]
        return spec


def _open() -> None:
    """Reads the table of the start-up file, and installs the finder; does nothing if there is no intact file."""
    global _descriptor
    if sys.pycache_prefix is not None:
        return  # Python reads no .pyc from `__pycache__` either
    try:
        # A FIFO in the file's place must not block.
        _descriptor = os.open(PATH, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return
    try:
        head = os.pread(_descriptor, len(HEADER) + _PLACE, 0)
        if not head.startswith(HEADER):
            raise ValueError("another version's")
        place = int.from_bytes(head[len(HEADER) :], "little")
        length = os.fstat(_descriptor).st_size - place
        found = marshal.loads(os.pread(_descriptor, length, place))  # noqa: S302  as safe as a .pyc
        for source, mtime, size, start, count in found.values():
            _ = source.startswith("/"), mtime + size + start + count  # another shape is damage
        table.update(found)
        sys.meta_path.insert(0, Finder())
    except _DAMAGE:
        os.close(_descriptor)


def remember() -> None:
    """Adds the modules that this process has loaded to the start-up file, if the file lacks some. Never raises."""
    try:
        missed = [name for name in sys.modules if name.startswith(PREFIX) and "." in name and name not in table]
        if not missed or sys.dont_write_bytecode or sys.pycache_prefix is not None:
            return
        if os.access(f"{CORE}/__pycache__", os.W_OK):
            codes = {name: found for name in missed if (found := _compiled(name)) is not None}
            if codes and _is_installed():
                _write(codes)
    except BaseException:  # noqa: BLE001  the command has ended; Ctrl-C meanwhile must not show a traceback
        return


def _is_installed() -> bool:
    """Whether the package lies beside its metadata, as a wheel is installed; an editable one does not."""
    return any(name.startswith("pydock_cli-") and name.endswith("-info") for name in os.listdir(SITE))


def _compiled(name: str) -> tuple[str, int, int, bytes] | None:
    """Path, mtime and size of a loaded module's source, and its code from a fresh `.pyc`; None if there is none."""
    spec = getattr(sys.modules.get(name), "__spec__", None)
    source, cached = getattr(spec, "origin", None), getattr(spec, "cached", None)
    if not isinstance(source, str) or not isinstance(cached, str) or not source.startswith(SITE + "/"):
        return None
    try:
        status = os.stat(source)
        with open(cached, "rb") as file:
            data = file.read()
    except OSError:
        return None
    mtime, size = int(status.st_mtime), status.st_size
    fields = b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in (0, mtime, size))
    return (source, mtime, size, data[_PYC_HEADER:]) if data[:_PYC_HEADER] == MAGIC_NUMBER + fields else None


def _write(codes: dict[str, tuple[str, int, int, bytes]]) -> None:
    """Writes the start-up file again, with `codes` added; another process's file is replaced as a whole."""
    from pydock_core.files.atomic import write_atomically

    for name, (source, mtime, size, place, length) in table.items():
        if os.path.exists(source):
            codes.setdefault(name, (source, mtime, size, os.pread(_descriptor, length, place)))
    entries, place = {}, len(HEADER) + _PLACE
    for name, (source, mtime, size, code) in codes.items():
        entries[name] = (source, mtime, size, place, len(code))
        place += len(code)
    pieces = [HEADER, place.to_bytes(_PLACE, "little"), *(code for *_, code in codes.values()), marshal.dumps(entries)]
    write_atomically(PATH, b"".join(pieces), mode=os.stat(__file__).st_mode & 0o666)


_open()
