"""A folder as build context: finds the Dockerfile, applies .dockerignore and makes the tar archive."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from pydock_builder.symlinks import follow
from pydock_core.plugin_api import InvalidValue, PyDockError, Session
from pydock_core.toolkit import (
    FolderWalk,
    IgnoreMatcher,
    TarWriter,
    clean_path,
    coalesce,
    encode_header,
    os_error_text,
    read_ignore_file,
    read_regular,
    tar_header,
    working_directory,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias, TypeVar

    T = TypeVar("T")

    # A folder on the way: what is left in it, its path with a slash, the patterns that matched it.
    _Open: TypeAlias = tuple[Iterator[tuple[bytes, int]], bytes, list[bool] | None]

DOCKERFILE = "Dockerfile"
IGNORE_FILE = b".dockerignore"
LARGEST_IGNORE_FILE = 1 << 24  # bytes


def absolute(path: str) -> str:
    """Returns `path` absolute and cleaned, without access to the file system."""
    return clean_path(path if path.startswith("/") else f"{working_directory()}/{path}")


def context_folder(path: str) -> str:
    """Returns the folder's path with symbolic links resolved.

    Raises PyDockError with docker's message if there is no such folder.
    """
    path = absolute(path)
    try:
        found = follow(path)
    except PyDockError as error:
        raise PyDockError(f"unable to evaluate symlinks in context path: {error.message}") from error
    if not os.path.isdir(found):
        raise PyDockError(f"context must be a directory: {found}")
    return found


def find_dockerfile(folder: str, named: str) -> str:
    """Returns the Dockerfile's path relative to the context `folder`; "-" is returned unchanged.

    `named` is the value of `-f`, relative to the context; "" stands for `Dockerfile`, else `dockerfile`.
    """
    if named == "-":
        return named
    path = named or DOCKERFILE
    if not named and not os.path.lexists(f"{folder}/{path}") and os.path.lexists(f"{folder}/{path.lower()}"):
        path = path.lower()
    try:
        found = follow(clean_path(path if path.startswith("/") else f"{folder}/{path}"))
    except PyDockError as error:
        raise PyDockError(f"unable to evaluate symlinks in Dockerfile path: {error.message}") from error
    return os.path.relpath(found, folder)


def is_outside(dockerfile: str) -> bool:
    """Returns whether a path relative to the context leads out of the context."""
    return dockerfile.startswith("../")


def read_ignored(folder: str) -> list[str]:
    """Returns the patterns of the context's .dockerignore; an empty list without that file."""
    path = os.path.join(folder, ".dockerignore")
    try:
        text, _ = read_regular(path, limit=LARGEST_IGNORE_FILE + 1)
        if len(text) > LARGEST_IGNORE_FILE:
            raise InvalidValue(f"{path} is larger than 16 MiB")
        return read_ignore_file(text)
    except FileNotFoundError:
        return []
    except OSError as error:
        verb = "error reading .dockerignore: read" if isinstance(error, IsADirectoryError) else "open"
        raise PyDockError(f"{verb} {path}: {os_error_text(error)}") from error
    except InvalidValue as error:
        raise InvalidValue(f"error reading .dockerignore: {error.message}") from error


def keep_build_files(patterns: list[str], dockerfile: str) -> list[str]:
    """Returns the patterns with exceptions for .dockerignore and the Dockerfile, which the engine needs.

    The Dockerfile "-" is not in the context.
    """
    kept = list(patterns)
    if IgnoreMatcher(kept).excludes_build_file(".dockerignore"):
        kept.append("!.dockerignore")
    if dockerfile != "-" and IgnoreMatcher(kept).excludes_build_file(clean_path(dockerfile)):
        kept.append(f"!{dockerfile}")
    return kept


def check_readable(folder: str, patterns: list[str]) -> None:
    """Raises InvalidValue, before anything is sent, for a file that is part of the context and can't be read."""
    try:
        matcher = IgnoreMatcher(patterns) if patterns else None
        with _checked_step(folder, FolderWalk, folder) as walk:
            pending = [iter(_checked(walk, folder, matcher))]
            while pending:
                name = next(pending[-1], b"")
                path = os.path.join(folder, os.fsdecode(b"/".join([*walk.names, name])))
                if name:
                    _checked_step(path, walk.enter, name)
                    pending.append(iter(_checked(walk, path, matcher)))
                    continue
                pending.pop()
                if pending:
                    _checked_step(path, walk.leave)
    except InvalidValue as error:
        raise InvalidValue(f"error checking context: {error.message}") from error


