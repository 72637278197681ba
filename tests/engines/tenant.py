"""Fake servers of the web login: docker's login server and the access tokens of Docker Hub, behind a proxy."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import jwt
import trustme

from tests.e2e.proxy import Proxy

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

CODE, TOKEN, REVOKE = "/oauth/device/code", "/oauth/token", "/oauth/revoke"
ACCESS_TOKEN = "/v2/access-tokens/desktop-generate"
PENDING = (403, {"error": "authorization_pending", "error_description": "not yet"})
USER, USER_CODE, SECRET = "somebody", "ABCD-EFGH", "dckr_pat_made"
VERIFICATION = f"https://login.docker.com/activate?user_code={USER_CODE}"


def web_token(user: str = USER) -> str:
    """Returns a token of the login server, which contains the name of the user."""
    return jwt.encode({"https://hub.docker.com": {"username": user}, "scope": "openid"}, "k" * 32, algorithm="HS256")


GRANTED = (200, {"access_token": web_token(), "refresh_token": "refresh", "expires_in": 60, "token_type": "Bearer"})


class Asked:
    """A request: host, path, headers (names in lower case) and the fields of the form."""

    def __init__(self, host: str, path: str, headers: dict[str, str], form: dict[str, str]) -> None:
        self.host = host
        self.path = path
        self.headers = headers
        self.form = form


class Tenant:
    """A fake login server; `answers` maps a path to responses (status, JSON or bytes) in order, the last one repeated.

    `environ` makes a client use this server in place of the real ones; `asked` lists the requests.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        bundle = folder / "tenant-ca.pem"
        authority.cert_pem.write_to_path(str(bundle))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("login.docker.com", "hub.docker.com").configure_cert(context)
        code = {
            "device_code": "the device",
            "user_code": USER_CODE,
            "verification_uri_complete": VERIFICATION,
            "expires_in": 20,
            "interval": 1,
        }
        self.answers: dict[str, list[tuple[int, Any]]] = {
            CODE: [(200, code)],
            TOKEN: [GRANTED],
            ACCESS_TOKEN: [(201, {"data": {"token": SECRET}})],
            REVOKE: [(200, b"")],
        }
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._proxy = Proxy(self._server.server_address[1])
        self.environ = {"HTTPS_PROXY": f"http://127.0.0.1:{self._proxy.port}", "SSL_CERT_FILE": str(bundle)}

    def device(self, **changed: Any) -> None:
        """Changes members of the first response."""
        status, code = self.answers[CODE][0]
        self.answers[CODE] = [(status, {**code, **changed})]

    @property
    def paths(self) -> list[str]:
        """The paths of the requests, in order."""
        return [one.path for one in self.asked]

    def __enter__(self) -> Tenant:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self._proxy.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._proxy.__exit__(kind, error, traceback)
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        tenant = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                tenant.asked.append(Asked(headers.get("host", ""), self.path, headers, dict(parse_qsl(text))))
                queue = tenant.answers.get(self.path) or [(404, {})]
                status, said = queue[0] if len(queue) == 1 else queue.pop(0)
                body = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Writes no log."""

        return Handler
