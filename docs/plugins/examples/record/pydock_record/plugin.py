"""PYDOCK_RECORD=FILE records the engine's responses; PYDOCK_REPLAY=FILE replays them from the file."""

from __future__ import annotations

from pydock_core.plugin_api import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from pydock_core.plugin_api import Request, Response, Session

RECORD, REPLAY = "PYDOCK_RECORD", "PYDOCK_REPLAY"


@hooks.send(wrapper=True, tryfirst=True)
def pydock_send(session: Session, request: Request) -> Generator[None, Response, Response]:
    """Writes each response to the file once the command has read it."""
    response = yield
    file = session.environ.get(RECORD)
    if not file or session.environ.get(REPLAY):
        return response
    from pydock_record.recording import recorded

    return recorded(file, request, response)


@hooks.send(specname="pydock_send")
def answer(session: Session, request: Request) -> Response | None:
    """Returns the recorded response, so that no request reaches the engine."""
    file = session.environ.get(REPLAY)
    if not file:
        return None
    from pydock_record.replay import Replay

    return Replay.of(session, file).answer(request)
