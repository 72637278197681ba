"""Compares the responses of the testing kit's fake engine with those of a real dockerd to the same requests."""

from __future__ import annotations

import io
import json
import re
import shutil
import socket
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import FakeEngine, Image
from tests.contract.fake_engine_client_lines import CLIENT_LINES
from tests.contract.fake_engine_series import CONVERSATIONS, SERIES
from tests.engines import images, plugins
from tests.engines.dockerd import UnixConnection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry

VERSION = "v1.41"
HEADERS = (
    *("Api-Version", "Ostype", "Docker-Experimental", "Content-Type", "Cache-Control", "Pragma", "Builder-Version"),
    "Docker-Plugin-Name",
)

# Members that depend on the machine or the time: the tests compare only the types of their values.
VARYING = frozenset(
    """
    Arch Architecture BuildTime CgroupDriver CgroupVersion CgroupnsMode Created CreatedAt CreatedBy DockerRootDir
    DockerVersion DriverStatus Expected FinishedAt Gateway GitCommit GoVersion HostnamePath HostsPath ID IPAddress
    IPv4Address InsecureRegistryCIDRs KernelVersion Layers LayersSize Log LogPath LowerDir MacAddress MemTotal MergedDir
    Mountpoint NCPU NFd NGoroutines OSVersion OperatingSystem Pid Propagation ResolvConfPath SandboxKey
    SecurityOptions ServerVersion SharedSize Size SizeRootFs SizeRw SpaceReclaimed StartedAt Subnet SystemTime
    UpperDir Version VirtualSize WorkDir current preread progress read time timeNano total
    """.split()
)
# Measurements, whose keys depend on the kernel.
OPAQUE = frozenset({"blkio_stats", "memory_stats", "cpu_stats", "precpu_stats", "pids_stats", "networks"})
# Members, each with its object's, that depend on what the engine did before a reset: dockerd keeps the time of an
# image's last tag, and reports the gateway of the network bridge from the first container on.
HISTORY = frozenset({("Metadata", "LastTagTime"), ("Config", "Gateway")})


# What the plugin `plugins.SAMPLE` asks for.
PRIVILEGES = [
    {"Name": "network", "Description": "permissions to access a network", "Value": ["host"]},
    {"Name": "host ipc namespace", "Description": "allow access to host ipc namespace", "Value": ["true"]},
    {"Name": "mount", "Description": "host path to mount", "Value": ["/usr"]},
    {"Name": "device", "Description": "host device to access", "Value": ["/dev/null"]},
    {"Name": "capabilities", "Description": "list of additional capabilities required", "Value": ["CAP_SYS_ADMIN"]},
]


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeEngine]:
    with FakeEngine() as running:
        yield running


@pytest.fixture
def sockets(engine: Dockerd, fake: FakeEngine, tmp_path: Path) -> tuple[str, str]:
    """Resets the real engine and returns the paths of its socket and of the fake engine's."""
    engine.reset()
    return engine.socket, fake.serve(f"{tmp_path}/fake.sock").path


@pytest.mark.parametrize("name", SERIES)
def test_fake_engine_responds_as_dockerd(name: str, sockets: tuple[str, str]) -> None:
    real, fake = (_answers(path, SERIES[name]) for path in sockets)

    differences = [
        f"{step[:2]}: {difference}"
        for step, theirs, ours in zip(SERIES[name], real, fake, strict=True)
        for difference in _differences(theirs, ours)
    ]

    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_fake_engine_streams_as_dockerd(name: str, sockets: tuple[str, str]) -> None:
    real, fake = (_conversation(path, **CONVERSATIONS[name]) for path in sockets)

    assert fake == real


def test_fake_engine_pulls_as_dockerd(sockets: tuple[str, str], fake: FakeEngine, registry: Registry) -> None:
    registry.push(images.busybox(files={"unlike": b"what is there already"}), "thing", "1")
    name = f"{registry.address}/thing"
    fake.images.registry[f"{name}:1"] = Image(f"{name}:1")
    steps = [("POST", f"/images/create?fromImage={name}&tag={tag}") for tag in ("1", "1", "nosuch")]

    (first, again, unknown), ours = (_answers(path, steps) for path in sockets)

    assert _stable_progress(ours[0]) == _stable_progress(first)
    assert ours[1] == again
    assert ours[2][:2] == unknown[:2]


