"""`scripts/quickstart`: its output, and the removal of all its files and processes by `--stop`."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engines import images, namespaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.dockerd import Dockerd

    Command = Callable[[str], tuple[list[str], dict[str, str]]]
    Quickstart = Callable[..., subprocess.CompletedProcess[str]]

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "quickstart"
NOBODY = "unix:///nobody/listens/here.sock"


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """Yields the folder of the state; a short path, because the paths of containerd's sockets are limited."""
    folder = Path(tempfile.mkdtemp(prefix="pydock-quickstart-"))
    yield folder
    subprocess.run([SCRIPT, "--stop"], env={**os.environ, "PYDOCK_QUICKSTART_STATE": str(folder)}, check=True)


@pytest.fixture
def quickstart_command(real_parts: None, wheelhouse: Path, state: Path, tmp_path: Path) -> Command:
    """Returns the script and its environment for a DOCKER_HOST."""
    commands = tmp_path / "bin"
    commands.mkdir()
    variables = {
        **os.environ,
        "PYDOCK_QUICKSTART_STATE": str(state),
        "PYDOCK_QUICKSTART_BIN": str(commands),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheelhouse),
        "HOME": str(tmp_path),
        "PATH": f"{commands}:{os.environ['PATH']}",
    }
    return lambda host: ([str(SCRIPT)], {**variables, "DOCKER_HOST": host})


