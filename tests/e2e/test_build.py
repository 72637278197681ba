"""`build` on a real engine; containers of the built images run."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from tests.e2e.git_server import serve_repository

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


class Builder:
    """Runs PyDock on an engine in a folder, without settings."""

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


def test_interrupted_build_has_its_status_and_leaves_no_process(builder: Builder) -> None:
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


def test_engine_killed_during_a_build_is_reported(real_parts: None, tmp_path: Path) -> None:
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
def test_failed_step_gives_its_exit_status(builder: Builder, script: str, status: int) -> None:
    builder.write("Dockerfile", f"FROM busybox\nRUN {script}\n")
    for flags in ([], ["-q"]):
        done = builder("build", *flags, "context")
        assert done.returncode == status
        assert done.stderr.endswith(f"The command '/bin/sh -c {script}' returned a non-zero code: {status}\n")


def test_multi_stage_image_runs(builder: Builder) -> None:
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


def test_context_keeps_modes_and_links(builder: Builder) -> None:
    run = builder.write("run", "#!/bin/sh\necho ran\n")
    run.chmod(0o4750)
    (run.parent / "link").symlink_to("run")
    os.link(run, run.parent / "hard")
    builder.write("Dockerfile", "FROM busybox\nCOPY . /c/\nRUN /c/link && ls -ln /c\n")
    shown = builder("build", "context").stdout
    assert "ran\n" in shown
    assert re.search(r"-rw[sx]r-x--- +\d 0 +0 .* hard\n", shown)
    assert re.search(r"lrwxrwxrwx .* link -> run\n", shown)


def test_dockerfile_outside_the_context_is_not_in_the_image(builder: Builder) -> None:
    builder.write("a", "")
    (builder.folder / "other").write_text("FROM busybox\nCOPY . /c/\nRUN ls -A /c\n")
    for words, stdin in ((["-f", "other"], ""), (["-f", "-"], (builder.folder / "other").read_text())):
        done = builder("build", *words, "--no-cache", "context", input=stdin)
        assert done.returncode == 0, done.stderr
        assert "dockerfile" not in done.stdout.partition("Running in")[2]


def test_large_context_is_sent_in_constant_memory(builder: Builder) -> None:
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
    """Yields the URL of a repository with a branch `other`."""
    with serve_repository(tmp_path / "served") as url:
        yield url


def test_git_repository_is_built_at_reference_and_folder(builder: Builder, repository: str) -> None:
    builder.environ["TMPDIR"] = str(builder.folder)
    assert "LABEL from=master" in builder("build", repository).stdout
    done = builder("build", f"{repository}#other:sub")
    assert done.returncode == 0, done.stderr
    assert "\nDockerfile\n" in done.stdout
    assert builder("build", f"{repository}#nosuch").returncode == 1
    assert not list(builder.folder.glob("docker-build-git*"))


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_progress_on_a_terminal_is_one_line(builder: Builder, columns: int) -> None:
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