def test_fake_engine_transfers_plugins_as_dockerd(sockets: tuple[str, str], registry: Registry) -> None:
    name = f"{registry.address}/sample:1"
    empty: list[object] = []
    steps = [
        ("POST", f"/plugins/create?name={name}", plugins.archive()),
        ("POST", f"/plugins/{name}/push"),
        ("GET", f"/plugins/privileges?remote={name}"),
        ("GET", f"/plugins/privileges?remote={registry.address}/nosuch"),
        ("POST", f"/plugins/pull?remote={name}&name=", empty),
        ("POST", f"/plugins/pull?remote={name}&name=other", empty),
        ("POST", f"/plugins/pull?remote={name}&name=other", PRIVILEGES),
        ("GET", "/plugins/other/json"),
        ("POST", f"/plugins/other/upgrade?remote={name}", empty),
        ("POST", f"/plugins/other/upgrade?remote={name}", PRIVILEGES),
        ("POST", f"/plugins/{name}/enable?timeout=0"),
        ("POST", f"/plugins/{name}/upgrade?remote={name}", PRIVILEGES),
        ("POST", f"/plugins/{name}/disable"),
    ]

    real, fake = (_answers(path, steps) for path in sockets)

    differences = [
        f"{step[:2]}: {difference}"
        for step, theirs, ours in zip(steps, real, fake, strict=True)
        for difference in _differences(_without_layers(theirs), _without_layers(ours))
    ]
    assert not differences, "\n".join(differences)


def _without_layers(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the response to a transfer without the progress of layers, digests and sizes."""
    status, headers, body = answer
    if isinstance(body, list):
        body = [line for line in body if "status" not in line or "progressDetail" not in line]
        body = [re.sub(r"sha256:<id>", "<digest>", json.dumps(line)) for line in body if "aux" not in line]
    return status, headers, body


def _stable_progress(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the response to a pull without repetitions and the messages of slow downloads."""
    status, headers, lines = answer
    kept = [line for line in lines if line["status"] not in ("Downloading", "Verifying Checksum")]
    return status, headers, [line for line, before in zip(kept, [None, *kept], strict=False) if line != before]


@pytest.mark.parametrize("client", ["docker", "pydock"])
@pytest.mark.parametrize("line", CLIENT_LINES)
def test_client_prints_the_same_with_the_fake_engine_and_dockerd(
    client: str, line: str, sockets: tuple[str, str], tmp_path: Path
) -> None:
    if client == "docker" and shutil.which("docker") is None:
        pytest.skip("docker: not found")
    command = {"docker": "docker", "pydock": f"{sys.executable} -m pydock_core"}[client]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "DOCKER_CONFIG": str(tmp_path)}

    real, fake = (
        _shell(line.replace("docker ", command + " "), {**environment, "DOCKER_HOST": f"unix://{path}"})
        for path in sockets
    )

    assert fake == real


def test_fake_engine_names_its_api_version_and_refuses_newer_clients() -> None:
    with FakeEngine(api_version="1.50") as engine:
        ping, _ = engine.handle(_asked("GET", "/_ping"))
        refusal, _ = engine.handle(_asked("GET", "/v1.51/info"))

    assert ping.headers["Api-Version"] == "1.50"
    assert ping.headers["Server"] == "Docker/28.2.2 (linux)"
    assert refusal.status == 400


def _asked(method: str, target: str) -> Any:
    from pydock_core.testing import Asked

    return Asked(method, target, {})


