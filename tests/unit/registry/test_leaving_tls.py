"""Credentials and requests do not leave TLS: real registries and token servers with and without TLS on this machine."""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from pydock_core.errors import RegistryError
from pydock_core.registry.access import RegistryAccess
from pydock_core.registry.client import Registry
from pydock_core.registry.web import Web
from tests.unit.registry.servers import EMPTY, RawServer, answer, redirection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Serve = Callable[..., RawServer]

HOST = "registry.example"
BASIC = {"username": "me", "password": "secret"}
IDENTITY = {"identitytoken": "secret"}
# The forms in which a password or an identity token is sent.
SECRETS = (b"secret", b64encode(b"me:secret"))
TOKEN = answer("200 OK", body=b'{"token":"granted"}')


class Authority:
    """A CA, the TLS of a server, and the clients that trust it."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST).configure_cert(self.server)
        self._ca = folder / "ca.crt"
        authority.cert_pem.write_to_path(str(self._ca))

    def web(self, *, verify: bool = True) -> Web:
        """Returns the client of registries; without `verify`, one that the user has configured as insecure."""
        context = ssl.create_default_context(cafile=str(self._ca))
        if not verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return Web(context=context, verify=verify, environ={}, user_agent="tests", read_seconds=5.0)

    def environ(self, domain: str) -> dict[str, str]:
        """Returns an environment with docker's folder of certificates for the registry `domain`."""
        folder = self._ca.parent / "docker" / "certs.d" / domain
        folder.mkdir(parents=True)
        (folder / "ca.crt").write_bytes(self._ca.read_bytes())
        return {"ROOTLESSKIT_STATE_DIR": "/nowhere", "XDG_CONFIG_HOME": str(self._ca.parent)}


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Returns the CA of HOST, a name that leads to this machine and is not local by its name."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **more: Any) -> Any:
        return look_up("127.0.0.1" if host == HOST else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return Authority(tmp_path)


def named(server: RawServer) -> str:
    """Returns the server's `HOST:PORT` with the name in its certificate."""
    return server.address.replace("127.0.0.1", HOST)


def asking_for_a_token(serve: Serve, realm: str, authority: Authority) -> RawServer:
    """Starts a registry with TLS that names the token server `realm`."""
    challenge = f'Www-Authenticate: Bearer realm="{realm}",service="tests"'
    return serve(answer("401 Unauthorized", challenge), EMPTY, tls=authority.server)


def has_secret(server: RawServer) -> bool:
    return any(secret in asked for asked in server.asked for secret in SECRETS)


@pytest.mark.parametrize("auth", [BASIC, IDENTITY])
def test_token_server_without_tls_gets_no_credentials(serve: Serve, authority: Authority, auth: dict[str, str]) -> None:
    tokens = serve(TOKEN)
    registry = asking_for_a_token(serve, f"http://{tokens.address}/token", authority)
    base = f"https://{named(registry)}"
    with pytest.raises(RegistryError) as error:
        RegistryAccess(authority.web(), base, auth).request("GET", "/v2/")
    assert error.value.message == (
        f'Get "{base}/v2/": refused to send credentials without TLS to http://{tokens.address}/token: {base} names '
        "this token server, and the registry is not configured as insecure"
    )
    assert (tokens.asked, len(registry.asked)) == ([], 1)


@pytest.mark.parametrize("auth", [BASIC, IDENTITY])
def test_token_server_without_tls_gets_the_credentials_of_an_insecure_registry(
    serve: Serve, authority: Authority, auth: dict[str, str]
) -> None:
    tokens = serve(TOKEN)
    registry = asking_for_a_token(serve, f"http://{tokens.address}/token", authority)
    access = RegistryAccess(authority.web(verify=False), f"https://{named(registry)}", auth, insecure=True)
    assert access.request("GET", "/v2/").status == 200
    assert has_secret(tokens)
    assert b"Authorization: Bearer granted" in registry.asked[1]


def test_token_server_without_tls_is_asked_where_no_credentials_are_needed(serve: Serve, authority: Authority) -> None:
    tokens = serve(TOKEN)
    registry = asking_for_a_token(serve, f"http://{tokens.address}/token", authority)
    assert RegistryAccess(authority.web(), f"https://{named(registry)}", {}).request("GET", "/v2/").status == 200
    assert b"uthorization" not in tokens.asked[0]


def test_login_sends_no_password_to_a_token_server_without_tls(serve: Serve, authority: Authority) -> None:
    tokens = serve(TOKEN)
    registry = asking_for_a_token(serve, f"http://{tokens.address}/token", authority)
    domain = named(registry)
    client = Registry(domain, auth=BASIC, environ=authority.environ(domain), user_agent="tests")
    with pytest.raises(RegistryError, match="refused to send credentials without TLS"):
        client.log_in()
    assert tokens.asked == []


def test_login_at_an_insecure_registry_sends_the_password_to_a_token_server_without_tls(
    serve: Serve, authority: Authority
) -> None:
    tokens = serve(TOKEN)
    registry = asking_for_a_token(serve, f"http://{tokens.address}/token", authority)
    client = Registry(named(registry), auth=BASIC, environ={}, user_agent="tests", insecure=True)
    assert client.log_in() == ""
    assert has_secret(tokens)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_token_server_that_redirects_out_of_tls_leaks_no_password(
    serve: Serve, authority: Authority, status: int
) -> None:
    plain = serve(TOKEN)
    tokens = serve(redirection(f"http://{plain.address}/token", status), tls=authority.server)
    registry = asking_for_a_token(serve, f"https://{named(tokens)}/token", authority)
    access = RegistryAccess(authority.web(), f"https://{named(registry)}", BASIC)
    assert access.request("GET", "/v2/").status == 200
    assert has_secret(tokens)
    assert not has_secret(plain)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_token_server_that_redirects_out_of_tls_leaks_no_identity_token(
    serve: Serve, authority: Authority, status: int
) -> None:
    plain = serve(TOKEN)
    tokens = serve(redirection(f"http://{plain.address}/token", status), tls=authority.server)
    registry = asking_for_a_token(serve, f"https://{named(tokens)}/token", authority)
    access = RegistryAccess(authority.web(), f"https://{named(registry)}", IDENTITY)
    if status < 307:
        access.request("GET", "/v2/")
    else:
        with pytest.raises(RegistryError, match="which would send the request without TLS"):
            access.request("GET", "/v2/")
    assert has_secret(tokens)
    assert not has_secret(plain)


@pytest.mark.parametrize("status", [307, 308])
def test_redirection_of_a_body_out_of_tls_is_refused(serve: Serve, authority: Authority, status: int) -> None:
    plain = serve(EMPTY)
    registry = serve(redirection(f"http://{plain.address}/there", status), tls=authority.server)
    url = f"https://{named(registry)}/v2/"
    with pytest.raises(RegistryError) as error:
        authority.web().exchange("POST", url, data=b"body")
    assert error.value.message == (
        f'Post "{url}": refused the redirection to http://{plain.address}/there, which would send the request without '
        "TLS"
    )
    assert plain.asked == []
    assert authority.web(verify=False).exchange("POST", url, data=b"body").status == 200
    assert plain.asked[0].endswith(b"\r\n\r\nbody")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirection_out_of_tls_is_followed_without_authorization(
    serve: Serve, authority: Authority, status: int
) -> None:
    plain = serve(EMPTY)
    registry = serve(redirection(f"http://{plain.address}/there", status), tls=authority.server)
    headers = {"Authorization": "Bearer secret", "authorization": "Basic secret"}
    for verify in (True, False):
        web = authority.web(verify=verify)
        assert web.exchange("GET", f"https://{named(registry)}/v2/", headers=headers).status == 200
    assert has_secret(registry)
    assert len(plain.asked) == 2
    assert not has_secret(plain)


def test_redirection_to_another_port_with_tls_has_no_authorization(serve: Serve, authority: Authority) -> None:
    other = serve(EMPTY, tls=authority.server)
    registry = serve(redirection(f"https://{named(other)}/x", 307), tls=authority.server)
    authority.web().exchange("GET", f"https://{named(registry)}/v2/", headers={"Authorization": "Bearer secret"})
    assert [has_secret(registry), has_secret(other)] == [True, False]


def test_redirection_into_tls_checks_the_certificate(serve: Serve, authority: Authority) -> None:
    secure = serve(EMPTY, tls=authority.server)
    plain = serve(redirection(f"https://{secure.address}/x"))
    with pytest.raises(RegistryError, match="tls: failed to verify certificate"):
        authority.web().exchange("GET", f"http://{plain.address}/v2/")
    assert secure.asked == []


def test_user_name_that_is_no_utf_8_is_sent_as_typed(serve: Serve, authority: Authority) -> None:
    tokens = serve(TOKEN, tls=authority.server)
    registry = asking_for_a_token(serve, f"https://{named(tokens)}/token", authority)
    auth = {"username": "m\udcff", "password": "secret"}
    assert RegistryAccess(authority.web(), f"https://{named(registry)}", auth).request("GET", "/v2/").status == 200
    assert b"account=m%FF" in tokens.asked[0]
    assert b64encode(b"m\xff:secret") in tokens.asked[0]
