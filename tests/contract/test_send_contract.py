"""Contract of every transport with a real engine: error statuses, streamed bodies, upgraded connections."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.api.multiplexed_stream import demultiplex
from pydock_core.engine.messages import Request
from pydock_core.errors import APIError, ConnectionFailed

if TYPE_CHECKING:
    from pydock_core.engine.api.client import Client
    from tests.contract.conftest import TransportCase


def created(client: Client, command: list[str], **more: Any) -> str:
    """Creates a container of busybox and returns its id; `more` are members of the request's body."""
    body = {"Image": "busybox", "Cmd": command, **more}
    return str(client.containers.create(body)["Id"])


def test_error_status_is_a_response_with_a_body(case: TransportCase) -> None:
    answer = case.send(Request("GET", "/v1.41/containers/nobody/json"))
    assert answer.status == 404
    assert b"No such container: nobody" in answer.read()


def test_client_raises_api_error_with_the_message_of_the_engine(case: TransportCase) -> None:
    with pytest.raises(APIError, match=r"^Error response from daemon: No such container: nobody$") as caught:
        case.client().containers.inspect("nobody")
    assert caught.value.status == 404


def test_head_response_has_headers_and_no_body(case: TransportCase) -> None:
    answer = case.send(Request("HEAD", "/_ping"))
    assert (answer.status, answer.read()) == (200, b"")
    assert answer.headers["api-version"].startswith("1.")
    assert case.send(Request("GET", "/_ping")).read() == b"OK"


def test_query_and_headers_arrive_unchanged(case: TransportCase) -> None:
    answer = case.send(
        Request("GET", "/v1.41/containers/json", [("filters", '{"name":{"a b/é&=+":true}}')], {"X-Trace": "1"})
    )
    assert (answer.status, answer.read().strip()) == (200, b"[]")


def test_request_after_a_response_without_content_succeeds(case: TransportCase) -> None:
    client = case.client()
    container = created(client, ["true"])
    client.containers.rename(container, f"renamed-{container[:12]}")
    assert client.containers.inspect(container)["Name"] == f"/renamed-{container[:12]}"
    client.containers.remove(container)


def test_body_of_unknown_length_is_sent_in_chunks(case: TransportCase) -> None:
    content = bytes(range(256)) * 1200
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("file")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    data = packed.getvalue()
    pieces = [data[:700], b"", data[700:101_000], data[101_000:]]
    client = case.client()
    container = created(client, ["true"])
    client.containers.archive_put(container, "/", iter(pieces))
    stat, answer = client.containers.archive_get(container, "/file")
    assert stat["size"] == len(content)
    with tarfile.open(fileobj=io.BytesIO(answer.read())) as archive:
        file = archive.extractfile("file")
        assert file is not None
        assert file.read() == content
    assert client.containers.archive_stat(container, "/file")["size"] == len(content)
    client.containers.remove(container)


def test_exec_returns_output_and_exit_code(hijack_case: TransportCase) -> None:
    client = hijack_case.client()
    container = created(client, ["sleep", "60"])
    client.containers.start(container)
    body = {"AttachStdout": True, "AttachStderr": True, "Cmd": ["sh", "-c", "echo out; echo err >&2; exit 3"]}
    exec_id = client.exec.create(container, body)
    out: list[bytes] = []
    err: list[bytes] = []
    connection = client.exec.start(exec_id)
    demultiplex(connection.recv, out.append, err.append)
    connection.close()
    assert (b"".join(out), b"".join(err)) == (b"out\n", b"err\n")
    assert client.exec.inspect(exec_id)["ExitCode"] == 3
    client.containers.remove(container, force=True)


def test_stream_is_readable_before_its_end(case: TransportCase) -> None:
    client = case.client()
    container = created(client, ["sh", "-c", "echo first; sleep 60"])
    client.containers.start(container)
    logs = client.containers.logs(container, follow=True)
    assert logs.body.read().endswith(b"first\n")
    logs.close()
    client.containers.remove(container, force=True)


def test_wait_reports_an_exit_right_after_its_headers(case: TransportCase) -> None:
    client = case.client()
    container = created(client, ["sh", "-c", "exit 7"])
    waiting = client.containers.wait(container, condition="next-exit")
    client.containers.start(container)
    assert waiting.result() == 7
    client.containers.remove(container)


def test_long_log_is_complete(case: TransportCase) -> None:
    client = case.client()
    container = created(client, ["seq", "20000"])
    waiting = client.containers.wait(container, condition="next-exit")
    client.containers.start(container)
    waiting.result()
    out: list[bytes] = []
    demultiplex(client.containers.logs(container).body.read, out.append, out.append)
    assert b"".join(out) == b"".join(b"%d\n" % number for number in range(1, 20001))
    client.containers.remove(container)


def test_upgraded_connection_is_half_closed_and_read_to_its_end(hijack_case: TransportCase) -> None:
    client = hijack_case.client()
    settings = {"OpenStdin": True, "StdinOnce": True, "AttachStdin": True, "AttachStdout": True, "AttachStderr": True}
    container = created(client, ["sh", "-c", "cat; echo done >&2"], **settings)
    connection = client.containers.attach(container, stdin=True, stdout=True, stderr=True)
    waiting = client.containers.wait(container, condition="next-exit")
    client.containers.start(container)
    assert connection.fileno() >= 0
    connection.send(b"to the container\n")
    connection.close_write()
    out: list[bytes] = []
    err: list[bytes] = []
    demultiplex(connection.recv, out.append, err.append)
    assert (b"".join(out), b"".join(err)) == (b"to the container\n", b"done\n")
    connection.close()
    assert waiting.result() == 0
    client.containers.remove(container)


def test_refused_upgrade_is_an_api_error(hijack_case: TransportCase) -> None:
    with pytest.raises(APIError, match="No such container: nobody"):
        hijack_case.client().containers.attach("nobody", stdout=True)


def test_upgrade_bypasses_the_proxy(proxy_transport: TransportCase) -> None:
    with pytest.raises(ConnectionFailed, match=r"^error during connect: Post .*dial tcp"):
        proxy_transport.send(Request("POST", "/v1.41/containers/nobody/attach", hijack=True))