def _answers(path: str, steps: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Returns the response of the engine at `path` to each step; `{id}` in a target is the last id of a response."""
    found: list[tuple[Any, ...]] = []
    last_id = ""
    for method, target, *body in steps:
        connection = UnixConnection(path, timeout_seconds=30)
        try:
            sent = body[0] if body else None
            text = sent if isinstance(sent, bytes | None) else json.dumps(sent).encode()
            full = target if target.startswith("/v1.") else f"/{VERSION}{target}"
            headers = {"Content-Type": "application/json"} if text else {}
            connection.request(method, full.replace("{id}", last_id), text, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status == 201 and content:
            last_id = json.loads(content).get("Id", last_id)
        kept = {name: response.headers[name] for name in HEADERS if name in response.headers}
        found.append((response.status, kept, _body(content)))
    return found


def _body(content: bytes) -> object:
    """Returns the body (a JSON text, JSON lines, or other bytes) without its variable parts."""
    if content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            return [(found.name, found.type, found.mode & 0o7777, found.size, found.linkname) for found in archive]
    try:
        return _shape(json.loads(content))
    except ValueError:
        pass
    try:
        return [_shape(json.loads(line)) for line in content.splitlines()]
    except ValueError:
        return _normal(content.decode("latin-1"))


def _differences(theirs: object, ours: object, where: str = "") -> Iterator[str]:
    """Yields a line for each difference between the response of dockerd and that of the fake engine."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in sorted({*theirs, *ours}):
            yield from _differences(theirs.get(name, "absent"), ours.get(name, "absent"), f"{where}.{name}")
    elif isinstance(theirs, list | tuple) and isinstance(ours, list | tuple) and len(theirs) == len(ours):
        for number, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif theirs != ours or type(theirs) is not type(ours):
        yield f"{where or 'answer'}: dockerd {theirs!r}, fake {ours!r}"


def _shape(value: Any, name: str = "") -> object:
    if name in OPAQUE:
        return "…"
    if isinstance(value, dict):
        return {_normal(key): _shape(item, key) for key, item in sorted(value.items()) if (name, key) not in HISTORY}
    if isinstance(value, list):
        if name in VARYING:
            return [type(item).__name__ for item in value[:1]]
        if name == "Volumes" and all(isinstance(item, dict) for item in value):
            value = sorted(value, key=lambda item: item["Name"])  # the order of dockerd varies
        return [_shape(item, name) for item in value]
    if name in VARYING:
        return type(value).__name__
    return _normal(value) if isinstance(value, str) else value


def _normal(text: str) -> str:
    text = "<host>" if text in (socket.gethostname(), "fake") else text
    text = re.sub(r"\b[0-9a-f]{64}\b", "<id>", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "<short id>", text)
    text = re.sub(r"/(tmp/pydock-engine-\w+/data|var/lib/docker)/", "<root>/", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", "<time>", text)
    return re.sub(r"\b(Less than a second|\d+ seconds?|About a minute)\b", "<duration>", text)


def _conversation(
    path: str,
    *,
    create: dict[str, Any],
    attach: str = "stream=1&stdout=1&stderr=1",
    typed: bytes = b"",
    upgrade: bool = True,
    half_close: bool = True,
    execute: dict[str, Any] | None = None,
) -> tuple[str, dict[str, str], bytes, object]:
    """Creates, attaches to and starts a container, sends `typed`, and reads the stream to its end.

    Returns the status line, the headers, the bytes of the stream, and the response to the wait.
    """
    steps: list[tuple[Any, ...]] = [("POST", "/containers/create?name=talker", create)]
    _answers(path, steps)
    if execute is not None:
        _answers(path, [("POST", "/containers/talker/start")])
        id = _made(path, "/containers/talker/exec", execute)
        target, body = f"/exec/{id}/start", json.dumps({"Tty": execute.get("Tty", False)}).encode()
    else:
        target, body = f"/containers/talker/attach?{attach}", b""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(30)
        sock.connect(path)
        lines = [f"POST /{VERSION}{target} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/json"] if body else []
        lines += ["Connection: Upgrade", "Upgrade: tcp"] if upgrade else []
        sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        received = b""
        while b"\r\n\r\n" not in received:
            received += sock.recv(65536)
        if execute is None:
            _answers(path, [("POST", "/containers/talker/start")])
        if typed:
            sock.sendall(typed)
        if half_close:
            sock.shutdown(socket.SHUT_WR)
        while data := sock.recv(65536):
            received += data
    head, _, stream = received.partition(b"\r\n\r\n")
    status, *header_lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in header_lines)
    headers.pop("Server", None)
    ended = _answers(path, [("POST", "/containers/talker/wait")]) if execute is None else None
    return status, headers, _merged(stream), ended


def _made(path: str, target: str, body: dict[str, Any]) -> str:
    """Returns the id of the object that a POST request creates."""
    connection = UnixConnection(path, timeout_seconds=30)
    try:
        connection.request("POST", f"/{VERSION}{target}", json.dumps(body), {"Content-Type": "application/json"})
        return str(json.loads(connection.getresponse().read())["Id"])
    finally:
        connection.close()


def _merged(stream: bytes) -> bytes:
    """Returns the frames of a multiplexed stream with adjacent frames of one stream joined: sizes are arbitrary."""
    if stream[:1] not in (b"\x01", b"\x02"):
        return stream
    merged: list[tuple[int, bytes]] = []
    while stream:
        kind, size = stream[0], int.from_bytes(stream[4:8], "big")
        data, stream = stream[8 : 8 + size], stream[8 + size :]
        if merged and merged[-1][0] == kind:
            merged[-1] = (kind, merged[-1][1] + data)
        else:
            merged.append((kind, data))
    return repr(sorted(merged)).encode()


def _shell(text: str, environment: dict[str, str]) -> tuple[int, str, str]:
    done = subprocess.run(["sh", "-c", text], env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, _columns(done.stdout), _columns(done.stderr)


def _columns(text: str) -> str:
    """Returns the output of a client without ids, times, sizes and the width of columns."""
    text = re.sub(r"\b\d+(\.\d+)? ?[kMG]i?B\b", "<size>", _normal(text))
    return re.sub(r" {2,}", "  ", text)
