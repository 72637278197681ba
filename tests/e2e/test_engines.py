"""Tests of the test servers: they work with a real client, and leave no files or processes, also after a kill."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from tests.engines import images, processes, registry, tls
from tests.engines.dockerd import Dockerd, UnixConnection
from tests.engines.registry import Registry
from tests.engines.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engines.sshd import Sshd
    from tests.engines.tls import Certificates

# The client of the Debian package, so that these tests need no other client.
CLIENT = "/usr/bin/docker"


def docker(
    *words: str, host: str, environment: Mapping[str, str] | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Runs the client, with empty stdin by default."""
    variables = {**os.environ, "DOCKER_HOST": host, **(environment or {})}
    return subprocess.run([CLIENT, *words], env=variables, input=stdin, capture_output=True, timeout=60)


def left_behind(folder: Path) -> list[str]:
    """Returns the folder, control groups and processes with the name of the folder."""
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout.splitlines()
    groups = Path("/sys/fs/cgroup").rglob(f"{folder.name}*")
    return [str(path) for path in (folder, *groups) if path.exists()] + [
        line for line in running if folder.name in line
    ]


def test_killed_owner_leaves_no_process_folder_or_control_group(real_parts: None) -> None:
    program = [sys.executable, "-m", "tests.engines"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        assert owner.stdout is not None
        host = owner.stdout.readline().strip().removeprefix("export DOCKER_HOST=")
        assert docker("run", "-d", "busybox", "top", host=host).returncode == 0
        owner.send_signal(signal.SIGKILL)
    folder = Path(host.removeprefix("unix://")).parent
    deadline = time.monotonic() + 5
    while left_behind(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left_behind(folder) == []


def test_option_that_dockerd_refuses_is_reported_with_its_message(real_parts: None) -> None:
    with pytest.raises(RuntimeError, match="unknown flag: --no-such-option"), Dockerd("--no-such-option"):
        pass


def test_killed_engine_restarts_with_its_data(real_parts: None) -> None:
    with Dockerd(images=(images.busybox(),)) as engine:
        assert docker("run", "-d", "--name", "kept", "busybox", "top", host=engine.host).returncode == 0
        engine.kill()
        with pytest.raises(OSError, match="refused"):
            engine.request("GET", "/_ping")
        engine.start()
        assert engine.request("GET", "/containers/kept/json").json()["State"]["Running"] is False


def test_reset_keeps_the_images_of_the_start(engine: Dockerd) -> None:
    for words in (
        ("run", "-d", "-v", "data:/data", "busybox", "top"),
        ("network", "create", "n"),
        ("tag", "busybox", "b"),
    ):
        assert docker(*words, host=engine.host).returncode == 0
    assert docker("rmi", "busybox", host=engine.host).returncode == 0
    engine.reset()
    assert engine.request("GET", "/containers/json?all=1").json() == []
    assert len(engine.request("GET", "/networks").json()) == 3
    assert not engine.request("GET", "/volumes").json()["Volumes"]
    assert [image["RepoTags"] for image in engine.request("GET", "/images/json").json()] == [["busybox:latest"]]


def test_published_port_answers_on_the_loopback_address(engine: Dockerd) -> None:
    serve = "echo reached > /page; httpd -f -p 80 -h /"
    port = str(processes.free_port())
    started = docker("run", "-d", "--rm", "-p", f"{port}:80", "busybox", "sh", "-c", serve, host=engine.host)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                answer = requests.get(f"http://127.0.0.1:{port}/page", timeout=5)
                break
            except requests.ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        assert answer.text == "reached\n"
    finally:
        docker("rm", "-f", started.stdout.decode().strip(), host=engine.host)


def test_image_has_the_same_id_on_every_engine(engine: Dockerd) -> None:
    assert engine.request("GET", "/images/busybox/json").json()["Id"] == images.busybox().id
    assert images.busybox().id == images.busybox("other:name").id


def test_image_has_layers_and_settings(engine: Dockerd) -> None:
    engine.load(images.busybox("layers:latest", more_layers=30))
    engine.load(images.furnished())
    assert docker("run", "--rm", "layers", "ls", "/layers", host=engine.host).stdout.count(b"\n") == 30
    assert docker("run", "--rm", "furnished", host=engine.host).stdout == b"entry default\n"
    engine.reset()


@pytest.fixture
def pulled(engine: Dockerd) -> Iterator[Dockerd]:
    """Yields the engine, and removes the pulled images at the end."""
    yield engine
    engine.reset()


def test_image_is_pulled_from_a_plain_registry(pulled: Dockerd, registry: Registry) -> None:
    name = registry.push(images.busybox(files={"greeting": b"fresh"}), "some/where", "v1")
    assert docker("run", "--rm", name, "cat", "/greeting", host=pulled.host).stdout == b"fresh"


def test_image_is_pulled_from_a_tls_registry(pulled: Dockerd, tls_registry: Registry) -> None:
    assert docker("pull", tls_registry.push(images.busybox(), "secured"), host=pulled.host).returncode == 0


@pytest.mark.parametrize("kind", ["private_registry", "token_registry"])
def test_registry_with_an_account_requires_the_password(
    pulled: Dockerd, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    guarded: Registry = request.getfixturevalue(kind)
    name = guarded.push(images.busybox(), "guarded")
    configuration = {"DOCKER_CONFIG": str(tmp_path)}
    assert guarded.account is not None
    user, password = guarded.account
    assert docker("pull", name, host=pulled.host, environment=configuration).returncode == 1
    login = ("login", "-u", user, "--password-stdin", guarded.address)
    assert docker(*login, host=pulled.host, environment=configuration, stdin=b"wrong").returncode == 1
    assert docker(*login, host=pulled.host, environment=configuration, stdin=password.encode()).returncode == 0
    assert docker("pull", name, host=pulled.host, environment=configuration).returncode == 0


def test_refused_push_raises_an_error(private_registry: Registry) -> None:
    with pytest.raises(requests.HTTPError, match="401"):
        registry.push(images.busybox(), private_registry.url, "name", "tag", account=("nobody", "wrong"))


@pytest.mark.parametrize(("folder", "works"), [("client", True), ("stranger", False), ("distrustful", False)])
def test_tls_engine_accepts_only_its_clients(
    tls_engine: Dockerd, certificates: Certificates, folder: str, works: bool
) -> None:
    variables = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(getattr(certificates, folder))}
    ran = docker("run", "--rm", "busybox", "echo", "hello", host=tls_engine.tcp_host, environment=variables)
    assert (ran.stdout == b"hello\n") is works


@pytest.mark.parametrize(("folder", "message"), [("expired", b"expired"), ("wrong_name", b"not 127.0.0.1")])
def test_wrong_server_certificate_is_refused(
    real_parts: None, certificates: Certificates, folder: str, message: bytes
) -> None:
    options = tls.dockerd_options(getattr(certificates, folder), processes.free_port())
    with Dockerd(*options) as engine:
        variables = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates.client)}
        assert message in docker("ps", host=engine.tcp_host, environment=variables).stderr


