"""A fake engine that also builds, keeps checkpoints, and can close the connection in the middle of a request."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

from pydock_core.testing import FakeEngine, Program
from pydock_core.testing.fake_engine.exchange import Answer, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Asked, Fault, Process

PLUGIN = {"Network": {"Type": "host"}, "Env": [{"Name": "DEBUG", "Value": "0", "Settable": ["value"]}]}
BUILT = ({"stream": "Step 1/1 : FROM busybox\n"}, {"aux": {"ID": "sha256:1"}}, {"stream": "Successfully built 1\n"})


def lines(*messages: Any) -> list[bytes]:
    """Returns progress messages as an engine sends them, each in a chunk."""
    return [json.dumps(message).encode() + b"\r\n" for message in messages]


class Engine(FakeEngine):
    """A fake engine that also builds and keeps checkpoints, the manager of a swarm; faults strike all its responses.

    `checkpoints` are the names of the checkpoints. The registry has the plugin `sample`. Containers can run `fail`,
    which exits with 143, and `speak-late`, which prints "last words" after the time that a client needs to attach.
    """

    def __init__(self, *, api_version: str = "1.41") -> None:
        super().__init__(api_version=api_version, swarm="active/manager")
        self.checkpoints = ["one"]
        self.plugins.registry["sample:latest"] = PLUGIN
        self.programs["fail"] = Program(exit_code=143)
        self.programs["speak-late"] = _speak_late

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "Docker-Experimental": "true"}

    def handle(self, asked: Asked) -> tuple[Answer, Fault | None]:
        answer, fault = super().handle(asked)
        return (answer if answer.status not in (404, 501) else self._addition(asked) or answer), fault

    def _addition(self, asked: Asked) -> Answer | None:
        """Returns the response to a request that the fake engine does not support."""
        if (asked.method, asked.path) == ("POST", "/build"):
            return Answer(200, lines(*BUILT), content_type="application/json")
        if "/checkpoints" in asked.path and asked.method == "GET":
            listed = [{"Name": name} for name in self.checkpoints]
            return Answer(200, encoded(listed), content_type="application/json")
        if "/checkpoints" in asked.path:
            if asked.method == "DELETE":
                self.checkpoints.clear()
            return Answer(204)
        return None


def _speak_late(process: Process) -> int:
    process.sleep(0.4)
    process.write(b"last words\n")
    return 0


def close_during_request(
    engine: FakeEngine,
    path: str,
    *,
    after_bytes: int = 1 << 16,
    answer: bytes = b"",
    at_first: Callable[[], object] = lambda: None,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Makes the engine close the connection in the middle of each request whose first line contains `path`.

    - `after_bytes`: the number of bytes of the request that the engine reads before.
    - `answer`: the bytes that the engine sends before it closes the connection.
    - `at_first`: called after the first bytes of the request.
    - `then`: called after the last byte, before `answer`.

    Other requests are answered as before.
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
                return  # the client has closed the connection first

    def connect() -> socket.socket:
        # The first line of the request decides which function serves the connection.
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

    # Each request needs a connection of its own to be routed by its path.
    engine.headers = lambda: {**headers(), "Connection": "close"}  # type: ignore[method-assign]
    engine.connect = connect  # type: ignore[method-assign]


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Copies bytes until the end of `source`."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of the two sides is closed
