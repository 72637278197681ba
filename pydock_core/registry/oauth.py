"""Docker's login server: device codes for a browser login, the tokens after the user's consent, and their revocation.

The login is OAuth's device authorization grant (RFC 8628); its tokens give an access token of Hub for this client.
"""

from __future__ import annotations

import ssl
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pydock_core.errors import InvalidValue, RegistryError
from pydock_core.registry.web import Web
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.registry.web import Answer

LOGIN_SERVER = "https://login.docker.com"
HUB = "https://hub.docker.com"
# docker's client ID: a token can be revoked only under the ID that it was issued to, and docker must be able to.
CLIENT_ID = "L4v0dmlNBpYUjGGab0C2JtgTgXr1Qz4d"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_READ_SECONDS = 60.0
_INTERVAL_SECONDS = 5  # RFC 8628's default


class Device:
    """The login server's answer to a new login.

    The user types `user_code` at `address`. The client asks for tokens with `secret`, every `interval_seconds` until
    `expires_seconds` have passed.
    """

    __slots__ = ("address", "expires_seconds", "interval_seconds", "secret", "user_code")

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.secret = _text(answer, "device_code")
        self.user_code = _text(answer, "user_code")
        self.address = _text(answer, "verification_uri_complete")
        interval = _number(answer, "interval")
        self.interval_seconds = interval if interval > 0 else _INTERVAL_SECONDS
        self.expires_seconds = _number(answer, "expires_in")


class Tokens:
    """The access and refresh tokens of a login; `client` is the client ID that they are issued to."""

    __slots__ = ("access", "client", "refresh")

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.access = _text(answer, "access_token")
        self.refresh = _text(answer, "refresh_token")
        self.client = CLIENT_ID

    @property
    def user(self) -> str:
        """The user's name at Hub, from the access token (a JWT, whose signature Hub checks); raises RegistryError."""
        try:
            return _user_of(self.access)
        except RegistryError as error:
            raise RegistryError(f"failed to parse token claims: {error.message}") from error


class LoginServer:
    """A client of Docker's login server.

    Every method raises RegistryError, with the server's message if it sent one.
    """

    def __init__(self, *, environ: Mapping[str, str], user_agent: str) -> None:
        self._web = Web(
            context=ssl.create_default_context(),
            verify=True,
            environ=environ,
            user_agent=user_agent,
            read_seconds=_READ_SECONDS,
        )

    def device(self) -> Device:
        """Starts a login and returns its codes."""
        answer = self._post("/oauth/device/code", {"audience": HUB, "scope": "openid offline_access"})
        if answer.status != 200:
            raise _refusal(answer)
        try:
            return Device(_object(answer))
        except RegistryError as error:
            raise RegistryError(f"failed to get device code: {error.message}") from error

    def tokens(self, device: Device) -> Tokens | None:
        """Returns the tokens of the login; None until the user has given consent."""
        try:
            answer = self._post("/oauth/token", {"grant_type": _GRANT, "device_code": device.secret})
        except RegistryError as error:
            raise RegistryError(f"failed to get tokens: {error.message}") from error
        # A pending login has an error status, too, so the body decides.
        try:
            body = _object(answer)
            code = _text(body, "error")
            tokens = Tokens(body)
        except RegistryError as error:
            raise RegistryError(f"failed to decode response: {error.message}") from error
        if code == "authorization_pending":
            return None
        if code:
            raise RegistryError(_text(body, "error_description") or code)
        return tokens

    def access_token(self, tokens: Tokens) -> str:
        """Returns an access token of Hub for this client, which replaces the user's password."""
        headers = {"Authorization": f"Bearer {tokens.access}", "Content-Type": "application/json"}
        answer = self._web.exchange("POST", f"{HUB}/v2/access-tokens/desktop-generate", headers=headers)
        if answer.status != 201:
            raise RegistryError(f"unexpected response from Hub: {answer.status} {answer.reason}")
        data = _object(answer).get("data")
        token = _text(data, "token") if isinstance(data, dict) else ""
        if not token:
            raise RegistryError("unexpected response from Hub: no access token in it")
        return token

    def revoke(self, refresh_token: str) -> None:
        """Revokes a refresh token."""
        answer = self._post("/oauth/revoke", {"token": refresh_token})
        if answer.status != 200:
            raise _refusal(answer)

    def _post(self, path: str, form: Mapping[str, str]) -> Answer:
        data = urlencode(sorted({"client_id": CLIENT_ID, **form}.items())).encode()
        return self._web.exchange("POST", f"{LOGIN_SERVER}{path}", headers=_FORM, data=data)


def _user_of(access_token: str) -> str:
    parts = access_token.split(".")
    if len(parts) != 3 or not access_token.isascii():
        raise RegistryError("go-jose/go-jose: compact JWS format must have three parts")
    try:
        claims = json_codec.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except InvalidValue as error:
        raise RegistryError(error.message) from error
    except ValueError as error:
        raise RegistryError("illegal base64 data") from error
    domain = claims.get(HUB) if isinstance(claims, dict) else None
    user = domain.get("username") if isinstance(domain, dict) else None
    if not isinstance(user, str) or not user:
        raise RegistryError("no name of a user in the token")
    return user


def _refusal(answer: Answer) -> RegistryError:
    try:
        words = _text(_object(answer), "error_description")
    except RegistryError:
        words = ""
    return RegistryError(words or f"unexpected response from tenant: {answer.status} {answer.reason}")


def _object(answer: Answer) -> dict[str, Any]:
    try:
        value = json_codec.loads(answer.body)
    except InvalidValue as error:
        raise RegistryError(error.message) from error
    if not isinstance(value, dict):
        raise RegistryError("the answer is no JSON object")
    return value


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if value is not None and not (isinstance(value, str) and value.isprintable()):
        raise RegistryError(f"{name} in the answer is no printable text")
    return value or ""


def _number(answer: Mapping[str, Any], name: str) -> int:
    value = answer.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise RegistryError(f"{name} in the answer is no whole number")
    return value or 0