def test_engine_is_reached_through_ssh(sshd: Sshd) -> None:
    ran = docker("run", "--rm", "-i", "busybox", "cat", host=sshd.url, environment=sshd.environment, stdin=b"there")
    assert (ran.returncode, ran.stdout) == (0, b"there")


def test_relay_records_requests_in_order_with_their_bodies(relay: Relay) -> None:
    ran = docker("run", "--rm", "--name", "seen", "busybox", "echo", "hello", host=relay.host)
    assert ran.stdout == b"hello\n"
    seen = relay.take()
    steps = [(request.method, request.path.split("/")[-1]) for request in seen]
    assert steps[:2] == [("HEAD", "_ping"), ("POST", "create")]
    assert sorted(steps[2:5]) == [("POST", "attach"), ("POST", "start"), ("POST", "wait")]
    create = seen[1]
    assert (create.query, create.status, create.complete) == ([("name", "seen")], 201, True)
    assert create.json()["Cmd"] == ["echo", "hello"]
    assert create.header("content-type") == "application/json"
    assert relay.take() == []


def test_relay_forwards_megabytes_in_both_directions(relay: Relay) -> None:
    content = os.urandom(8 << 20)
    ran = docker("run", "--rm", "-i", "busybox", "cat", host=relay.host, stdin=content)
    assert (ran.returncode, ran.stdout == content) == (0, True)
    assert next(request.path for request in relay.take() if request.hijacked).endswith("/attach")


def test_relay_records_a_chunked_body(relay: Relay) -> None:
    archive = images.busybox("loaded:latest").archive()
    connection = UnixConnection(relay.socket)
    connection.request("POST", "/images/load", iter([archive[:1000], archive[1000:]]))
    connection.getresponse().read()
    connection.request("DELETE", "/images/loaded")
    assert connection.getresponse().status == 200
    connection.close()
    load, delete = relay.take()
    assert (load.body == archive, load.status) == (True, 200)
    assert (delete.method, delete.path, delete.body) == ("DELETE", "/images/loaded", b"")


def test_relay_records_many_requests_of_one_connection(relay: Relay) -> None:
    connection = UnixConnection(relay.socket)
    expected = []
    for number in range(20):
        for method, path in (("HEAD", "/_ping"), ("GET", "/containers/none/json"), ("POST", "/containers/none/attach")):
            connection.request(method, f"{path}?number={number}&empty=")
            answer = connection.getresponse()
            answer.read()
            expected.append((method, path, [("number", str(number)), ("empty", "")], answer.status))
    connection.close()
    assert [(seen.method, seen.path, seen.query, seen.status) for seen in relay.take()] == expected


def test_relay_records_an_interrupted_body_as_incomplete(relay: Relay) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(relay.socket)
        client.sendall(b"POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    (request,) = relay.take()
    assert (request.complete, request.body) == (False, b"{")


def test_relay_closes_a_connection_without_http(relay: Relay) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(relay.socket)
        client.sendall(b"nonsense\r\n\r\n")
        client.settimeout(5)
        while client.recv(4096):
            pass
    assert relay.take() == []


def test_relay_closes_the_connection_without_an_engine(tmp_path: Path) -> None:
    with Relay(str(tmp_path / "nobody.sock")) as relay:
        ended = docker("ps", host=relay.host)
    assert (ended.returncode, ended.stdout) == (1, b"")


def test_relay_forwards_the_response_after_a_half_close(tmp_path: Path) -> None:
    """A fake engine answers an attach, and after the end of input sends the length of the input."""
    path = str(tmp_path / "engine.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()

        def serve() -> None:
            connection = listener.accept()[0]
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(4096)
            connection.sendall(b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
            total = 0
            while piece := connection.recv(4096):
                total += len(piece)
            connection.sendall(json.dumps(total).encode())
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        with Relay(path) as relay, socket.socket(socket.AF_UNIX) as client:
            client.connect(relay.socket)
            client.sendall(b"POST /containers/x/attach HTTP/1.1\r\nHost: x\r\nUpgrade: tcp\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 101")
            client.sendall(b"x" * 100_000)
            client.shutdown(socket.SHUT_WR)
            assert client.recv(4096) == b"100000"
