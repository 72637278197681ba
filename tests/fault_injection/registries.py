"""A fake registry with one image that accepts the faults of the fake engine."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from typing import TYPE_CHECKING

from pydock_core.registry.client import DOCKER_MANIFEST
from pydock_core.testing import Asked
from pydock_core.testing.fake_engine import server
from pydock_core.testing.fake_engine.exchange import Answer
from pydock_core.testing.fake_engine.faults import Rule

if TYPE_CHECKING:
    from pydock_core.testing import Fault

CONFIG = b'{"architecture":"amd64","os":"linux"}'
_TLS_HANDSHAKE = b"\x16"


def digest(data: bytes) -> str:
    """Returns the digest of a blob or manifest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


MANIFEST = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST,
        "config": {"mediaType": "application/json", "digest": digest(CONFIG), "size": len(CONFIG)},
        "layers": [],
    }
).encode()


class Registry:
    """A registry without TLS; a context manager.

    `domain` is its address, `asked` lists the requests. With `token` a request needs a token of the
    registry's token server. With `stops_after_response` the registry closes its port after the next response.
    """

    def __init__(self, *, token: bool = False) -> None:
        self.stops_after_response = False
        self.asked: list[str] = []
        self._token = token
        self._rules: list[Rule] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.domain = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Registry:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for rule in self._rules:
            rule.fault.release()
        self._stop()

    def fault(self, request: str, fault: Fault) -> Fault:
        """Applies the fault to matching requests (`GET /pattern*`), as `FakeEngine.fault` does; returns the fault."""
        method, _, path = request.partition(" ")
        self._rules.append(Rule(method, path, fault, after=0, times=None))
        return fault

    def _stop(self) -> None:
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the listener is closed already
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._begin, args=(sock,), daemon=True).start()

    def _begin(self, sock: socket.socket) -> None:
        if sock.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE:
            with sock:
                sock.recv(4096)
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        server.serve_in_thread(sock, self._handle)

    def _handle(self, asked: Asked) -> tuple[Answer, Fault | None]:
        self.asked.append(f"{asked.method} {asked.path}")
        fault = next((rule.fault for rule in self._rules if rule.matches(asked)), None)
        if fault is not None and fault.answer is not None:
            return fault.answer, None
        answer = self._answer(asked)
        if self.stops_after_response:
            self._stop()
            answer.headers = {**answer.headers, "Connection": "close"}
        return answer, fault

    def _answer(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return Answer(200, b'{"token":"yes"}', content_type="application/json")
        if self._token and asked.headers.get("authorization") != "Bearer yes":
            challenge = f'Bearer realm="http://{self.domain}/token",service="tests"'
            return Answer(401, b"{}", content_type="application/json", headers={"Www-Authenticate": challenge})
        if asked.method == "POST":
            return Answer(201)  # mounted from another repository
        if asked.method == "PUT":
            return Answer(201, headers={"Docker-Content-Digest": digest(asked.body)})
        if "/blobs/" in asked.path:
            return Answer(200, CONFIG, content_type="application/octet-stream")
        if "/manifests/" in asked.path:
            return Answer(200, MANIFEST, content_type=DOCKER_MANIFEST)
        return Answer(200, b"{}", content_type="application/json")
