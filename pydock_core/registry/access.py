"""One server of a registry: its authentication challenge, and requests with the authorization that it asks for."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydock_core.errors import InvalidValue, RegistryError
from pydock_core.registry.challenges import parse_challenges
from pydock_core.registry.refusals import refusal
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.registry.web import Answer, Web

CLIENT_ID = "docker"


class RegistryAccess:
    """The server at `base` (`https://host:port`); the constructor gets its challenge with `GET /v2/`.

    `auth` is an entry of docker's config: user name and password, `identitytoken` or `registrytoken`. `identity_token`
    is the identity token that the registry issued during a request, else "". `insecure` tells whether the user has
    configured that credentials may be sent without TLS.
    """

    def __init__(
        self, web: Web, base: str, auth: Mapping[str, str], *, offline: bool = False, insecure: bool = False
    ) -> None:
        self.base = base
        self.identity_token = ""
        self._web = web
        self._auth = auth
        self._offline = offline
        self._insecure = insecure
        self._tokens: dict[tuple[str, ...], str] = {}
        self.ping = web.exchange("GET", f"{base}/v2/")
        self._challenges = (
            parse_challenges(self.ping.headers.get("www-authenticate", "")) if self.ping.status == 401 else []
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        scopes: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """Sends a request for `path` (or a whole URL) and returns the answer, whatever its status.

        Raises RegistryError if the authorization or the exchange fails.
        """
        url = path if "://" in path else f"{self.base}{path}"
        sent = dict(headers or {})
        try:
            authorization = self._authorization(scopes)
        except RegistryError as error:
            raise RegistryError(f'{method.capitalize()} "{url}": {error.message}', code=error.code) from error
        # The credentials are for the server that asked for them alone, even if it refers to the URL of another one.
        if authorization and url.startswith(f"{self.base}/"):
            sent["Authorization"] = authorization
        return self._web.exchange(method, url, headers=sent, data=data)

    def succeed(
        self,
        method: str,
        path: str,
        *,
        scopes: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """Sends a request as `request` does; raises RegistryError for an error status, too."""
        answer = self.request(method, path, scopes=scopes, headers=headers, data=data)
        if not 200 <= answer.status < 400:
            raise refusal(answer.status, answer.reason, answer.headers, answer.body)
        return answer

    def _authorization(self, scopes: tuple[str, ...]) -> str:
        """Returns the value of the header Authorization; "" if the server asks for none."""
        for scheme, parameters in self._challenges:
            if scheme == "bearer":
                return f"Bearer {self._auth.get('registrytoken') or self._token(parameters, scopes)}"
        if any(scheme == "basic" for scheme, _ in self._challenges) and not self._auth.get("registrytoken"):
            return self._basic() or _raise("no basic auth credentials")
        return ""

    def _basic(self) -> str:
        user, password = self._auth.get("username", ""), self._auth.get("password", "")
        if not user or not password:
            return ""
        return f"Basic {b64encode(f'{user}:{password}'.encode('utf-8', 'surrogateescape')).decode()}"

    def _token(self, parameters: Mapping[str, str], scopes: tuple[str, ...]) -> str:
        if scopes not in self._tokens:
            self._tokens[scopes] = self._fetch_token(parameters, scopes)
        return self._tokens[scopes]

    def _fetch_token(self, parameters: Mapping[str, str], scopes: tuple[str, ...]) -> str:
        realm = parameters.get("realm")
        if not realm:
            raise RegistryError("no realm specified for token auth challenge")
        if not realm.startswith(("https://", "http://")):
            raise RegistryError(f"invalid token auth challenge realm: {realm}")
        service = parameters.get("service", "")
        identity = self._auth.get("identitytoken", "")
        basic = self._basic()
        leaves_tls = self.base.startswith("https://") and realm.startswith("http://")
        if (identity or basic) and leaves_tls and not self._insecure:
            raise RegistryError(
                f"refused to send credentials without TLS to {realm}: {self.base} names this token server, and the "
                "registry is not configured as insecure"
            )
        if identity:
            form = {
                "client_id": CLIENT_ID,
                "grant_type": "refresh_token",
                "refresh_token": identity,
                "scope": " ".join(scopes),
                "service": service,
            }
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._web.exchange(
                "POST", realm, headers=kind, data=urlencode(form, errors="surrogateescape").encode()
            )
        else:
            query = [("service", service)] if service else []
            query += [("scope", scope) for scope in scopes]
            if self._offline:
                query += [("offline_token", "true"), ("client_id", CLIENT_ID)]
            if basic:
                query.append(("account", self._auth["username"]))
            mark = "&" if "?" in realm else "?"
            url = f"{realm}{mark}{urlencode(sorted(query), errors='surrogateescape')}" if query else realm
            answer = self._web.exchange("GET", url, headers={"Authorization": basic} if basic else None)
        if not 200 <= answer.status < 400:
            raise refusal(answer.status, answer.reason, answer.headers, answer.body)
        return self._read_token(answer)

    def _read_token(self, answer: Answer) -> str:
        try:
            value = json_codec.loads(answer.body)
        except InvalidValue as error:
            raise RegistryError(f"unable to decode token response: {error.message}") from error
        if not isinstance(value, dict):
            raise RegistryError("unable to decode token response: no object")
        refresh = value.get("refresh_token")
        if isinstance(refresh, str):
            self.identity_token = refresh or self.identity_token
        token = value.get("access_token") or value.get("token")
        if not isinstance(token, str) or not token:
            raise RegistryError("authorization server did not include a token in the response")
        return token


def _raise(message: str) -> str:
    raise RegistryError(message)
