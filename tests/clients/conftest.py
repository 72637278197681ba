"""The fixture `compare`, which runs a script of steps with PyDock as `docker` and compares the result with docker's.

docker's result is a record in `recorded`. With `--sample all`, or an engine of another version than that of the record,
docker itself runs, too, where its client is on PATH: its result must equal the record, and `--renew-goldens` writes it.
Otherwise the tests use the programs of the sample only.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import Program
from tests.clients.side import Side
from tests.parity import clients
from tests.parity.runner import link_programs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.clients.side import Compare, Script
    from tests.engines.dockerd import Dockerd

RECORDED = Path(__file__).parent / "recorded"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the programs beyond the sample, unless the command line wants all cases or names a test."""
    if config.getoption("sample") == "all" or any("::" in argument for argument in config.args):
        return
    others = [item for item in items if not _is_sampled(item)]
    items[:] = [item for item in items if _is_sampled(item)]
    config.hook.pytest_deselected(items=others)


def _is_sampled(item: pytest.Item) -> bool:
    return all(program.sampled for program in _programs(item))


def _programs(item: pytest.Item) -> list[Program]:
    """Returns the programs that are parameters of a test."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    return [program for program in parameters if isinstance(program, Program)]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of the two clients, of links to the machine's programs, and of PyDock's cache."""
    folder = tmp_path_factory.mktemp("clients")
    clients.install_pydock(folder / "pydock")
    program = clients.docker()
    if program is not None:
        clients.install_docker(program, folder / "docker")
    link_programs(os.environ.get("PATH", os.defpath), folder / "programs")
    return folder


@pytest.fixture
def compare(request: pytest.FixtureRequest, engine: Dockerd, stage: Path, tmp_path: Path) -> Compare:
    """Returns a function that runs a script with PyDock and fails if the transcript differs from that of docker.

    Skips the test if a program of its parameters is missing; fails under `./scripts/test --clients`.
    """
    programs = _programs(request.node)
    for program in programs:
        if not program.is_present:
            words = f"{program.name} is not in .venv/clients: python -m tests.clients.programs --all"
            pytest.fail(words) if "PYDOCK_TEST_CLIENTS" in os.environ else pytest.skip(words)
    name = re.sub(r"[^\w.]+", "-", request.node.name).strip("-")
    record = RECORDED / f"{name}.json"

    def run(client: str, script: Script) -> list[str]:
        _clear(engine)
        home = tmp_path / "home"  # the same folder for both, because programs derive names from the paths of files
        path = [stage / client, *(program.commands for program in programs), stage / "programs"]
        plugins = [program.cli_plugin for program in programs if program.source == "debian"]
        side = Side(engine, home, path, plugins, stage / "cache")
        try:
            script(side)
        except Exception as error:
            error.args = (f"with {client}: {error}", *side.transcript[-40:])
            raise
        finally:
            _clear(engine)
            shutil.rmtree(home)
        return side.transcript

    def compare(script: Script) -> None:
        version = engine.request("GET", "/version").json()["Version"]
        recorded = json.loads(record.read_text()) if record.exists() else {"engine": None, "transcript": []}
        wanted = recorded["transcript"]
        if request.config.getoption("sample") == "all" or recorded["engine"] != version:
            if (stage / "docker").exists():
                wanted = run("docker", script)
            elif recorded["engine"] != version:
                pytest.skip(f"recorded with dockerd {recorded['engine']}, and no docker on PATH to ask")
        if wanted is not recorded["transcript"] and request.config.getoption("renew_goldens"):
            record.write_text(json.dumps({"engine": version, "transcript": wanted}, indent=1) + "\n")
        elif recorded["engine"] == version:
            _same(recorded["transcript"], wanted, "the record", "docker")
        _same(wanted, run("pydock", script), "docker", "pydock")

    return compare


def _clear(engine: Dockerd) -> None:
    engine.reset()
    engine.request("POST", "/build/prune?all=1")


def _same(wanted: Iterable[str], got: Iterable[str], left: str, right: str) -> None:
    difference = list(difflib.unified_diff(list(wanted), list(got), left, right, lineterm="", n=8))
    if difference:
        pytest.fail("\n".join(difference), pytrace=False)
