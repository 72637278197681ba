"""Wrong TLS settings against a real `dockerd --tlsverify`: each causes one error line that names the correction."""

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
    """Returns the TLS files of a folder, without a client certificate if `client` is False."""
    files: dict[str, Any] = {"ca_file": str(folder / "ca.pem")}
    if client:
        files |= {"cert_file": str(folder / "cert.pem"), "key_file": str(folder / "key.pem")}
    return TLSMaterial(**{**files, **more})


def client_of(endpoint: Endpoint) -> Client:
    """Returns a client of the endpoint."""
    return Client(lambda: Channel(endpoint, open_transport(endpoint, environ={})), user_agent="test")


def message(address: str, tls: TLSMaterial | None) -> str:
    """Returns the error message of a request to the address."""
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


def test_missing_client_certificate_is_reported(address: str, certificates: Certificates) -> None:
    error = message(address, material(certificates.anonymous, client=False))
    assert re.search(r"^error during connect: Get .*: remote error: tls: .*give --tlscert and --tlskey$", error)


def test_client_certificate_of_another_ca_is_reported(address: str, certificates: Certificates) -> None:
    error = message(address, material(certificates.stranger))
    assert error.startswith("error during connect: ")
    assert f"the engine does not accept {certificates.stranger / 'cert.pem'}" in error


def test_wrong_ca_file_is_reported(address: str, certificates: Certificates) -> None:
    error = message(address, material(certificates.distrustful))
    assert "x509: certificate signed by unknown authority" in error
    assert f"{certificates.distrustful / 'ca.pem'} is not its CA" in error


def test_expired_server_certificate_is_reported(expired: str, certificates: Certificates) -> None:
    assert "x509: certificate has expired or is not yet valid" in message(expired, material(certificates.client))


def test_server_certificate_of_another_name_is_reported(wrong_name: str, certificates: Certificates) -> None:
    error = message(wrong_name, material(certificates.client))
    assert "x509: certificate is not valid for 127.0.0.1" in error


@pytest.mark.parametrize("missing", ["ca_file", "cert_file", "key_file"])
def test_missing_file_is_reported_as_docker_does(address: str, certificates: Certificates, missing: str) -> None:
    given: dict[str, Any] = {missing: "/nonexistent/file.pem"}
    error = message(address, material(certificates.client, **given))
    assert error == (
        "Failed to initialize: unable to resolve docker endpoint: open /nonexistent/file.pem: no such file or directory"
    )


def test_key_of_another_certificate_is_reported(address: str, certificates: Certificates) -> None:
    error = message(address, material(certificates.client, key_file=str(certificates.stranger / "key.pem")))
    assert "private key does not match public key" in error


def test_invalid_ca_file_is_reported(address: str, certificates: Certificates, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")
    assert f"ca.pem seems invalid: {file}" in message(address, material(certificates.client, ca_file=str(file)))


def test_plain_http_to_a_tls_port_is_reported(address: str) -> None:
    error = message(address, None)
    assert error == (
        "Error response from daemon: Client sent an HTTP request to an HTTPS server. "
        "Use --tlsverify (or --tls) to connect."
    )


def test_tls_to_a_plain_port_is_reported(certificates: Certificates, pump: Pump) -> None:
    error = message(f"127.0.0.1:{pump.port}", material(certificates.client))
    assert "tls: first record does not look like a TLS handshake" in error


def test_closed_port_is_reported(certificates: Certificates) -> None:
    error = message("127.0.0.1:1", material(certificates.client))
    assert error == "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?"


def test_any_server_is_accepted_without_verification(address: str, certificates: Certificates) -> None:
    tls = material(certificates.client, ca_file=None, verify=False)
    endpoint = Endpoint("tcp", address, url=f"tcp://{address}", tls=tls)
    assert client_of(endpoint).negotiate().os_type == "linux"
