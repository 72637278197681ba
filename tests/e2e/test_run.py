"""`run`, `create`, `pull`, `start` and `wait` with a real engine and real registries."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engines import images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry
    from tests.engines.sshd import Sshd
    from tests.engines.tls import Certificates

PYDOCK = str(Path(sys.executable).with_name("pydock"))


class Client:
    """Runs PyDock on an engine, without settings."""

    def __init__(self, engine: Dockerd, home: Path) -> None:
        self.engine = engine
        self.environ = {**os.environ, "HOME": str(home), "DOCKER_HOST": engine.host}

    def __call__(self, *words: str, stdin: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([PYDOCK, *words], input=stdin, capture_output=True, timeout=60, env=self.environ, **more)

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen([PYDOCK, *words], stdin=pipe, stdout=pipe, stderr=pipe, env=self.environ)

    def containers(self) -> list[str]:
        found = self.engine.request("GET", "/containers/json?all=1").json()
        return [container["State"] for container in found]


@pytest.fixture
def client(engine: Dockerd, tmp_path: Path) -> Iterator[Client]:
    yield Client(engine, tmp_path)
    engine.reset()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "(sh -c 'kill -9 $$; :'); exit $?"], 137),
        (["nosuch"], 127),
        (["/etc"], 126),
    ],
)
def test_exit_status_is_that_of_the_program_or_of_docker(client: Client, words: list[str], status: int) -> None:
    assert client("run", "--rm", "busybox", *words).returncode == status
    assert client.containers() == []


def test_failed_create_has_status_125_and_leaves_no_cidfile(client: Client, tmp_path: Path) -> None:
    result = client("run", "--cidfile", str(tmp_path / "cid"), "--memory", "1m", "busybox")
    assert (result.returncode, result.stdout) == (125, b"")
    assert result.stderr.startswith(b"pydock: Error response from daemon: Minimum memory limit")
    assert not (tmp_path / "cid").exists()


def test_stdout_and_stderr_stay_separate_and_cidfile_has_the_id(client: Client, tmp_path: Path) -> None:
    result = client("run", "--cidfile", str(tmp_path / "cid"), "busybox", "sh", "-c", "echo out; echo err >&2")
    assert (result.stdout, result.stderr) == (b"out\n", b"err\n")
    assert len((tmp_path / "cid").read_text()) == 64


def test_megabytes_pass_through_stdin_and_stdout_unchanged(client: Client) -> None:
    data = os.urandom(1 << 20) * 8
    result = client("run", "--rm", "-i", "busybox", "cat", stdin=data)
    assert result.returncode == 0
    assert result.stdout == data


def test_unread_stdin_does_not_delay_the_end(client: Client) -> None:
    result = client("run", "--rm", "-i", "busybox", "sh", "-c", "head -c 5; exit 3", stdin=b"x" * (8 << 20))
    assert (result.returncode, result.stdout) == (3, b"xxxxx")


def test_open_stdin_does_not_delay_the_end(client: Client) -> None:
    for flags in (["-i"], ["-a", "stdin", "-i"]):
        with client.begin("run", "--rm", *flags, "busybox", "true") as process:
            assert process.wait(20) == 0


def test_closed_reader_ends_pydock_but_not_the_container(client: Client) -> None:
    with client.begin("run", "busybox", "yes") as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(20) == 1
        assert process.stderr is not None
        assert process.stderr.read() == b"write /dev/stdout: broken pipe\n"
    assert client.containers() == ["running"]


def test_killed_engine_is_reported(tmp_path: Path, real_parts: None) -> None:
    from tests.engines.dockerd import Dockerd

    with Dockerd(images=(images.busybox(),)) as engine:
        client = Client(engine, tmp_path)
        with client.begin("run", "busybox", "sh", "-c", "echo hi; sleep 60") as process:
            assert process.stdout is not None
            process.stdout.readline()
            engine.kill()
            assert process.wait(20) != 0
            assert process.stderr is not None
            assert process.stderr.read() != b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_signals_are_forwarded_to_the_process(client: Client, number: signal.Signals) -> None:
    name = number.name[3:]
    script = f"trap 'echo got; exit 9' {name}; echo ready; while :; do sleep 0.1; done"
    with client.begin("run", "--rm", "busybox", "sh", "-c", script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert process.wait(20) == 9
        assert process.stdout.read() == b"got\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_that_a_background_process_ignores_is_forwarded(client: Client, number: signal.Signals) -> None:
    script = f"trap 'exit 9' {number.name[3:]}; echo ready; while :; do sleep 0.1; done"
    before = signal.signal(number, signal.SIG_IGN)
    try:
        process = client.begin("run", "--rm", "busybox", "sh", "-c", script)
    finally:
        signal.signal(number, before)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert process.wait(20) == 9


def test_detached_run_prints_the_id_and_wait_the_status(client: Client) -> None:
    container = client("run", "-d", "busybox", "sh", "-c", "sleep 0.3; exit 4").stdout.decode().strip()
    assert len(container) == 64
    assert client("wait", container).stdout == b"4\n"


def test_created_container_starts_attached_with_stdin(client: Client) -> None:
    client("create", "-i", "--name", "cat", "busybox", "sh", "-c", "cat; exit 6")
    result = client("start", "-ai", "cat", stdin=b"typed\n")
    assert (result.returncode, result.stdout) == (6, b"typed\n")


def test_attach_prints_later_output(client: Client) -> None:
    client("run", "-di", "--name", "cat", "busybox", "sh", "-c", "read line; echo $line; exit 8")
    result = client("attach", "cat", stdin=b"typed\n")
    assert (result.returncode, result.stdout) == (8, b"typed\n")


def test_missing_image_is_pulled_with_progress_on_stderr(client: Client, registry: Registry) -> None:
    name = registry.push(images.busybox("pulled:1"), "team/pulled", "1")
    result = client("run", "--rm", name, "echo", "hi")
    assert (result.returncode, result.stdout) == (0, b"hi\n")
    lines = result.stderr.decode().splitlines()
    assert lines[0] == f"Unable to find image '{name}' locally"
    assert lines[-1] == f"Status: Downloaded newer image for {name}"
    again = client("run", "--rm", "--pull", "always", "-q", name, "true")
    assert (again.returncode, again.stderr) == (0, b"")


def test_unknown_image_has_status_125(client: Client, registry: Registry) -> None:
    result = client("run", f"{registry.address}/no/such")
    assert result.returncode == 125
    assert b"manifest unknown" in result.stderr


def test_credentials_are_sent_to_their_registry(client: Client, private_registry: Registry) -> None:
    from base64 import b64encode

    name = private_registry.push(images.busybox("secret:1"), "team/secret", "1")
    refused = client("pull", name)
    assert refused.returncode == 1
    assert refused.stderr.startswith(b"Error response from daemon: ")
    folder = Path(client.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    assert private_registry.account is not None
    secret = b64encode(":".join(private_registry.account).encode()).decode()
    (folder / "config.json").write_text(f'{{"auths": {{"{private_registry.address}": {{"auth": "{secret}"}}}}}}')
    pulled = client("pull", "-q", name)
    assert (pulled.returncode, pulled.stdout.decode()) == (0, name + "\n")


def test_ctrl_c_ends_a_pull_and_creates_no_container(client: Client, registry: Registry) -> None:
    name = registry.push(images.busybox("large:1", more_layers=5, layer_bytes=8 << 20), "team/large", "1")
    with client.begin("run", name, "true") as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    time.sleep(0.2)
    assert client.containers() == []


def test_run_streams_over_ssh(client: Client, sshd: Sshd) -> None:
    client.environ = {**client.environ, **sshd.environment}
    data = os.urandom(1 << 20)
    result = client("run", "--rm", "-i", "busybox", "cat", stdin=data)
    assert (result.returncode, result.stdout == data) == (0, True)


def test_run_streams_over_tls(client: Client, tls_engine: Dockerd, certificates: Certificates) -> None:
    client.environ["DOCKER_HOST"] = tls_engine.tcp_host
    client.environ |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates.client)}
    data = os.urandom(1 << 20) * 4
    result = client("run", "--rm", "-i", "busybox", "cat", stdin=data)
    assert (result.stderr, result.returncode, result.stdout == data) == (b"", 0, True)
