"""Docker's login server: refusals, empty answers and invalid answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
import pytest

from pydock_core.errors import RegistryError
from pydock_core.registry.oauth import CLIENT_ID, HUB, LoginServer
from tests.engines.tenant import ACCESS_TOKEN, CODE, GRANTED, PENDING, REVOKE, SECRET, TOKEN, USER, USER_CODE, Tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    with Tenant(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", running.environ["SSL_CERT_FILE"])
        yield running


@pytest.fixture
def server(tenant: Tenant) -> LoginServer:
    return LoginServer(environ=tenant.environ, user_agent="tests")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RegistryError) as caught:
        act()
    return caught.value.message


def token(**claims: Any) -> str:
    return jwt.encode(claims, "k" * 32, algorithm="HS256")


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (500, {"error_description": "out of order"}, "out of order"),
        (503, b"<html>", "unexpected response from tenant: 503 Service Unavailable"),
        (400, [], "unexpected response from tenant: 400 Bad Request"),
        (200, b"<", "failed to get device code: invalid character '<' looking for beginning of value"),
        (200, b"", "failed to get device code: unexpected end of JSON input"),
        (200, ["x"], "failed to get device code: the answer is no JSON object"),
        (200, {"user_code": 5}, "failed to get device code: user_code in the answer is no printable text"),
        (200, {"user_code": "\x1b[2J"}, "failed to get device code: user_code in the answer is no printable text"),
        (200, {"interval": "1"}, "failed to get device code: interval in the answer is no whole number"),
        (200, {"expires_in": True}, "failed to get device code: expires_in in the answer is no whole number"),
    ],
)
def test_device_code_request_failure_is_reported(
    tenant: Tenant, server: LoginServer, status: int, said: Any, words: str
) -> None:
    tenant.answers[CODE] = [(status, said)]
    assert refused(server.device) == words


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (403, {"error": "access_denied", "error_description": "not you"}, "not you"),
        (403, {"error": "slow_down"}, "slow_down"),
        (502, b"<html>", "failed to decode response: invalid character '<' looking for beginning of value"),
        (200, {"access_token": 5}, "failed to decode response: access_token in the answer is no printable text"),
    ],
)
def test_refused_login_is_reported(tenant: Tenant, server: LoginServer, status: int, said: Any, words: str) -> None:
    device = server.device()
    tenant.answers[TOKEN] = [(status, said)]
    assert refused(lambda: server.tokens(device)) == words


@pytest.mark.parametrize(
    ("access", "words"),
    [
        ("", "go-jose/go-jose: compact JWS format must have three parts"),
        ("a.b", "go-jose/go-jose: compact JWS format must have three parts"),
        ("é.e30.x", "go-jose/go-jose: compact JWS format must have three parts"),
        ("a.b.c", "illegal base64 data"),
        ("a.YQ.c", "invalid character 'a' looking for beginning of value"),
        ("a.gICA.c", "invalid character '\ufffd' looking for beginning of value"),
        (token(), "no name of a user in the token"),
        (token(**{HUB: {"username": ""}}), "no name of a user in the token"),
        (token(**{HUB: "x"}), "no name of a user in the token"),
    ],
)
def test_token_without_user_is_refused(tenant: Tenant, server: LoginServer, access: str, words: str) -> None:
    tenant.answers[TOKEN] = [(200, {"access_token": access})]
    tokens = server.tokens(server.device())
    assert tokens is not None
    assert refused(lambda: tokens.user) == f"failed to parse token claims: {words}"


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (200, {"data": {"token": "x"}}, "unexpected response from Hub: 200 OK"),
        (403, b"", "unexpected response from Hub: 403 Forbidden"),
        (201, b"<", "invalid character '<' looking for beginning of value"),
        (201, {}, "unexpected response from Hub: no access token in it"),
        (201, {"data": {"token": ""}}, "unexpected response from Hub: no access token in it"),
    ],
)
def test_missing_access_token_is_reported(
    tenant: Tenant, server: LoginServer, status: int, said: Any, words: str
) -> None:
    tokens = server.tokens(server.device())
    assert tokens is not None
    tenant.answers[ACCESS_TOKEN] = [(status, said)]
    assert refused(lambda: server.access_token(tokens)) == words


def test_token_revocation_failure_is_reported(tenant: Tenant, server: LoginServer) -> None:
    tenant.answers[REVOKE] = [(400, {"error_description": "no such token"})]
    assert refused(lambda: server.revoke("r")) == "no such token"


def test_unreachable_login_server_is_reported(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    server = LoginServer(environ={"HTTPS_PROXY": "http://127.0.0.1:1"}, user_agent="tests")
    assert refused(server.device).startswith('Post "https://login.docker.com/oauth/device/code": proxyconnect tcp: ')


@pytest.mark.parametrize("interval", [None, 0, -1])
def test_default_polling_interval_is_five_seconds(tenant: Tenant, server: LoginServer, interval: int | None) -> None:
    tenant.device(interval=interval)
    assert server.device().interval_seconds == 5


def test_login_requests_equal_dockers(tenant: Tenant, server: LoginServer) -> None:
    tenant.answers[TOKEN] = [PENDING, GRANTED]
    device = server.device()
    assert (device.user_code, device.interval_seconds, device.expires_seconds) == (USER_CODE, 1, 20)
    assert server.tokens(device) is None
    tokens = server.tokens(device)
    assert tokens is not None
    assert (tokens.user, tokens.refresh, tokens.client) == (USER, "refresh", CLIENT_ID)
    assert server.access_token(tokens) == SECRET
    server.revoke(tokens.refresh)
    assert [(one.host, one.path, one.form) for one in tenant.asked] == [
        (
            "login.docker.com",
            CODE,
            {"audience": "https://hub.docker.com", "client_id": CLIENT_ID, "scope": "openid offline_access"},
        ),
        *[
            (
                "login.docker.com",
                TOKEN,
                {
                    "client_id": CLIENT_ID,
                    "device_code": "the device",
                    "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                },
            )
        ]
        * 2,
        ("hub.docker.com", ACCESS_TOKEN, {}),
        ("login.docker.com", REVOKE, {"client_id": CLIENT_ID, "token": "refresh"}),
    ]
    assert tenant.asked[3].headers["authorization"] == f"Bearer {tokens.access}"
