"""PyDock does what docker does: exit status, both outputs and requests, in every case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomli

from tests.parity import cases, records
from tests.parity.outcome import STREAMS, differences

if TYPE_CHECKING:
    from tests.parity.cases import Case
    from tests.parity.outcome import Outcome
    from tests.parity.runner import Stage

CASES = cases.load()
LISTED = tomli.loads((Path(__file__).parent / "differences.toml").read_text())


def expected(case: Case, stage: Stage, docker: Path | None) -> Outcome:
    """What docker does: as recorded, or asked now where the engine is another one than that of the records."""
    if stage.engine_version() == records.about()["engine"]:
        return records.read(case)
    if docker is None:
        pytest.skip(f"recorded with dockerd {records.about()['engine']}, and no docker on PATH to ask")
    return stage.run(case, docker)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_pydock_does_what_docker_does(case: Case, stage: Stage, pydock: Path, docker: Path | None) -> None:
    wanted = expected(case, stage, docker)
    found = differences(wanted, stage.run(case, pydock), "docker", "pydock")
    listed = LISTED.get(case.id, {"streams": []})
    gone = [stream for stream in listed["streams"] if stream not in found]
    assert not gone, f"{case.id}: {gone} no longer differ: take them out of differences.toml"
    report = "\n".join(diff for stream, diff in found.items() if stream not in listed["streams"])
    if report:
        pytest.fail(f"{case.id}\n$ {case.run}\n{report}", pytrace=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.sampled], ids=str)
def test_docker_still_does_what_was_recorded(case: Case, stage: Stage, docker: Path | None) -> None:
    if docker is None or stage.engine_version() != records.about()["engine"]:
        pytest.skip("needs the client and the engine that the records were made with")
    found = differences(records.read(case), stage.run(case, docker), "the record", "docker now")
    if found:
        report = "\n".join(found.values())
        pytest.fail(f"{case.id}: ./scripts/parity-record '{case.id}'\n$ {case.run}\n{report}", pytrace=False)


def test_every_record_belongs_to_a_case_and_every_case_has_one() -> None:
    kept = {f"{topic}:{name}" for topic in records.topics() for name in records.of_topic(topic)}
    assert kept == {case.id for case in CASES}


def test_a_listed_difference_names_a_case_streams_and_a_reason() -> None:
    assert LISTED.keys() <= {case.id for case in CASES}
    for name, listed in LISTED.items():
        assert listed.keys() == {"streams", "reason"}, name
        assert set(listed["streams"]) <= set(STREAMS), name
        assert listed["streams"], name


def test_a_third_of_the_cases_is_unhappy() -> None:
    unhappy = [case for case in CASES if records.read(case).status != 0 or records.read(case).stderr]
    assert len(CASES) >= 200
    assert len(unhappy) * 3 >= len(CASES)
