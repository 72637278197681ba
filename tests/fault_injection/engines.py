"""A fake engine that also builds, keeps checkpoints and may break off while it is being sent to."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

from pydock_core.testing import FakeEngine
from pydock_core.testing.fake_engine.exchange import Answer, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Asked, Fault

BUILT = ({"stream": "Step 1/1 : FROM busybox\n"}, {"aux": {"ID": "sha256:1"}}, {"stream": "Successfully built 1\n"})


def lines(*messages: Any) -> list[bytes]:
    """Progress messages as an engine sends them, a chunk each."""
    return [json.dumps(message).encode() + b"\r\n" for message in messages]


class Engine(FakeEngine):
    """What the fake engine knows nothing of is answered from `_usual`; faults strike those answers, too."""

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "Docker-Experimental": "true"}

    def handle(self, asked: Asked) -> tuple[Answer, Fault | None]:
        answer, fault = super().handle(asked)
        return (answer if answer.status not in (404, 501) else _usual(asked) or answer), fault


def _usual(asked: Asked) -> Answer | None:
    if (asked.method, asked.path) == ("POST", "/build"):
        return Answer(200, lines(*BUILT), content_type="application/json")
    if (asked.method, asked.path) == ("POST", "/build/prune"):
        return Answer(200, encoded({"CachesDeleted": ["one"], "SpaceReclaimed": 5}), content_type="application/json")
    if "/checkpoints" in asked.path:
        listed = asked.method == "GET"
        return Answer(200, encoded([{"Name": "one"}]), content_type="application/json") if listed else Answer(204)
    return None


def break_off(
    engine: FakeEngine,
    path: str,
    *,
    after_bytes: int = 1 << 16,
    answer: bytes = b"",
    at_first: Callable[[], object] = lambda: None,
    then: Callable[[], object] = lambda: None,
) -> None:
    """From now on the engine reads so much of a request for `path` (any other is answered), and after `then` is gone.

    `at_first` comes after the first piece of it. `answer` is what it says before it goes.
    """
    healthy, headers = engine.connect, engine.headers

    def serve(ours: socket.socket) -> None:
        with ours:
            try:
                left = after_bytes - len(ours.recv(4096))
                at_first()
                while left > 0 and (piece := ours.recv(min(left, 65536))):
                    left -= len(piece)
                then()
                ours.sendall(answer)
            except OSError:
                return  # the client has gone first

    def connect() -> socket.socket:
        # What is asked is known only once it comes: the first line decides who serves the connection.
        theirs, ours = socket.socketpair()
        threading.Thread(target=route, args=(ours,), daemon=True).start()
        return theirs

    def route(ours: socket.socket) -> None:
        line = ours.recv(4096, socket.MSG_PEEK).split(b"\r\n")[0].decode()
        if path in line:
            serve(ours)
            return
        with ours, healthy() as theirs:
            threading.Thread(target=_pass_on, args=(theirs, ours), daemon=True).start()
            _pass_on(ours, theirs)

    # A connection for each request.
    engine.headers = lambda: {**headers(), "Connection": "close"}  # type: ignore[method-assign]
    engine.connect = connect  # type: ignore[method-assign]


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of the two has gone
