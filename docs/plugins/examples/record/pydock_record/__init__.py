"""PYDOCK_RECORD=FILE records what the engine answers, PYDOCK_REPLAY=FILE answers in its place."""

from __future__ import annotations

from pydock_core.plugin_api import hookimpl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from pydock_core.plugin_api import Request, Response, Session

RECORD, REPLAY = "PYDOCK_RECORD", "PYDOCK_REPLAY"


@hookimpl(wrapper=True, tryfirst=True)
def pydock_send(session: Session, request: Request) -> Generator[None, Response, Response]:
    """Passes answers on, and writes them down as they are read."""
    response = yield
    file = session.environ.get(RECORD)
    if not file or session.environ.get(REPLAY):
        return response
    from pydock_record.recording import recorded

    return recorded(file, request, response)


@hookimpl(specname="pydock_send")
def answer(session: Session, request: Request) -> Response | None:
    """The recorded answer, in the engine's place."""
    file = session.environ.get(REPLAY)
    if not file:
        return None
    from pydock_record.replay import Replay

    return Replay.of(session, file).answer(request)
