"""Engines behind a real sshd: commands with streams, error messages of ssh, and no remaining process."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engines.sshd import Sshd
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.e2e.command_line import CommandLine, Ran
    from tests.engines.dockerd import Dockerd


@pytest.fixture
def far(pydock: CommandLine, sshd: Sshd) -> CommandLine:
    """Returns the program with DOCKER_HOST of the engine behind sshd."""
    pydock.environ |= {"PATH": sshd.environment["PATH"], "DOCKER_HOST": sshd.url}
    return pydock


def configured(pydock: CommandLine, text: str) -> None:
    """Puts an `ssh` that uses only this configuration first on PATH."""
    configuration = pydock.write("ssh_config", text)
    wrapper = pydock.write("bin/ssh", f'#!/bin/sh\nexec {shutil.which("ssh")} -F {configuration} "$@"\n')
    wrapper.chmod(0o755)
    pydock.environ["PATH"] = f"{wrapper.parent}:{pydock.environ['PATH']}"


def processes(port: int) -> list[str]:
    """Returns the ssh processes for this port."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"dial-stdio" in words and str(port).encode() in words:
            found.append(b" ".join(words).decode())
    return found


def told(ran: Ran, url: str = "") -> str:
    """Returns the only line of a failed command."""
    assert ran.status == 1, ran
    assert ran.line.startswith(
        'error during connect: Get "http://docker.example.com/v1.55/containers/json": command [ssh '
    )
    return ran.line


def test_unknown_key_is_reported(far: CommandLine, sshd: Sshd) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", far.home / "key"], check=True)
    known = sshd.commands.parent / "known_hosts"
    configured(
        far, f"Host *\n IdentityFile {far.home}/key\n IdentitiesOnly yes\n UserKnownHostsFile {known}\n BatchMode yes\n"
    )
    said = told(far("ps"))
    assert "stderr=root@127.0.0.1: Permission denied (publickey" in said
    assert processes(sshd.port) == []


def test_unknown_host_key_is_reported(far: CommandLine, sshd: Sshd) -> None:
    configured(
        far, f"Host *\n UserKnownHostsFile {far.home}/none\n GlobalKnownHostsFile none\n StrictHostKeyChecking yes\n"
    )
    assert "Host key verification failed." in told(far("ps"))


def test_closed_ssh_port_is_reported(far: CommandLine) -> None:
    said = told(far("-H", "ssh://root@127.0.0.1:1", "ps"))
    assert "has exited with exit status 255, make sure the URL is valid" in said
    assert said.endswith("stderr=ssh: connect to host 127.0.0.1 port 1: Connection refused")


def test_unknown_host_name_is_reported(far: CommandLine) -> None:
    assert "Could not resolve hostname nosuch.invalid" in told(far("-H", "ssh://nosuch.invalid", "ps"))


def test_missing_docker_on_the_remote_host_is_reported(far: CommandLine, engine: Dockerd) -> None:
    with Sshd(engine.host, path="/nowhere") as bare:
        far.environ["PATH"] = bare.environment["PATH"]
        said = told(far("-H", bare.url, "ps"))
    assert "has exited with exit status 127" in said
    assert "docker" in said.rpartition("stderr=")[2]


def test_missing_engine_on_the_remote_host_is_reported(far: CommandLine, real_parts: None) -> None:
    with Sshd("unix:///nowhere/docker.sock") as bare:
        far.environ["PATH"] = bare.environment["PATH"]
        said = told(far("-H", bare.url, "ps"))
    assert "/nowhere/docker.sock" in said.rpartition("stderr=")[2]


def test_missing_ssh_program_is_reported(pydock: CommandLine) -> None:
    ran = pydock("-H", "ssh://there", "ps", PATH="/nowhere")
    assert (ran.status, ran.line) == (1, "error during connect: ssh can't be run: No such file or directory")


def test_engine_error_over_ssh_is_unchanged(far: CommandLine, sshd: Sshd) -> None:
    ran = far("rm", "nosuch")
    assert (ran.status, ran.line) == (1, "Error response from daemon: No such container: nosuch")
    assert processes(sshd.port) == []


@pytest.mark.parametrize("way", ["-H", "DOCKER_HOST", "context"])
def test_containers_are_listed_over_ssh(far: CommandLine, sshd: Sshd, way: str) -> None:
    words: list[str] = []
    if way != "DOCKER_HOST":
        del far.environ["DOCKER_HOST"]
        words = ["-H", sshd.url] if way == "-H" else ["-c", "far"]
        far.context("far", sshd.url)
    ran = far("-D", *words, "ps", "-q")
    assert (ran.status, ran.stdout) == (0, "")
    chosen, *_, asked = ran.log
    assert (chosen["host"], chosen["source"]) == (sshd.url, 'context "far"' if way == "context" else way)
    assert (asked["path"], asked["status"]) == ("/v1.41/containers/json", "200")
    assert processes(sshd.port) == []


def test_path_of_the_ssh_url_is_the_remote_socket(far: CommandLine, engine: Dockerd) -> None:
    with Sshd("unix:///nowhere") as bare:
        far.environ["PATH"] = bare.environment["PATH"]
        assert far("-H", f"{bare.url}{engine.socket}", "ps", "-q").status == 0


def test_ssh_streams_megabytes_in_both_directions_with_half_close(far: CommandLine, sshd: Sshd) -> None:
    data = os.urandom(1 << 20) * 4
    script = "cat; echo done >&2; exit 3"  # output follows the end of the input
    ran = far("run", "--rm", "-i", "busybox", "sh", "-c", script, stdin=data)
    assert (ran.status, ran.stderr, ran.stdout_bytes == data) == (3, "done\n", True)
    assert processes(sshd.port) == []


def begin(pydock: CommandLine, *words: str) -> subprocess.Popen[bytes]:
    """Starts a command without a wait for its end."""
    pipe = subprocess.PIPE
    return subprocess.Popen([pydock.program, *words], env=pydock.environ, stdin=pipe, stdout=pipe, stderr=pipe)


def test_ctrl_c_during_the_connection_leaves_no_ssh_process(far: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # accepts connections and sends nothing
        port = silent.getsockname()[1]
        with begin(far, "-H", f"ssh://root@127.0.0.1:{port}", "ps") as process:
            wait_until(lambda: processes(port))
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 130
            assert processes(port) == []
            assert process.stderr is not None
            assert process.stderr.read() == b""


def test_ctrl_c_during_a_response_leaves_no_ssh_process(far: CommandLine, sshd: Sshd, engine: Dockerd) -> None:
    container = far("run", "-d", "busybox", "sh", "-c", "echo hi; sleep 60").stdout.strip()
    try:
        with begin(far, "logs", "-f", container) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"hi\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 130
            assert processes(sshd.port) == []
    finally:
        engine.reset()


def test_closed_reader_leaves_no_ssh_process(far: CommandLine, sshd: Sshd) -> None:
    with begin(far, "ps") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(10) == -signal.SIGPIPE
        assert processes(sshd.port) == []
