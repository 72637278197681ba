"""An engine with the responses of a case, for other versions and operating systems than those of the real engine."""

from __future__ import annotations

import hashlib
import re
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.engines import processes

if TYPE_CHECKING:
    from types import TracebackType

CONTAINER = hashlib.sha256(b"a container").hexdigest()
_ANSWERS: dict[str, Any] = {
    "POST /containers/create": {"status": 201, "body": f'{{"Id":"{CONTAINER}","Warnings":[]}}'},
    f"PUT /containers/{CONTAINER}/archive": "",
}
_VERSION = re.compile(r"^/v\d+\.\d+(?=/)")


class CannedEngine:
    """An engine on a unix socket; `say` replaces all responses. A context manager."""

    def __init__(self) -> None:
        self._owner = processes.Folder("pydock-canned")
        self.socket = f"{self._owner.path}/docker.sock"
        self._server = _Server(self.socket, _Handler)

    def say(
        self,
        *,
        api: str = "1.41",
        os: str = "linux",
        experimental: bool = False,
        swarm: str = "",
        answers: dict[str, Any] | None = None,
    ) -> None:
        """Sets API version, OS, experimental features, state in a swarm ("active/manager", "": not sent) and responses.

        `answers` maps "METHOD /path" (without the version and the query) to a body with status 200, or to
        {"status": …, "body": …, "headers": {…}}, whose headers may be left out.
        """
        self._server.api, self._server.os, self._server.experimental = api, os, experimental
        self._server.swarm = swarm
        self._server.answers = {**_ANSWERS, **(answers or {})}

    def __enter__(self) -> CannedEngine:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._owner.remove()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    api = "1.41"
    os = "linux"
    experimental = False
    swarm = ""
    answers: dict[str, Any] = _ANSWERS


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one_request(self) -> None:
        """Answers any method; a request without a response of the case is not found."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._read_body()
        path = _VERSION.sub("", self.path.partition("?")[0])
        if path == "/_ping":
            self._answer(200, "OK", {})
            return
        missing = {"status": 404, "body": f'{{"message":"not foreseen by the case: {self.command} {path}"}}'}
        answer = self.server.answers.get(f"{self.command} {path}", missing)
        if isinstance(answer, str):
            answer = {"status": 200, "body": answer}
        self._answer(answer["status"], answer["body"], answer.get("headers", {}))

    def _read_body(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            while size := int(self.rfile.readline(), 16):
                self.rfile.read(size + 2)
            self.rfile.readline()

    def _answer(self, status: int, text: str, headers: dict[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Api-Version", self.server.api)
        self.send_header("Ostype", self.server.os)
        self.send_header("Docker-Experimental", str(self.server.experimental).lower())
        if self.server.swarm:
            self.send_header("Swarm", self.server.swarm)
        self.send_header("Content-Type", "application/json" if text.startswith(("{", "[")) else "text/plain")
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Writes no log."""

    def version_string(self) -> str:
        """Returns the Server header, which names the OS: docker formats statistics by this OS."""
        return f"Docker/canned ({self.server.os})"

    def address_string(self) -> str:
        """Returns an empty address, as clients of a unix socket have none."""
        return "client"
