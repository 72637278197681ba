"""`build` with a real engine: what is built runs; contexts are docker's own, byte for byte, where that client is."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from tests.engines import processes
from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd

PYDOCK = str(Path(sys.executable).with_name("pydock"))
MULTI_STAGE = """\
FROM busybox AS made
ARG WORD=nothing
WORKDIR /made
COPY . .
ADD packed.tar /unpacked/
RUN echo $WORD > word && cat given >> word
FROM busybox
COPY --from=made /made/word /unpacked/inside /
CMD ["cat", "/word", "/inside"]
"""
IGNORED = "# nothing of these\nex\n!ex/keep\n**/*.log\n[a-c]?\n"


class Builder:
    """Runs PyDock on an engine in a folder, with nobody's settings."""

    def __init__(self, engine: Dockerd, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self.environ = {**os.environ, "HOME": str(folder), "DOCKER_HOST": engine.host, "DOCKER_BUILDKIT": "0"}

    def __call__(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PYDOCK, *words], cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=60, **more
        )

    def write(self, name: str, text: str) -> Path:
        path = self.folder / "context" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


@pytest.fixture
def builder(engine: Dockerd, tmp_path: Path) -> Iterator[Builder]:
    yield Builder(engine, tmp_path)
    engine.reset()


def test_an_interrupted_build_ends_with_its_status_and_leaves_no_process(builder: Builder) -> None:
    builder.write("Dockerfile", "FROM busybox\nRUN echo started; sleep 60\n")
    process = subprocess.Popen(
        [PYDOCK, "build", "-t", "never", "context"],
        cwd=builder.folder,
        env=builder.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert any(line == "started\n" for line in process.stdout)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert builder.engine.request("GET", "/images/never/json").status == 404
    deadline = time.monotonic() + 15
    while builder.engine.request("GET", "/containers/json").json() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert builder.engine.request("GET", "/containers/json").json() == []


def test_an_engine_that_dies_in_the_middle_is_no_success(real_parts: None, tmp_path: Path) -> None:
    from tests.engines import images
    from tests.engines.dockerd import Dockerd

    with Dockerd(images=(images.busybox(),)) as engine:
        builder = Builder(engine, tmp_path)
        builder.write("Dockerfile", "FROM busybox\nRUN echo started; sleep 60\n")
        process = subprocess.Popen(
            [PYDOCK, "build", "--iidfile", "id", "context"],
            cwd=tmp_path,
            env=builder.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert any(line == "started\n" for line in process.stdout)
        engine.kill()
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 1
    assert stderr.splitlines()[-1].startswith("the connection to the engine ended")
    assert not (tmp_path / "id").exists()


@pytest.mark.parametrize(("script", "status"), [("false", 1), ("exit 77", 77), ("nosuch", 127)])
def test_a_step_that_fails_gives_its_status(builder: Builder, script: str, status: int) -> None:
    builder.write("Dockerfile", f"FROM busybox\nRUN {script}\n")
    for flags in ([], ["-q"]):
        done = builder("build", *flags, "context")
        assert done.returncode == status
        assert done.stderr.endswith(f"The command '/bin/sh -c {script}' returned a non-zero code: {status}\n")


def test_what_was_built_in_stages_runs(builder: Builder) -> None:
    builder.write("Dockerfile", MULTI_STAGE)
    builder.write("given", "given\n")
    inside = builder.write("inside", "inside\n")
    subprocess.run(["tar", "-C", str(inside.parent), "-cf", str(inside.parent / "packed.tar"), "inside"], check=True)
    done = builder("build", "--build-arg", "WORD=said", "-t", "made:1", "--label", "a=b", "--iidfile", "id", "context")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Successfully tagged made:1\n")
    assert builder("run", "--rm", "made:1").stdout == "said\ngiven\ninside\n"
    inspected = builder.engine.request("GET", "/images/made:1/json").json()
    assert (builder.folder / "id").read_text() == inspected["Id"]
    assert inspected["Config"]["Labels"] == {"a": "b"}


def test_modes_and_links_arrive(builder: Builder) -> None:
    run = builder.write("run", "#!/bin/sh\necho ran\n")
    run.chmod(0o4750)
    (run.parent / "link").symlink_to("run")
    os.link(run, run.parent / "hard")
    builder.write("Dockerfile", "FROM busybox\nCOPY . /c/\nRUN /c/link && ls -ln /c\n")
    shown = builder("build", "context").stdout
    assert "ran\n" in shown
    assert re.search(r"-rw[sx]r-x--- +\d 0 +0 .* hard\n", shown)
    assert re.search(r"lrwxrwxrwx .* link -> run\n", shown)


def test_a_dockerfile_from_outside_is_not_in_the_image(builder: Builder) -> None:
    builder.write("a", "")
    (builder.folder / "other").write_text("FROM busybox\nCOPY . /c/\nRUN ls -A /c\n")
    for words, stdin in ((["-f", "other"], ""), (["-f", "-"], (builder.folder / "other").read_text())):
        done = builder("build", *words, "--no-cache", "context", input=stdin)
        assert done.returncode == 0, done.stderr
        assert "dockerfile" not in done.stdout.partition("Running in")[2]


def test_a_large_context_is_sent_in_little_memory(builder: Builder) -> None:
    builder.write("Dockerfile", "FROM busybox\nCOPY Dockerfile /\n")
    with (builder.folder / "context" / "large").open("wb") as file:
        file.truncate(300 << 20)
    program = f"import resource, subprocess; subprocess.run([{PYDOCK!r}, 'build', '-q', 'context'], check=True)\n"
    program += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=builder.folder,
        env=builder.environ,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.splitlines()[-1]) < 60_000  # KiB


@pytest.fixture
def repository(tmp_path: Path, real_parts: None) -> Iterator[str]:
    """The URL of a git server on this machine, with a branch `other` that has a Dockerfile in a folder."""
    made = tmp_path / "served" / "made.git"
    made.mkdir(parents=True)
    environ = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*words: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=b"]
        subprocess.run(["git", *identity, *words], cwd=made, env=environ, check=True, capture_output=True)

    git("init", "-b", "master")
    (made / "Dockerfile").write_text("FROM busybox\nLABEL from=master\n")
    git("add", ".")
    git("commit", "-m", "x")
    git("checkout", "-b", "other")
    (made / "sub").mkdir()
    (made / "sub" / "Dockerfile").write_text("FROM busybox\nCOPY . /c\nRUN ls /c\n")
    git("add", ".")
    git("commit", "-m", "y")
    port = processes.free_port()
    words = ["git", "daemon", "--export-all", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen(
        [*words, f"--base-path={made.parent}", str(made.parent)], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/made.git"
    finally:
        server.terminate()
        server.wait()


def test_a_repository_is_built_at_its_reference_and_folder(builder: Builder, repository: str) -> None:
    builder.environ["TMPDIR"] = str(builder.folder)
    assert "LABEL from=master" in builder("build", repository).stdout
    done = builder("build", f"{repository}#other:sub")
    assert done.returncode == 0, done.stderr
    assert "\nDockerfile\n" in done.stdout
    assert builder("build", f"{repository}#nosuch").returncode == 1
    assert not list(builder.folder.glob("docker-build-git*"))


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_on_a_terminal_progress_is_one_line(builder: Builder, columns: int) -> None:
    builder.write("Dockerfile", "FROM busybox\nRUN echo built\n")
    builder.write("large", "x" * (3 << 20))
    environ: Any = builder.environ
    child = pexpect.spawn(
        PYDOCK, ["build", "context"], cwd=str(builder.folder), env=environ, encoding="utf-8", dimensions=(24, columns)
    )
    child.expect("Sending build context to Docker daemon +[0-9.]+kB\r")
    child.expect("Sending build context to Docker daemon +3.148MB\r\r\r\n")
    child.expect("built\r\n")
    child.expect("Successfully built")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


class _Recorder(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies: list[bytes] = []  # noqa: RUF012  one server at a time

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        self.bodies.append(b"".join(pieces))
        self._answer(b'{"stream":"built\\n"}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        for name, value in (("Api-Version", "1.41"), ("Ostype", "linux"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _rich_context(folder: Path) -> None:
    """Everything that a header of an archive can tell."""
    for name in (
        "sub/deep/t",
        "ex/keep/k",
        "ex/no",
        "a.log",
        "sub/b.log",
        "ax",
        "é",
        "n" * 120,
        "d" * 60 + "/" + "e" * 60 + "/f",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    long_in_long = folder / ("d" * 60) / ("é" + "q" * 110)
    long_in_long.write_text("z")
    (folder / os.fsdecode(b"bad\xff")).write_text("x")
    (folder / ("p" * 150)).mkdir()
    (folder / ("p" * 150) / ("s" * 100)).mkdir()
    (folder / "run").write_text("#!/bin/sh")
    (folder / "run").chmod(0o4751)
    (folder / "sub").chmod(0o1777)
    os.link(folder / "run", folder / "sub" / "hard")
    (folder / "dangling").symlink_to("../nowhere")
    (folder / "far").symlink_to("l" * 150)
    os.mkfifo(folder / "pipe")
    os.utime(folder / "run", (1, -5))
    os.utime(folder / "sub", (1, 1.9))
    (folder / "large").write_bytes(b"1" * 70_000)
    (folder / ".dockerignore").write_text(IGNORED)
    (folder / "Dockerfile").write_text("FROM busybox\n")


@pytest.mark.skipif(clients.docker() is None, reason="needs docker's client to compare with")
@pytest.mark.parametrize(
    "ignored",
    [
        "",
        IGNORED,
        "*\n",
        "*\n!**/*.log\n!sub\n",
        "**/k\n!ex/keep/k\n",
        "*\n!d*/**/f\n",
        "[[:alpha:]]*\n",
        "Dockerfile\n",
    ],
)
def test_the_context_is_dockers_own_byte_for_byte(tmp_path: Path, ignored: str) -> None:
    folder = tmp_path / "context"
    folder.mkdir()
    _rich_context(folder)
    (folder / ".dockerignore").write_text(ignored)
    _Recorder.bodies.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Recorder) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        host = f"tcp://127.0.0.1:{server.server_port}"
        environ = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": host, "DOCKER_BUILDKIT": "0"}
        for client in (str(clients.docker()), PYDOCK):
            subprocess.run([client, "build", str(folder)], env=environ, check=True, capture_output=True, timeout=60)
        server.shutdown()
    dockers, ours = _Recorder.bodies
    assert ours == dockers
