"""Tar archives on their way: from files and stdin in pieces, and from the engine, whole or not at all."""

from __future__ import annotations

import os

from pydock_core.plugin_api import EngineError, ProtocolError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.plugin_api import Response, Session

PIECE_BYTES = 1 << 18
_END = bytes(1024)  # a tar archive's: two blocks of zeros
_KEPT = 8192


def pieces(session: Session, path: str | None) -> Iterator[bytes]:
    """What the file `path`, or else stdin, holds; at most 256 KiB of it in memory. OSError in Go's words."""
    descriptor = session.stdin.fileno() if path is None else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _read(descriptor, path)


def _read(descriptor: int, path: str | None) -> Iterator[bytes]:
    try:
        while piece := os.read(descriptor, PIECE_BYTES):
            yield piece
    except OSError as error:
        raise OSError(f"read {path or '/dev/stdin'}: {(error.strerror or str(error)).lower()}") from error
    finally:
        if path is not None:
            os.close(descriptor)


def checked(answer: Response) -> Iterator[bytes]:
    """The pieces of a tar archive from the engine; EngineError at its end if it is cut.

    An engine that fails halfway appends its message to what it has sent and ends the answer as if all were well:
    docker keeps that as an archive.
    """
    tail = b""
    try:
        while piece := answer.body.read(PIECE_BYTES):
            tail = (tail + piece)[-_KEPT:] if len(piece) < _KEPT else piece[-_KEPT:]
            yield piece
    finally:
        answer.close()
    if not tail:
        raise ProtocolError("the engine's archive is empty")
    if not tail.endswith(_END):
        raise _failure(tail)


def _failure(tail: bytes) -> EngineError:
    start = tail.rfind(b'{"errorDetail":')
    if start >= 0:
        from pydock_core.plugin_api import InvalidValue, loads

        try:
            message = loads(tail[start:])["errorDetail"]["message"]
        except (InvalidValue, KeyError, TypeError):
            message = None
        if isinstance(message, str) and message:
            return EngineError(message)
    return ProtocolError("the engine's archive is cut: it doesn't end as a tar archive does")


def open_words(error: OSError) -> PyDockError:
    """Why a file could not be opened, as docker says it."""
    return PyDockError(f"open {error.filename}: {(error.strerror or str(error)).lower()}")
