"""`pydock cp`: copies files and folders between a container and the local file system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_container.copy_paths import (
    Place,
    arrange,
    check_target,
    followed,
    local_path,
    local_source,
    local_target,
    split_argument,
    split_entry,
)
from pydock_container.copy_progress import CopyProgress
from pydock_core.plugin_api import APIError, ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import archive_pieces, human_size, tar_pieces, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

# Bits of Go's FileMode.
_IS_FOLDER, _IS_LINK, _IS_DEVICE, _IS_IRREGULAR = 1 << 31, 1 << 27, 1 << 26, 1 << 19
_ANYTHING = (".", "/")


class Options:
    archive = flags.boolean("archive", "a", help="Keep the owners (uid and gid)")
    follow_link = flags.boolean("follow-link", "L", help="Copy what a link in SRC_PATH leads to")
    quiet = flags.boolean("quiet", "q", help="Show no progress; none is shown off a terminal anyway")
    words = flags.arguments(
        "CONTAINER:SRC_PATH DEST_PATH|-\n\t{program} cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
        exactly=2,
        complete="pydock_container.completers:copy_places",
    )


def command(session: Session, options: Options) -> None:
    for text, what in zip(options.words, ("source", "destination"), strict=True):
        if not text:
            raise PyDockError(f"{what} can not be empty")
    (source_container, source), (target_container, target) = map(split_argument, options.words)
    quiet = options.quiet if flags.is_set(options, "quiet") else not session.stdout.is_terminal
    if source_container and target_container:
        raise PyDockError("copying between containers is not supported")
    if source_container:
        _copy_from(session, source_container, source, target, follow_link=options.follow_link, quiet=quiet)
    elif target_container:
        _copy_to(session, source, target_container, target, options, quiet=quiet)
    else:
        raise PyDockError("must specify at least one container source")


def _copy_from(session: Session, container: str, source: str, target: str, *, follow_link: bool, quiet: bool) -> None:
    target = target if target == "-" else local_path(target)
    check_target(target)
    wanted = _followed(session, container, source) if follow_link else Place(source)
    found, answer = session.engine.containers.archive_get(container, wanted.path)
    try:
        wanted.exists, wanted.is_folder = True, bool(_mode(found) & _IS_FOLDER)
        if target == "-":
            for piece in archive_pieces(answer):
                session.stdout.write_bytes(piece)
            return
        if quiet:
            _unpack(session, answer.body.read, wanted, target)
            return
        with CopyProgress(session, "Copying from container - ") as progress:

            def read(size: int) -> bytes:
                data = answer.body.read(size)
                progress.count(len(data))
                return data

            _unpack(session, read, wanted, target)
    finally:
        answer.close()
    _report_size(session, progress.total, target)


def _unpack(session: Session, read: Callable[[int], bytes], source: Place, target: str) -> None:
    folder, name = arrange(source, local_target(target))
    asked = source.path.replace("\\", "/") if session.engine.negotiate().os_type == "windows" else source.path
    unpack(read, folder, place=_placing(split_entry(asked)[1], name or source.rebase))


def _placing(asked: str, name: str) -> Callable[[str], str]:
    """Returns a function from an entry's path to the path to unpack to, which begins with `name` unless that is "".

    The function raises ProtocolError for an entry outside the path `asked`.
    """
    if asked in _ANYTHING:
        return lambda path: f"{name}/{path}" if name else path

    def place(path: str) -> str:
        if path != asked and not path.startswith(asked + "/"):
            raise ProtocolError(f"the engine's archive holds {path!r}, which was not asked for")
        return (name or asked) + path[len(asked) :]

    return place


def _followed(session: Session, container: str, source: str) -> Place:
    """Returns the target of a link in the container; a missing path, or one that is no link, is returned unchanged."""
    found = _stat(session, container, source)
    if found is not None and _mode(found) & _IS_LINK:
        return followed(source, _link(found))
    return Place(source)


def _copy_to(session: Session, source: str, container: str, target: str, options: Options, *, quiet: bool) -> None:
    source = source if source == "-" else local_path(source)
    place = _target(session, container, target)
    counts = source != "-"
    if counts:
        folder, pieces = _archive(session, source, place, follow_link=options.follow_link)
    else:
        if not place.is_folder:
            raise PyDockError(f'destination "{container}:{target}" must be a directory')
        folder, pieces = place.path, _read_stdin(session)

    def put(archive: Iterable[bytes]) -> None:
        session.engine.containers.archive_put(container, folder, archive, archive_mode=options.archive)

    if quiet:
        put(pieces)
        return
    with CopyProgress(session, "Copying to container - ") as progress:
        put(progress.counted(pieces) if counts else pieces)
    _report_size(session, progress.total, f"{container}:{place.path}")


def _target(session: Session, container: str, target: str) -> Place:
    """Returns the place that the path in the container names; a missing path is left to the engine's checks."""
    place = Place(target)
    found = _stat(session, container, target)
    if found is not None and _mode(found) & _IS_LINK:
        place.path = followed(target, _link(found)).path.rstrip("/") or "/"
        found = _stat(session, container, place.path)
    if found is not None:
        mode = _mode(found)
        if mode & (_IS_DEVICE | _IS_IRREGULAR):
            what = "a device" if mode & _IS_DEVICE else "an irregular file"
            raise PyDockError(f'destination "{container}:{target}" must be a directory or a regular file: got {what}')
        place.exists, place.is_folder = True, bool(mode & _IS_FOLDER)
    return place


def _archive(session: Session, source: str, target: Place, *, follow_link: bool) -> tuple[str, Iterator[bytes]]:
    """Returns (folder in the container, archive to unpack there) of a local file or folder."""
    found = local_source(source, follow_link=follow_link)
    folder, name = arrange(found, target)
    own_name = split_entry(found.path)[1]

    def on_socket(path: str) -> None:
        session.log("error", f"Can't add file {path} to tar: archive/tar: sockets not supported")

    return folder, tar_pieces(
        found.path, name or found.rebase or (own_name if own_name != "/" else "."), on_socket=on_socket
    )


def _read_stdin(session: Session) -> Iterator[bytes]:
    while piece := session.stdin.read(1 << 18):
        yield piece


def _stat(session: Session, container: str, path: str) -> dict[str, Any] | None:
    """Returns the engine's description of a path; None after an error, as docker takes the path for missing."""
    try:
        return session.engine.containers.archive_stat(container, path)
    except APIError:
        return None


def _mode(found: dict[str, Any]) -> int:
    mode = found.get("mode")
    if not isinstance(mode, int):
        raise ProtocolError("unable to decode container path stat header: no mode")
    return mode


def _link(found: dict[str, Any]) -> str:
    return str(found.get("linkTarget") or "")


def _report_size(session: Session, size: int, target: str) -> None:
    session.stderr.write(f"Successfully copied {human_size(size, 3)} to {target}\n")
