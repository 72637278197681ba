"""Fixtures of the transport contract. A new transport needs a name in TRANSPORTS and a fixture `NAME_transport`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint, TLSMaterial
from pydock_core.engine.transport.schemes import open_transport
from tests.contract.pump import Pump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.engine.protocols import Send
    from tests.engines.dockerd import Dockerd
    from tests.engines.sshd import Sshd
    from tests.engines.tls import Certificates

TRANSPORTS = ("unix", "tcp", "tls", "ssh", "proxy")
WITHOUT_HIJACK = ("proxy",)
# The tests request the fixtures by name at run time, after pytest has applied the markers of fixtures.
MARKED = [
    pytest.param(name, marks=[pytest.mark.engine, *([pytest.mark.ssh] if name == "ssh" else [])]) for name in TRANSPORTS
]


class TransportCase:
    """A transport (`send`) with its endpoint."""

    def __init__(self, endpoint: Endpoint, send: Send) -> None:
        self.endpoint = endpoint
        self.send = send

    def client(self) -> Client:
        """Returns an API client that uses this transport."""
        return Client(lambda: Channel(self.endpoint, self.send), user_agent="contract")


@pytest.fixture(scope="session")
def pump(engine: Dockerd) -> Iterator[Pump]:
    """Yields a TCP port that forwards to the engine."""
    running = Pump(str(engine.socket))
    yield running
    running.close()


@pytest.fixture
def unix_transport(engine: Dockerd) -> TransportCase:
    endpoint = Endpoint("unix", str(engine.socket), url=engine.host)
    return TransportCase(endpoint, open_transport(endpoint, environ={}))


@pytest.fixture
def tcp_transport(pump: Pump) -> TransportCase:
    endpoint = Endpoint("tcp", f"127.0.0.1:{pump.port}", url=f"tcp://127.0.0.1:{pump.port}")
    return TransportCase(endpoint, open_transport(endpoint, environ={}))


@pytest.fixture
def tls_transport(tls_engine: Dockerd, certificates: Certificates) -> TransportCase:
    folder = certificates.client
    material = TLSMaterial(
        ca_file=str(folder / "ca.pem"), cert_file=str(folder / "cert.pem"), key_file=str(folder / "key.pem")
    )
    endpoint = Endpoint("tcp", tls_engine.tcp_host.removeprefix("tcp://"), url=tls_engine.tcp_host, tls=material)
    return TransportCase(endpoint, open_transport(endpoint, environ={}))


@pytest.fixture
def ssh_transport(sshd: Sshd, monkeypatch: pytest.MonkeyPatch) -> TransportCase:
    endpoint = Endpoint("ssh", sshd.url.removeprefix("ssh://"), url=sshd.url)
    monkeypatch.setenv("PATH", sshd.environment["PATH"])
    return TransportCase(endpoint, open_transport(endpoint, environ=sshd.environment))


@pytest.fixture
def proxy_transport(pump: Pump) -> TransportCase:
    """Returns a transport through an HTTP proxy to an engine with an unreachable address."""
    endpoint = Endpoint("tcp", "192.0.2.1:2375", url="tcp://192.0.2.1:2375")
    return TransportCase(endpoint, open_transport(endpoint, environ={"HTTP_PROXY": f"127.0.0.1:{pump.port}"}))


@pytest.fixture(params=MARKED)
def case(request: pytest.FixtureRequest) -> Iterator[TransportCase]:
    """Yields each transport in turn."""
    transport: TransportCase = request.getfixturevalue(f"{request.param}_transport")
    yield transport
    close = getattr(transport.send, "close", None)
    if close is not None:
        close()


@pytest.fixture(params=[param for param in MARKED if param.values[0] not in WITHOUT_HIJACK])
def hijack_case(request: pytest.FixtureRequest) -> Iterator[TransportCase]:
    """Yields each transport that supports upgraded connections in turn."""
    transport: TransportCase = request.getfixturevalue(f"{request.param}_transport")
    yield transport
    close = getattr(transport.send, "close", None)
    if close is not None:
        close()