def _checked(walk: FolderWalk, path: str, matcher: IgnoreMatcher | None) -> list[bytes]:
    """The folders in the walk's folder `path` that have to be checked as well."""
    folders = []
    prefix = os.fsdecode(b"".join(name + b"/" for name in walk.names))
    for name, kind in _checked_step(path, walk.entries):
        excluded = matcher is not None and matcher.excludes(prefix + os.fsdecode(name))
        if kind == stat.S_IFDIR:
            # docker's walk reads a folder before it compares the name with .dockerignore.
            if excluded and not _is_readable(name, walk.descriptor):
                raise InvalidValue(f"can't stat '{os.path.join(path, os.fsdecode(name))}'")
            if not excluded:
                folders.append(name)
        elif kind == stat.S_IFREG and not excluded and not _is_readable(name, walk.descriptor):
            file = os.path.join(path, os.fsdecode(name))
            _checked_step(file, os.lstat, file)
            raise InvalidValue(f"no permission to read from '{file}'")
    return folders


def _checked_step(path: str, step: Callable[..., T], *arguments: Any) -> T:
    """What `step` returns; docker's words for a folder `path` that can't be read."""
    try:
        return step(*arguments)
    except PermissionError as error:
        raise InvalidValue(f"can't stat '{path}'") from error
    except FileNotFoundError as error:
        raise InvalidValue(f"file ('{path}') not found or excluded by .dockerignore") from error
    except OSError as error:
        raise InvalidValue(f"open {path}: {os_error_text(error)}") from error


def _is_readable(name: bytes, folder: int) -> bool:
    return os.access(name, os.R_OK, dir_fd=folder, effective_ids=os.access in os.supports_effective_ids)


class FolderArchive:
    """The tar archive of a context in pieces, made while it is read; no file is in memory as a whole.

    As in docker, owners are root, times are whole seconds, and a second link to a file is a hard link. `added` maps
    names to contents of files that are appended; content for .dockerignore is appended to the existing file.
    """

    def __init__(
        self, session: Session, folder: str, patterns: list[str], *, added: dict[bytes, bytes] | None = None
    ) -> None:
        self._session = session
        self._root = os.fsencode(folder)
        self._matcher = IgnoreMatcher(patterns) if patterns else None
        self._added = dict(added or {})

    def __iter__(self) -> Iterator[bytes]:
        return coalesce(self._parts())

    def _parts(self) -> Iterator[bytes]:
        writer = TarWriter(self._report_socket, owners=False, added=self._added)
        root = self._root.rstrip(b"/") + b"/"
        with self._step(b"", FolderWalk, self._root) as walk:
            for name, is_file in self._walk(walk):
                try:
                    yield from writer.entry(root + name, name, walk.descriptor, is_file=is_file)
                except OSError as error:
                    raise self._unreadable(name, error) from error
                except EOFError as error:
                    raise PyDockError(f"{os.fsdecode(root + name)} became shorter while it was sent") from error
        now = round(self._session.clock.time())
        for name, content in self._added.items():
            content = IGNORE_FILE + content if name == IGNORE_FILE else content
            yield encode_header(name, mode=0o600, size=len(content), modified=now)
            yield content + tar_header.padding(len(content))
        yield tar_header.END

    def _walk(self, walk: FolderWalk) -> Iterator[tuple[bytes, bool]]:
        """(name in the archive, whether it is a regular file) of everything that isn't left out.

        Each comes while its folder is the walk's.
        """
        folders: list[_Open] = [(iter(self._step(b"", walk.entries)), b"", None)]
        while folders:
            entries, prefix, above = folders[-1]
            file, kind = next(entries, (b"", 0))
            if not file:
                folders.pop()
                if folders:
                    self._step(prefix, walk.leave)
                continue
            name = prefix + file
            is_folder = kind == stat.S_IFDIR
            excluded, matches = False, above
            if self._matcher is not None:
                text = os.fsdecode(name)
                excluded, matches = self._matcher.walk(text, above)
                if excluded and not (is_folder and self._matcher.may_include_below(text)):
                    continue
            if not excluded:
                yield name, kind == stat.S_IFREG
            if is_folder:
                self._step(name, walk.enter, file)
                folders.append((iter(self._step(name, walk.entries)), name + b"/", matches))

    def _step(self, name: bytes, step: Callable[..., T], *arguments: bytes) -> T:
        """What `step` returns; PyDockError where it can't be taken for `name`, a path relative to the context."""
        try:
            return step(*arguments)
        except OSError as error:
            raise self._unreadable(name, error) from error

    def _unreadable(self, name: bytes, error: OSError) -> PyDockError:
        path = os.path.join(self._root, name).rstrip(b"/") or b"/"
        return PyDockError(f"can't read the context: {os.fsdecode(path)}: {os_error_text(error)}")

    def _report_socket(self, path: str) -> None:
        self._session.log("error", f"Can't add file {path} to tar: archive/tar: sockets not supported")
