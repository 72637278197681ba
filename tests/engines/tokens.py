"""A token server for registries with token authentication."""

from __future__ import annotations

import base64
import http.server
import json
import secrets
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import trustme

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

ISSUER = "tests"
SERVICE = "registry"


class TokenServer:
    """Issues tokens on 127.0.0.1 for any access: to the account, or to every client without an account.

    `asked` lists the query (or the form) of each request for a token, with a list of values for each name. With
    `identity` the server also issues that identity token to clients that request one, and accepts it like the account.
    """

    def __init__(self, folder: Path, *, account: tuple[str, str] | None = None, identity: str = "") -> None:
        self.account = account
        self._identity = identity
        self.asked: list[dict[str, list[str]]] = []
        authority = trustme.CA(key_type=trustme.KeyType.RSA)
        certificate = authority.issue_cert("tokens.example.org", key_type=trustme.KeyType.RSA)
        self._key = certificate.private_key_pem.bytes()
        self._bundle = folder / "tokens-ca.pem"
        authority.cert_pem.write_to_path(self._bundle)
        lines = certificate.cert_chain_pems[0].bytes().decode().strip().splitlines()
        self._certificate = "".join(lines[1:-1])
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/token"

    def registry_settings(self) -> str:
        """Returns the value of `auth: token:` for the configuration of a registry."""
        return json.dumps(
            {"realm": self.url, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": str(self._bundle)}
        )

    def issue(self, access: list[dict[str, Any]]) -> str:
        """Returns a token, valid for five minutes, that grants `access`: dicts with type, name and actions."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": self.account[0] if self.account else "",
            "aud": SERVICE,
            "nbf": now - 10,
            "iat": now,
            "exp": now + 300,
            "jti": secrets.token_hex(8),
            "access": access,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"x5c": [self._certificate]})

    def __enter__(self) -> TokenServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, query: dict[str, list[str]], authorization: str | None) -> tuple[int, dict[str, Any]]:
        self.asked.append(query)
        is_known = bool(self._identity) and query.get("refresh_token") == [self._identity]
        if self.account is not None and not is_known:
            expected = base64.b64encode(":".join(self.account).encode()).decode()
            if authorization != f"Basic {expected}":
                return 401, {"details": "incorrect username or password"}
        access = []
        for scope in " ".join(query.get("scope", [])).split():
            kind, rest = scope.split(":", 1)
            name, actions = rest.rsplit(":", 1)
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        token = self.issue(access)
        kept = {"refresh_token": self._identity} if self._identity and "offline_token" in query else {}
        return 200, {"token": token, "access_token": token, "expires_in": 300, **kept}

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*answer(parse_qs(urlsplit(self.path).query), self.headers["Authorization"]))

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(*answer(parse_qs(form), self.headers["Authorization"]))

            def _say(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Writes no log."""

        return Handler
