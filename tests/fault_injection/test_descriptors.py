"""Few file descriptors (`ulimit -n`): one clear line, a nonzero status, no traceback, and nothing broken is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.fault_injection.processes import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTAINERS = 80


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
    result = many.shell(f"ulimit -n 40; exec pydock {line}")
    assert result.returncode == 1
    report = (
        f"too many open files: stats needs one connection for each of {CONTAINERS} containers, and the limit is 40 "
    )
    assert result.stderr.decode() == report + "files (ulimit -n)\n"


def test_stats_raises_the_soft_limit_of_descriptors(many: Client) -> None:
    result = many.shell("ulimit -Sn 40; exec timeout --preserve-status -s INT 4 pydock stats")
    assert (result.returncode, result.stderr) == (130, b"")
    assert b"c79" in result.stdout


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