@pytest.fixture
def quickstart(quickstart_command: Command) -> Quickstart:
    """Runs the script with arguments and DOCKER_HOST, after the words of a wrapper command."""

    def run(*words: str, host: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        script, environment = quickstart_command(host)
        command = [*before, *script, *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)

    return run


def machine() -> list[str]:
    """Returns the remains of a dockerd in the network: links, and rules other than empty chains."""
    links = subprocess.run(["ip", "-oneline", "link"], capture_output=True, text=True, check=True).stdout
    rules = subprocess.run(["iptables-save"], capture_output=True, text=True, check=True).stdout
    return [line.split(":")[1] for line in links.splitlines()] + [
        line for line in rules.splitlines() if line[:2] == "-A"
    ]


# A directory that is not a mount point, with all folders of the machine.
CHROOT = """
root=$1; shift
for directory in /*; do
  if [ -L "$directory" ]; then cp -P "$directory" "$root"
  elif [ -d "$directory" ]; then mkdir "$root$directory" && mount --rbind "$directory" "$root$directory"
  fi
done
exec chroot "$root" "$@"
"""


@pytest.fixture
def unreaped(real_parts: None) -> Iterator[tuple[str, ...]]:
    """Yields the words before a command that runs in a process namespace whose process 1 reaps no children."""
    first = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sleep", "infinity"]
    with subprocess.Popen(first) as outside:
        children = Path(f"/proc/{outside.pid}/task/{outside.pid}/children")
        while not (child := children.read_text().split()):
            time.sleep(0.01)
        while Path(f"/proc/{child[0]}/comm").read_text() != "sleep\n":
            time.sleep(0.01)
        yield ("nsenter", f"--target={child[0]}", "--pid", "--mount", f"--wd={Path.cwd()}")
        outside.kill()


def test_unknown_argument_prints_the_usage(quickstart: Quickstart) -> None:
    ran = quickstart("--start", host=NOBODY)
    assert (ran.returncode, ran.stderr) == (2, "Usage: scripts/quickstart [--stop]\n")


def test_second_stop_succeeds(quickstart: Quickstart) -> None:
    assert quickstart("--stop", host=NOBODY).returncode == 0
    ran = quickstart("--stop", host=NOBODY)
    assert (ran.returncode, ran.stdout) == (0, "Nothing to stop.\n")


def test_missing_engine_without_root_is_reported_in_one_line(quickstart: Quickstart) -> None:
    ran = quickstart(host=NOBODY, before=("unshare", "--map-user=65534"))
    needed = "quickstart: no container engine answers, and starting a private one takes root and apt-get\n"
    assert (ran.returncode, ran.stderr) == (1, needed)


def test_error_in_a_chroot_names_the_solution(quickstart: Quickstart, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    inside = ("unshare", "--mount", "sh", "-c", CHROOT, "sh", str(tmp_path / "root"))
    ran = quickstart(host=NOBODY, before=inside)
    assert ran.returncode == 1
    assert ran.stderr.startswith(
        "quickstart: no container engine answers, and a private one can start no container here"
    )
    assert "pivot_root(2) fails" in ran.stderr
    assert "mount --bind DIRECTORY DIRECTORY" in ran.stderr
    assert "DOCKER_HOST" in ran.stderr


def test_stop_ends_without_a_reaping_process_1(quickstart: Quickstart, state: Path, unreaped: tuple[str, ...]) -> None:
    first = quickstart(host=NOBODY, before=unreaped)
    assert first.returncode == 0, first.stderr
    stopped = quickstart("--stop", host=NOBODY, before=unreaped)
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert not state.exists()


def test_first_run_prints_a_line_every_five_seconds(quickstart_command: Command, state: Path) -> None:
    words, environment = quickstart_command(NOBODY)
    seen = time.monotonic()
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        gaps = []
        for _ in process.stdout:
            gaps.append(time.monotonic() - seen)
            seen = time.monotonic()
    assert process.returncode == 0
    assert max(gaps) <= 5
    subprocess.run([*words, "--stop"], env=environment, stdout=subprocess.DEVNULL, check=True)
    assert not state.exists()


def test_engine_without_the_local_registry_runs_a_public_image(quickstart: Quickstart, engine: Dockerd) -> None:
    engine.load(images.busybox("hello-world:latest", settings={"Cmd": ["echo", "Hello from far away"]}))
    ran = quickstart(host=engine.host, before=tuple(namespaces.outside()))
    engine.reset()
    assert ran.returncode == 0, ran.stderr
    assert "\n$ pydock run --rm hello-world\nHello from far away\n" in ran.stdout


def test_existing_engine_is_used_and_kept(quickstart: Quickstart, engine: Dockerd, state: Path) -> None:
    for _ in range(2):
        ran = quickstart(host=engine.host)
        assert ran.returncode == 0, ran.stderr
        assert "Unable to find image '127.0.0.1:" in ran.stderr
        assert "\nHello from a container, made for you on " in ran.stdout
        assert ran.stdout.splitlines()[-1] == "Stop and remove all of this: ./scripts/quickstart --stop"
    assert "private" not in ran.stdout
    assert engine.request("GET", "/containers/json?all=1").json() == []
    assert quickstart("--stop", host=engine.host).returncode == 0
    assert not state.exists()
    assert engine.answers()
    engine.reset()


def test_private_engine_is_reused_and_removed_by_stop(quickstart: Quickstart, state: Path, tmp_path: Path) -> None:
    before = machine()
    first = quickstart(host=NOBODY)
    assert first.returncode == 0, first.stderr
    assert "No container engine answers: starting a private one\n" in first.stdout
    host = f"unix://{state}/engine/docker.sock"
    assert f"export DOCKER_HOST={host}\n" in first.stdout
    environment = {**os.environ, "DOCKER_HOST": host}
    created = [str(tmp_path / "bin" / "pydock"), "run", "--detach", first.stdout.split("--rm ")[1].split()[0], "top"]
    assert subprocess.run(created, env=environment, stdout=subprocess.DEVNULL).returncode == 0
    second = quickstart(host=NOBODY)
    assert (second.returncode, "starting" in second.stdout) == (0, False), second.stderr
    assert quickstart("--stop", host=NOBODY).returncode == 0
    assert machine() == before
    assert not state.exists()
    assert list(Path("/sys/fs/cgroup").rglob(state.name)) == []
    assert str(state) not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
