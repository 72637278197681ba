"""Replays a recording."""

from __future__ import annotations

import json
from base64 import b64decode
from weakref import WeakKeyDictionary

from pydock_core.plugin_api import BytesBody, PyDockError, Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import Request, Session


class Replay:
    """The recorded responses of a file, in order for each request."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._answers: dict[str, list[dict[str, Any]]] = {}
        try:
            with open(file, encoding="utf-8") as recording:
                entries = [json.loads(line) for line in recording]
            for entry in entries:
                self._answers.setdefault(_key(entry["method"], entry["path"], entry["query"]), []).append(entry)
        except OSError as error:
            raise PyDockError(f"cannot replay {file}: {error.strerror}") from error
        except (ValueError, LookupError, TypeError) as error:
            raise PyDockError(f"{file} is no recording: {error}") from error

    @classmethod
    def of(cls, session: Session, file: str) -> Replay:
        """Returns the replay of this session, opened at its first request."""
        if session not in REPLAYS:
            REPLAYS[session] = cls(file)
        return REPLAYS[session]

    def answer(self, request: Request) -> Response:
        """Returns the next response to a request; raises PyDockError if none is left."""
        answers = self._answers.get(_key(request.method, request.path, request.query))
        if not answers:
            raise PyDockError(f"{self._file} has no answer to {request.method} {request.target}")
        entry = answers.pop(0)
        data = b64decode(entry["base64"]) if "base64" in entry else entry["text"].encode()
        if entry["hijacked"]:
            connection: Any = Played(data)
            return Response(entry["status"], entry["reason"], entry["headers"], BytesBody(), connection)
        return Response(entry["status"], entry["reason"], entry["headers"], BytesBody(data))


REPLAYS: WeakKeyDictionary[Session, Replay] = WeakKeyDictionary()


class Played:
    """A connection that yields the recorded bytes, and discards the bytes sent to it."""

    pending = False

    def __init__(self, data: bytes) -> None:
        import socket
        import threading

        self._ours, theirs = socket.socketpair()

        def play() -> None:
            with theirs:
                try:
                    theirs.sendall(data)
                except OSError:
                    return  # the reader has closed the connection

        threading.Thread(target=play, daemon=True).start()

    def fileno(self) -> int:
        return self._ours.fileno()

    def recv(self, size: int = 65536) -> bytes:
        return self._ours.recv(size)

    def send(self, data: bytes) -> None:
        pass

    def send_some(self, data: bytes) -> int:
        return len(data)

    def close_write(self) -> None:
        pass

    def close(self) -> None:
        self._ours.close()


def _key(method: str, path: str, query: object) -> str:
    return json.dumps([method, path, query])
