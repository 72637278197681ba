"""Faults on demand: each strikes where it was told to."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import APIError, ConnectionFailed, ProtocolError
from pydock_core.testing import FakeEngine, faults
from tests.engines.dockerd import UnixConnection

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.engine.api.client import Client


def test_refused_connection_is_reported_as_engine_not_running(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/json", faults.refuse(), after=1, times=1)

    client.containers.list()
    with pytest.raises(ConnectionFailed, match="Is the docker daemon running"):
        client.containers.list()
    assert client.containers.list() == []


def test_refused_connection_on_real_socket_is_closed_without_answer(fake_engine: FakeEngine, tmp_path: Path) -> None:
    fake_engine.fault("GET", "/info", faults.refuse())

    with fake_engine.serve(f"{tmp_path}/sock") as door:
        connection = UnixConnection(door.path)
        connection.request("GET", "/info")
        with pytest.raises(ConnectionResetError):
            connection.getresponse()
        connection.close()


def test_connection_fault_closes_before_answer(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("POST", "/containers/create", faults.cut())

    with pytest.raises(ConnectionFailed, match="EOF"):
        client.containers.create({"Image": "busybox"})


@pytest.mark.parametrize("bytes_kept", [0, 1, 100])
def test_body_fault_truncates_after_given_bytes(bytes_kept: int, fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/info", faults.cut(after_bytes=bytes_kept))

    received: list[bytes] = []
    with pytest.raises(ConnectionFailed):
        received.extend(client.request("GET", "/info").pieces())
    assert len(b"".join(received)) == bytes_kept


def test_stream_fault_truncates_after_given_chunks(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("POST", "/images/create", faults.cut(after_chunks=2))

    received: list[object] = []
    with pytest.raises(ConnectionFailed):
        received.extend(client.stream_json("POST", "/images/create", query={"fromImage": "alpine", "tag": "latest"}))
    assert len(received) <= 2


def test_hanging_answer_continues_after_release(fake_engine: FakeEngine, client: Client) -> None:
    fault = fake_engine.fault("GET", "/containers/json", faults.hang())
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(client.containers.list()))
    thread.start()

    assert fault.reached.wait(5)
    assert answers == []
    fault.release()
    thread.join(5)
    assert answers == [[]]


def test_close_of_fake_engine_releases_hanging_answers() -> None:
    with FakeEngine() as engine:
        fault = engine.fault("GET", "/info", faults.hang())
        thread = threading.Thread(target=fault.strike, args=(lambda data: None,))
        thread.start()
    thread.join(5)

    assert not thread.is_alive()


def test_delay_fault_delays_answer(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/json", faults.delay(0.05))
    client.negotiate()

    before = time.monotonic()
    client.containers.list()
    assert time.monotonic() - before >= 0.05


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"null", "not an object"), (b"[]", "not an object"), (b"<html>", "no JSON"), (b"", "no JSON")],
)
def test_body_fault_replaces_object(body: bytes, words: str, fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/*/json", faults.answer(200, body))

    with pytest.raises(ProtocolError, match=words):
        client.containers.inspect("web")


@pytest.mark.parametrize("status", [204, 304])
def test_body_fault_replaces_answer_without_body(status: int, fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/*/logs", faults.answer(status, b"", content_type=None))

    with pytest.raises(ProtocolError, match="no content"):
        client.containers.logs("web")


def test_message_fault_may_have_escape_codes_and_invalid_utf8(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/json", faults.message(b"\\u001b[31mred \xff", status=500))

    with pytest.raises(APIError, match="red") as caught:
        client.containers.list()
    assert caught.value.status == 500


@pytest.mark.parametrize("frame", [faults.OVERSIZED_FRAME, faults.UNKNOWN_STREAM, faults.CUT_FRAME])
def test_frame_fault_precedes_real_frames(frame: bytes, fake_engine: FakeEngine, client: Client) -> None:
    client.containers.create({"Image": "busybox", "Cmd": ["echo", "hi"]}, name="web")
    fake_engine.fault("POST", "/containers/*/attach", faults.insert(frame, cut=True))

    connection = client.containers.attach("web", stdout=True)
    received = b""
    while data := connection.recv():
        received += data
    connection.close()

    assert received == frame


def test_fault_rule_applies_to_its_method_and_count_only(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.fault("GET", "/containers/*", faults.answer(500, b"<html>", content_type="text/html"), times=1)

    client.containers.create({"Image": "busybox"}, name="web")
    with pytest.raises(ProtocolError):
        client.containers.list()
    assert client.containers.list() == []
