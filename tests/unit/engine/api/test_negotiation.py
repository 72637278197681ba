"""What is asked of the engine before the first request, and when the client connects."""

from __future__ import annotations

import pytest

from pydock_core.engine.api.client import MAX_API_VERSION, Channel, Client
from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.errors import ConnectionFailed, EngineError, SettingsError
from tests.unit.engine.api.scripted_engine import PING, ScriptedEngine, response


def test_version_is_negotiated_once() -> None:
    engine = ScriptedEngine(response(b"[]"), response(b"[]"))
    client = engine.client()
    client.containers.list()
    client.containers.list()
    assert engine.lines == ["HEAD /_ping", "GET /v1.41/containers/json", "GET /v1.41/containers/json"]
    assert client.negotiate().os_type == "linux"


@pytest.mark.parametrize(
    ("offered", "used"),
    [("1.99", "1.55"), ("1.55", "1.55"), ("1.50", "1.50"), ("1.24", "1.24"), ("", "1.24")],
)
def test_negotiated_version_is_the_lower_one(offered: str, used: str) -> None:
    engine = ScriptedEngine(ping=lambda _request: Response(200, "OK", {"api-version": offered}, BytesBody()))
    assert engine.client().negotiate_version() == used


@pytest.mark.parametrize("offered", ["1.23", "1.9", "x"])
def test_engine_below_the_minimum_version_is_refused(offered: str) -> None:
    engine = ScriptedEngine(ping=lambda _request: Response(200, "OK", {"api-version": offered}, BytesBody()))
    client = engine.client()
    for ask in (client.negotiate, client.negotiate_version, client.containers.list):
        with pytest.raises(EngineError) as refusal:
            ask()
        assert refusal.value.message == (
            f"API version {offered} is not supported by this client: the minimum supported API version is 1.24"
        )
    assert engine.lines == ["HEAD /_ping"] * 3


def test_pinned_version_is_not_negotiated() -> None:
    engine = ScriptedEngine(response(b"[]"))
    engine.client(api_version="v1.30", base_path="/prefix").containers.list()
    assert engine.lines == ["GET /prefix/v1.30/containers/json"]


def test_negotiation_falls_back_to_get() -> None:
    def ping(request: Request) -> Response:
        if request.method == "HEAD":
            return response(b"", 404)
        return Response(200, "OK", PING, BytesBody(b"OK"))

    engine = ScriptedEngine(ping=ping)
    assert engine.client().negotiate_version() == "1.41"
    assert engine.lines == ["HEAD /_ping", "GET /_ping"]


def test_unreachable_engine_is_reported_by_the_request() -> None:
    engine = ScriptedEngine(ConnectionFailed("no containers"), ping=lambda _request: ConnectionFailed("no ping"))
    with pytest.raises(ConnectionFailed, match=r"^no containers$"):
        engine.client().containers.list()


def test_negotiation_has_what_the_engine_says_of_itself() -> None:
    headers = {**PING, "docker-experimental": "true", "swarm": "active/manager"}
    engine = ScriptedEngine(ping=lambda _request: Response(200, "OK", headers, BytesBody()))
    negotiated = engine.client().negotiate()
    assert (negotiated.api_version, negotiated.os_type, negotiated.builder_version) == ("1.41", "linux", "2")
    assert (negotiated.experimental, negotiated.swarm) == (True, "active/manager")


def test_negotiation_is_kept_for_later_calls() -> None:
    engine = ScriptedEngine(response(b"[]"))
    client = engine.client()
    assert client.negotiate() is client.negotiate()
    client.containers.list()
    assert engine.lines == ["HEAD /_ping", "GET /v1.41/containers/json"]


def test_negotiation_with_a_pinned_version_asks_for_the_rest() -> None:
    engine = ScriptedEngine()
    client = engine.client(api_version="1.30")
    assert client.negotiate_version() == "1.30"
    assert engine.lines == []
    assert (client.negotiate().api_version, client.negotiate().os_type) == ("1.30", "linux")
    assert engine.lines == ["HEAD /_ping"]


def test_negotiation_with_an_unreachable_engine_raises_and_is_tried_again() -> None:
    engine = ScriptedEngine(ping=lambda _request: ConnectionFailed("no ping"))
    client = engine.client()
    assert client.negotiate_version() == MAX_API_VERSION
    with pytest.raises(ConnectionFailed, match=r"^no ping$"):
        client.negotiate()
    assert engine.lines == ["HEAD /_ping", "HEAD /_ping"]


def test_client_connects_at_the_first_request_and_once() -> None:
    engine = ScriptedEngine(response(b"[]"), response(b"[]"))
    channel = engine.channel()
    opened: list[Channel] = []

    def connect() -> Channel:
        opened.append(channel)
        return channel

    containers = Client(connect, user_agent="PyDock").containers
    assert opened == []
    containers.list()
    containers.list()
    assert opened == [channel]


@pytest.mark.parametrize("pinned", [None, "1.30"])
@pytest.mark.parametrize("error", [SettingsError("no such context"), EngineError("no such scheme")])
def test_failure_to_connect_is_raised_by_negotiation_and_request(
    error: SettingsError | EngineError, pinned: str | None
) -> None:
    def connect() -> Channel:
        raise error

    client = Client(connect, user_agent="PyDock", api_version=pinned)
    for ask in (client.negotiate_version, client.negotiate, client.containers.list):
        with pytest.raises(type(error), match=f"^{error.message}$"):
            ask()
