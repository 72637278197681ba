"""A folder as build context: finds the Dockerfile, applies .dockerignore and makes the tar archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_builder.symlinks import follow
from pydock_core.plugin_api import InvalidValue, PyDockError, Session
from pydock_core.toolkit import (
    IgnoreMatcher,
    TarWriter,
    clean_path,
    coalesce,
    encode_header,
    os_error_text,
    read_ignore_file,
    tar_header,
    working_directory,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    # A folder that is being walked: its remaining entries, its path with a slash, the patterns that matched it.
    _Open: TypeAlias = tuple[Iterator[os.DirEntry[bytes]], bytes, list[bool] | None]

DOCKERFILE = "Dockerfile"
IGNORE_FILE = b".dockerignore"


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
        with open(path, "rb") as file:
            return read_ignore_file(file.read())
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
        pending = [(os.fsencode(folder), "")]
        while pending:
            path, relative = pending.pop()
            pending += reversed(list(_checked(path, relative, matcher)))
    except InvalidValue as error:
        raise InvalidValue(f"error checking context: {error.message}") from error


def _checked(path: bytes, relative: str, matcher: IgnoreMatcher | None) -> Iterator[tuple[bytes, str]]:
    """Checks the files in the folder `path`; yields the folders in it, to be checked as well."""
    try:
        entries = _sorted(path)
    except PermissionError as error:
        raise InvalidValue(f"can't stat '{os.fsdecode(path)}'") from error
    except FileNotFoundError as error:
        raise InvalidValue(f"file ('{os.fsdecode(path)}') not found or excluded by .dockerignore") from error
    except OSError as error:
        raise InvalidValue(f"open {os.fsdecode(path)}: {os_error_text(error)}") from error
    for entry in entries:
        name = f"{relative}{os.fsdecode(entry.name)}"
        if matcher is not None and matcher.excludes(name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield entry.path, f"{name}/"
        elif entry.is_file(follow_symlinks=False) and not _is_readable(entry.path):
            raise InvalidValue(f"no permission to read from '{os.fsdecode(entry.path)}'")


def _is_readable(path: bytes) -> bool:
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def _sorted(path: bytes) -> list[os.DirEntry[bytes]]:
    with os.scandir(path) as entries:
        return sorted(entries, key=lambda entry: entry.name)


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
        for path, name in self._walk():
            try:
                yield from writer.entry(path, name)
            except OSError as error:
                raise _unreadable(path, error) from error
            except EOFError as error:
                raise PyDockError(f"{os.fsdecode(path)} became shorter while it was sent") from error
        now = round(self._session.clock.time())
        for name, content in self._added.items():
            content = IGNORE_FILE + content if name == IGNORE_FILE else content
            yield encode_header(name, mode=0o600, size=len(content), modified=now)
            yield content + tar_header.padding(len(content))
        yield tar_header.END

    def _walk(self) -> Iterator[tuple[bytes, bytes]]:
        """Yields (path, name in the archive) of all files that are not excluded."""
        folders: list[_Open] = [(self._entries(self._root), b"", None)]
        while folders:
            entries, prefix, above = folders[-1]
            entry = next(entries, None)
            if entry is None:
                folders.pop()
                continue
            name = prefix + entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            excluded, matches = False, above
            if self._matcher is not None:
                text = os.fsdecode(name)
                excluded, matches = self._matcher.walk(text, above)
                if excluded and not (is_folder and self._matcher.may_include_below(text)):
                    continue
            if not excluded:
                yield entry.path, name
            if is_folder:
                folders.append((self._entries(entry.path), name + b"/", matches))

    def _entries(self, path: bytes) -> Iterator[os.DirEntry[bytes]]:
        try:
            return iter(_sorted(path))
        except OSError as error:
            raise _unreadable(path, error) from error

    def _report_socket(self, path: str) -> None:
        self._session.log("error", f"Can't add file {path} to tar: archive/tar: sockets not supported")


def _unreadable(path: bytes, error: OSError) -> PyDockError:
    return PyDockError(f"can't read the context: {os.fsdecode(path)}: {os_error_text(error)}")
