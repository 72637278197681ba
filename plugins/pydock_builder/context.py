"""The build context that PATH, URL or `-` names, and the Dockerfile's path in the context."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_builder.archive import dockerfile_archive, is_archive, split_head, with_files
from pydock_builder.folder import (
    FolderArchive,
    absolute,
    check_readable,
    context_folder,
    find_dockerfile,
    is_outside,
    keep_build_files,
    read_ignored,
)
from pydock_builder.git import Clone, is_git_url, is_url
from pydock_builder.progress import Progress
from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import os_error_text, redact_url

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from typing import TypeVar

    from pydock_builder.progress import Output
    from pydock_core.plugin_api import Session

    T = TypeVar("T")

_DOCKERFILE_MODE = 0o644
_PREPARING = "unable to prepare context"
_AMBIGUOUS = "ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles"


class Context:
    """A build context: its tar archive in pieces, and the Dockerfile's path in it, "" for the engine's default."""

    def __init__(self, archive: Iterable[bytes], dockerfile: str, *, clone: Clone | None = None) -> None:
        self.archive = archive
        self.dockerfile = dockerfile
        self._clone = clone
        self.download: Generator[bytes, None, None] | None = None

    def close(self) -> None:
        """Ends the display of a download, and deletes the clone of a git repository."""
        if self.download is not None:
            self.download.close()
        if self._clone is not None:
            self._clone.remove()


def prepare(session: Session, path: str, file: str, output: Output, *, on_url_failure: Callable[[], None]) -> Context:
    """Returns the context for `path` and `-f file`; the files of a folder are not read yet.

    Downloads show their progress on `output`; `on_url_failure()` is called for one that fails. Raises PyDockError with
    docker's message.
    """
    if path == "-":
        return _with_prefix(lambda: _from_stream(session, _read_stdin(session), file))
    if os.path.exists(path):
        return _from_folder(session, path, file)
    if is_git_url(path):
        return _from_git(session, path, file)
    if not is_url(path):
        raise PyDockError(f'{_PREPARING}: path "{redact_url(path)}" not found')
    try:
        return _with_prefix(lambda: _from_url(session, path, file, output))
    except PyDockError:
        on_url_failure()
        raise


def _with_prefix(make: Callable[[], T]) -> T:
    """Returns the result of `make`; adds docker's prefix to the message of an error."""
    try:
        return make()
    except PyDockError as error:
        raise PyDockError(f"{_PREPARING}: {error.message}") from error


def _located(path: str, file: str) -> tuple[str, str]:
    """Returns (folder with symbolic links resolved, the Dockerfile's path relative to it)."""
    folder = context_folder(path)
    return folder, find_dockerfile(folder, file)


def _read_stdin(session: Session) -> Iterator[bytes]:
    while piece := session.stdin.read(1 << 16):
        yield piece


def _from_folder(session: Session, path: str, file: str) -> Context:
    folder, dockerfile = _with_prefix(lambda: _located(path, absolute(file) if file not in ("", "-") else file))
    content = None
    if file == "-":
        content = b"".join(_read_stdin(session))
    elif is_outside(dockerfile):
        content = _with_prefix(lambda: _read_dockerfile(file))
    return _archived(session, folder, dockerfile, content)


def _read_dockerfile(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise PyDockError(f"unable to open Dockerfile: open {path}: {os_error_text(error)}") from error


def _archived(
    session: Session, folder: str, dockerfile: str, content: bytes | None, *, clone: Clone | None = None
) -> Context:
    """Returns the context of a folder; `content` is a Dockerfile from outside, added under a name that no file has."""
    patterns = read_ignored(folder)
    check_readable(folder, patterns)
    patterns = keep_build_files(patterns, dockerfile)
    if content is None:
        return Context(FolderArchive(session, folder, patterns), dockerfile, clone=clone)
    name, added = _added_dockerfile(content)
    return Context(FolderArchive(session, folder, patterns, added=added), name, clone=clone)


def _added_dockerfile(content: bytes) -> tuple[str, dict[bytes, bytes]]:
    """Returns (name, files to add): the Dockerfile, and the line of .dockerignore that keeps it out of the image."""
    name = f".dockerfile.{os.urandom(10).hex()}"
    return name, {name.encode(): content, b".dockerignore": f"\n{name}\n".encode()}


def _from_git(session: Session, url: str, file: str) -> Context:
    from pydock_core.toolkit import download  # imports requests

    clone = Clone(url, session.environ, lambda service: download.is_smart_git(service, session.environ))
    try:
        folder, dockerfile = _with_prefix(lambda: _located(clone.make(), file))
        if is_outside(dockerfile):
            raise PyDockError(f"{_PREPARING}: the Dockerfile ({file}) must be within the build context")
        content = b"".join(_read_stdin(session)) if file == "-" else None
        return _archived(session, folder, dockerfile, content, clone=clone)
    except BaseException:
        clone.remove()
        raise


def _from_stream(session: Session, pieces: Iterator[bytes], file: str) -> Context:
    """Returns the context of a tar archive, compressed or not, which is sent unchanged, or of a single Dockerfile."""
    head, whole = split_head(pieces)
    if is_archive(head):
        return Context(whole, file)
    if file:
        raise PyDockError("build context is not an archive" if file == "-" else _AMBIGUOUS)
    archive = dockerfile_archive(
        b"".join(whole),
        mode=_DOCKERFILE_MODE,
        modified=int(session.clock.time()),
        uid=os.geteuid(),
        gid=os.getegid(),
    )
    return Context([archive], "Dockerfile")


def _from_url(session: Session, url: str, file: str, output: Output) -> Context:
    from pydock_core.toolkit import download  # imports requests

    size, pieces = download.open_url(url, session.environ)
    action = f"Downloading build context from remote url: {redact_url(url)}"
    watched = Progress(session, output.write, action, total=size, last_only=False).watch(pieces)
    context = _from_stream(session, watched, file)
    if file == "-":
        name, added = _added_dockerfile(b"".join(_read_stdin(session)))
        archive = with_files(iter(context.archive), added, now=round(session.clock.time()))
        context = Context(archive, name)
    context.download = watched
    return context
