"""Few file descriptors (`ulimit -n`): one clear line, a nonzero status, no traceback, and nothing broken is kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.fault_injection.processes import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTAINERS = 200


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Iterator[Client]:
    """Yields a client of an engine with more containers than descriptors."""
    with FakeEngine() as engine:
        for number in range(CONTAINERS):
            line = f"run -d --name c{number} busybox sleep infinity"
            assert run_pydock(line.split(), engine=engine, environ=environ).status == 0
        client = Client(environ, engine.serve(str(tmp_path_factory.mktemp("engine") / "s")).host)
        assert client("ps").returncode == 0  # builds the index
        yield client


@pytest.mark.parametrize("line", ["stats", "stats " + " ".join(f"c{number}" for number in range(CONTAINERS))])
def test_stats_of_more_containers_than_descriptors_is_a_clear_error(many: Client, line: str) -> None:
    result = many.shell(f"ulimit -n 64; exec pydock {line}")
    assert result.returncode == 1
    report = (
        f"too many open files: stats needs one connection for each of {CONTAINERS} containers, and the limit is 64 "
    )
    assert result.stderr.decode() == report + "files (ulimit -n)\n"


def test_stats_raises_the_soft_limit_of_descriptors(many: Client) -> None:
    result = many.shell("ulimit -Sn 64; exec timeout --preserve-status -s INT 8 pydock stats")
    assert (result.returncode, result.stderr) == (130, b"")
    assert b"c199" in result.stdout


@pytest.mark.parametrize("limit", [6, 8, 12, 20])
@pytest.mark.parametrize("words", ["ps -a", "stop -t 0 NAMES", "run busybox echo said", "logs c1", "pull busybox"])
def test_few_descriptors_give_an_error_without_a_traceback(many: Client, words: str, limit: int) -> None:
    line = words.replace("NAMES", " ".join(f"nosuch{number}" for number in range(CONTAINERS)))
    result = many.shell(f"ulimit -n {limit}; exec pydock {line}")
    stderr = result.stderr.decode()
    assert "Traceback" not in stderr
    assert "internal error" not in stderr
    assert (result.returncode == 0) is (stderr == "")


def test_index_is_not_built_without_descriptors(many: Client, tmp_path: Path) -> None:
    fresh = Client({**many.environ, "XDG_CACHE_HOME": str(tmp_path)}, many.environ["DOCKER_HOST"])
    refused = fresh.shell("ulimit -n 8; exec pydock ps")
    report = b"can't build the index of plugins: too many open files (ulimit -n)\n"
    assert (refused.returncode, refused.stderr) == (1, report)
    assert fresh("ps").returncode == 0


# Starts a program with 1100 open files that it inherits, more than select can watch.
INHERIT = """
import os, sys
for _ in range(1100):
    os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("line", "stdout"),
    [
        ("run -i busybox cat", b"said\n"), ("start -ai stdin", b"said\n"), ("exec -i c0 cat", b"said\n"),
        ("cp - c0:/ <images.tar", b""), ("load -q -i images.tar", b"Loaded image: busybox:latest\n"),
    ],
)  # fmt: skip
def test_commands_with_thousands_of_inherited_descriptors_succeed(
    many: Client, tmp_path: Path, line: str, stdout: bytes
) -> None:
    (tmp_path / "inherit.py").write_text(INHERIT)
    many("create", "-i", "--name", "stdin", "busybox", "cat")
    result = many.shell(f"ulimit -n 4096; echo said | {sys.executable} {tmp_path}/inherit.py pydock {line}")
    many("rm", "-f", "stdin")
    assert (result.returncode, result.stdout, result.stderr) == (0, stdout, b"")
