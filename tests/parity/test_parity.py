"""PyDock has the same exit status, outputs and requests as docker in every case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomli

from tests.parity import cases, records
from tests.parity.outcome import STREAMS, changes, report

if TYPE_CHECKING:
    from tests.parity.cases import Case
    from tests.parity.outcome import Outcome
    from tests.parity.runner import Stage

CASES = cases.load()
LISTED = tomli.loads((Path(__file__).parent / "differences.toml").read_text())


def expected(case: Case, stage: Stage, docker: Path | None) -> Outcome:
    """Returns the outcome of docker: recorded, or of a run if the engine has another version than the records."""
    if stage.engine_version() == records.about()["engine"]:
        return records.read(case)
    if docker is None:
        pytest.skip(f"recorded with dockerd {records.about()['engine']}, and no docker on PATH to ask")
    return stage.run(case, docker)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_pydock_has_the_outcome_of_docker(case: Case, stage: Stage, pydock: Path, docker: Path | None) -> None:
    wanted = expected(case, stage, docker)
    got = stage.run(case, pydock)
    listed = LISTED.get(case.id, {})
    complaints = []
    for stream in STREAMS:
        found, known = changes(wanted, got, stream), listed.get(stream, [])
        if known and not found:
            complaints.append(f"{stream} no longer differs: take it out of differences.toml")
        elif found != known:
            complaints.append(report(wanted, got, stream, "docker", "pydock"))
            complaints += [f"differences.toml has for {stream}:", *known] if known else []
    if complaints:
        pytest.fail("\n".join([case.id, f"$ {case.run}", *complaints]), pytrace=False)


@pytest.mark.parametrize("case", [case for case in CASES if case.sampled], ids=str)
def test_docker_has_the_recorded_outcome(case: Case, stage: Stage, docker: Path | None) -> None:
    if docker is None or stage.engine_version() != records.about()["engine"]:
        pytest.skip("needs the client and the engine that the records were made with")
    now = stage.run(case, docker)
    drift = [
        diff for stream in STREAMS if (diff := report(records.read(case), now, stream, "the record", "docker now"))
    ]
    if drift:
        hint = f"{case.id}: ./scripts/parity-record '{case.id}'"
        pytest.fail("\n".join([hint, f"$ {case.run}", *drift]), pytrace=False)


def test_records_belong_to_the_cases() -> None:
    kept = {f"{topic}:{name}" for topic in records.topics() for name in records.of_topic(topic)}
    assert kept == {case.id for case in CASES}


def test_listed_difference_names_a_case_a_stream_and_a_reason() -> None:
    assert LISTED.keys() <= {case.id for case in CASES}
    for name, listed in LISTED.items():
        assert listed.keys() <= {*STREAMS, "reason"}, name
        assert listed.get("reason"), name
        assert any(listed.get(stream) for stream in STREAMS), name


def test_a_third_of_the_cases_fail() -> None:
    unhappy = [case for case in CASES if records.read(case).status != 0 or records.read(case).stderr]
    assert len(CASES) >= 400
    assert len(unhappy) * 3 >= len(CASES)


def test_at_most_one_case_in_fifty_differs() -> None:
    assert len(LISTED) * 50 <= len(CASES)
