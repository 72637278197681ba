"""The eight wrong ways to set TLS up, against a real `dockerd --tlsverify`: each is one line that says what to mend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint, TLSMaterial
from pydock_core.engine.transport.schemes import open_transport
from pydock_core.errors import PyDockError
from tests.engines.tls import handshaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contract.pump import Pump
    from tests.engines.dockerd import Dockerd
    from tests.engines.tls import Certificates


def material(folder: Path, *, client: bool = True, **more: Any) -> TLSMaterial:
    files: dict[str, Any] = {"ca_file": str(folder / "ca.pem")}
    if client:
        files |= {"cert_file": str(folder / "cert.pem"), "key_file": str(folder / "key.pem")}
    return TLSMaterial(**{**files, **more})


def client_of(endpoint: Endpoint) -> Client:
    return Client(lambda: Channel(endpoint, open_transport(endpoint, environ={})), user_agent="test")


def message(address: str, tls: TLSMaterial | None) -> str:
    """What the user is told who asks this engine for its containers."""
    endpoint = Endpoint("tcp", address, url=f"tcp://{address}", tls=tls)
    with pytest.raises(PyDockError) as caught:
        client_of(endpoint).containers.list()
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.fixture(scope="module")
def address(tls_engine: Dockerd) -> str:
    return tls_engine.tcp_host.removeprefix("tcp://")


@pytest.fixture
def expired(certificates: Certificates) -> Iterator[str]:
    with handshaking(certificates.expired) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture
def wrong_name(certificates: Certificates) -> Iterator[str]:
    with handshaking(certificates.wrong_name) as port:
        yield f"127.0.0.1:{port}"


def test_no_client_certificate(address: str, certificates: Certificates) -> None:
    said = message(address, material(certificates.anonymous, client=False))
    assert re.search(r"^error during connect: Get .*: remote error: tls: .*give --tlscert and --tlskey$", said)


def test_a_client_certificate_of_another_authority(address: str, certificates: Certificates) -> None:
    said = message(address, material(certificates.stranger))
    assert said.startswith("error during connect: ")
    assert f"the engine does not accept {certificates.stranger / 'cert.pem'}" in said


def test_the_wrong_ca(address: str, certificates: Certificates) -> None:
    said = message(address, material(certificates.distrustful))
    assert "x509: certificate signed by unknown authority" in said
    assert f"{certificates.distrustful / 'ca.pem'} is not its CA" in said


def test_an_expired_server(expired: str, certificates: Certificates) -> None:
    assert "x509: certificate has expired or is not yet valid" in message(expired, material(certificates.client))


def test_a_server_of_another_name(wrong_name: str, certificates: Certificates) -> None:
    said = message(wrong_name, material(certificates.client))
    assert "x509: certificate is not valid for 127.0.0.1" in said


@pytest.mark.parametrize("missing", ["ca_file", "cert_file", "key_file"])
def test_a_file_that_is_missing(address: str, certificates: Certificates, missing: str) -> None:
    given: dict[str, Any] = {missing: "/nonexistent/file.pem"}
    said = message(address, material(certificates.client, **given))
    assert said == (
        "Failed to initialize: unable to resolve docker endpoint: open /nonexistent/file.pem: no such file or directory"
    )


def test_a_key_of_another_certificate(address: str, certificates: Certificates) -> None:
    said = message(address, material(certificates.client, key_file=str(certificates.stranger / "key.pem")))
    assert "private key does not match public key" in said


def test_a_ca_file_that_is_none(address: str, certificates: Certificates, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    assert f"ca.pem seems invalid: {file}" in message(address, material(certificates.client, ca_file=str(file)))


def test_plain_http_to_a_tls_port(address: str) -> None:
    said = message(address, None)
    assert said == (
        "Error response from daemon: Client sent an HTTP request to an HTTPS server. "
        "Use --tlsverify (or --tls) to connect."
    )


def test_tls_to_a_plain_port(certificates: Certificates, pump: Pump) -> None:
    said = message(f"127.0.0.1:{pump.port}", material(certificates.client))
    assert "tls: first record does not look like a TLS handshake" in said


def test_nobody_listens(certificates: Certificates) -> None:
    said = message("127.0.0.1:1", material(certificates.client))
    assert said == "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?"


def test_without_verification_any_server_is_taken(address: str, certificates: Certificates) -> None:
    tls = material(certificates.client, ca_file=None, verify=False)
    endpoint = Endpoint("tcp", address, url=f"tcp://{address}", tls=tls)
    assert client_of(endpoint).negotiate().os_type == "linux"
