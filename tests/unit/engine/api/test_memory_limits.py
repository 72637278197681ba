"""The limits of what is held in memory of an engine's answer: high enough for 100,000 containers."""

from __future__ import annotations

import json
import resource
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine import messages
from pydock_core.engine.api import decoding
from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Response
from pydock_core.errors import ProtocolError
from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from collections.abc import Callable

CONTAINERS = 100_000
PIECE = b"x" * 65536


class Endless:
    """A body without an end; `given` counts its bytes."""

    def __init__(self) -> None:
        self.given = 0
        self.closed = False

    def read(self, size: int = 65536) -> bytes:
        self.given += len(PIECE)
        return PIECE

    def close(self) -> None:
        self.closed = True


def client(body: Any) -> Client:
    """Returns the client of an engine that answers every request with `body`."""
    endpoint = Endpoint("unix", "/x", url="unix:///x")
    channel = Channel(endpoint, lambda _: Response(200, "OK", {}, body))
    return Client(lambda: channel, user_agent="test", api_version="1.41")


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.containers.list(),
        lambda client: client.containers.inspect("x"),
        lambda client: client.containers.wait("x").result(),
        lambda client: client.request("GET", "/x").read(),
    ],
)
def test_endless_answer_is_refused(monkeypatch: pytest.MonkeyPatch, ask: Callable[[Client], object]) -> None:
    assert messages.MEMORY_LIMIT == 512 << 20
    monkeypatch.setattr(messages, "MEMORY_LIMIT", 1 << 20)
    body = Endless()
    with pytest.raises(ProtocolError, match="^the engine's answer has more than 1 MiB$"):
        ask(client(body))
    assert body.given <= (1 << 20) + 2 * len(PIECE)
    assert body.closed


def test_answer_of_many_tiny_values_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decoding.VALUES_LIMIT > 300 * CONTAINERS
    monkeypatch.setattr(decoding, "VALUES_LIMIT", 1 << 20)
    text = b"[" + b"[]," * (6 << 20) + b"[]]"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ProtocolError, match=r"^the engine's answer to GET /x is no JSON: more than 1048576 values$"):
        decoding.decode_answer("GET", "/x", text, list)
    with pytest.raises(ProtocolError, match="more than 1048576 values"):
        decoding.decode(text.decode())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10  # KiB


def test_ps_shows_100_000_containers() -> None:
    labels = {f"com.docker.compose.label-{number}": "x" * 40 for number in range(12)}
    container = {
        "Id": "a" * 64,
        "Names": ["/web"],
        "Image": "busybox",
        "ImageID": "sha256:" + "b" * 64,
        "Command": "sleep 60",
        "Created": 1700000000,
        "Ports": [{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}],
        "Labels": labels,
        "State": "running",
        "Status": "Up 2 hours",
        "HostConfig": {"NetworkMode": "default"},
        "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.2", "Gateway": "172.17.0.1"}}},
        "Mounts": [{"Type": "volume", "Name": "data", "Source": "/var/lib/x", "Destination": "/data", "RW": True}],
    }
    text = json.dumps(container).encode()
    body = b"[" + b",".join([text] * CONTAINERS) + b"]"
    assert len(body) > 100 << 20
    with FakeEngine() as engine:
        engine.fault("GET", "/containers/json", faults.answer(200, body))
        result = run_pydock(["ps", "-a", "-q"], engine=engine)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.count("\n") == CONTAINERS
