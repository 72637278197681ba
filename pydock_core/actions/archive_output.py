"""Writes the engine's tar archives to a file, whole or not at all, or to standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import EngineError, InvalidValue, ProtocolError, PyDockError
from pydock_core.output.atomic_file import AtomicFile
from pydock_core.values.json_codec import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.engine.messages import Response
    from pydock_core.session import Session

PIECE_BYTES = 1 << 16
_BLOCK = 512
_END = bytes(2 * _BLOCK)
_KEPT = 8192


def write_archive(session: Session, path: str | None, ask: Callable[[], Response], *, failure: str) -> None:
    """Writes the archive that `ask()` gets from the engine into the file `path`, without one to standard output.

    Raises PyDockError, before the engine is asked, for a terminal and for a path that can't be written to (its message
    follows `failure`), and EngineError for a truncated archive; then there is no file.
    """
    if not path:
        if session.stdout.is_terminal:
            raise PyDockError("cowardly refusing to save to a terminal. Use the -o flag or redirect")
        for piece in archive_pieces(ask()):
            session.stdout.write_bytes(piece)
        return
    try:
        file = AtomicFile(path)
    except PyDockError as error:
        raise PyDockError(f"{failure}: {error.message}") from error
    with file:
        for piece in archive_pieces(ask()):
            file.write(piece)
        file.keep()


def archive_pieces(answer: Response) -> Iterator[bytes]:
    """Yields the pieces of a tar archive; raises EngineError at its end if it is truncated, which docker ignores.

    An engine that fails halfway appends its message to what it has sent, and ends the answer as after a success.
    """
    tail = b""
    size = 0
    try:
        while piece := answer.body.read(PIECE_BYTES):
            size += len(piece)
            tail = piece if len(piece) >= _KEPT else tail[-_KEPT:] + piece
            yield piece
    finally:
        answer.close()
    if not tail.endswith(_END) or size % _BLOCK:
        raise _failure(tail)


def _failure(tail: bytes) -> EngineError:
    for start in (tail.rfind(b'{"errorDetail":'), tail.rfind(b'{"message":')):
        try:
            document = loads(tail[start:]) if start >= 0 else None
        except InvalidValue:
            continue
        detail = document.get("errorDetail", document) if isinstance(document, dict) else None
        if isinstance(detail, dict) and isinstance(detail.get("message"), str):
            return EngineError(f"Error response from daemon: {detail['message']}")
    return ProtocolError("the engine's archive is cut: it doesn't end as a tar archive does")
