"""`scripts/parity-record [TOPIC | TOPIC:CASE]...`: renews the recorded outcomes of docker, by default of all cases."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engines import images, namespaces
from tests.engines.dockerd import Dockerd
from tests.engines.registry import Registry
from tests.parity import cases, clients, records
from tests.parity.cases import Case
from tests.parity.outcome import STREAMS, report
from tests.parity.runner import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = Case("", "plain", {"run": "docker create busybox"})


def main(wanted: list[str]) -> int:
    """Records the named cases and returns the exit status: 1 if a program is missing or a name matches no case."""
    program = clients.docker()
    reason = namespaces.missing()
    if reason is not None or program is None:
        print(reason or f"there is no docker {clients.VERSION} on PATH to record", file=sys.stderr)
        return 1
    every = cases.load()
    chosen = [case for case in every if not wanted or case.topic in wanted or case.id in wanted]
    unknown = set(wanted) - {name for case in chosen for name in (case.topic, case.id)}
    if unknown:
        print(f"no such topic or case: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 1
    with private_stage() as (stage, folder):
        client = clients.install_docker(program, folder / "docker")
        about = {"client": clients.VERSION, "engine": stage.engine_version()}
        if wanted and records.about() != about:
            print(f"the records were made with {records.about()}, this is {about}: record all", file=sys.stderr)
            return 1
        records.ABOUT.write_text(json.dumps(about) + "\n")
        if not wanted:
            body = stage.run(PLAIN, client).requests[-1]["body"]
            records.PLAIN_CREATE.write_text(json.dumps(body, indent=1) + "\n")
        unsteady = _record(every, chosen, stage, client)
    for name in set(records.topics()) - {case.topic for case in every}:
        (records.FOLDER / f"{name}.json").unlink()
    return 1 if unsteady else 0


@contextlib.contextmanager
def private_stage() -> Iterator[tuple[Stage, Path]]:
    """Starts the servers of the stage; yields the stage and a folder for the clients."""
    namespaces.enter()
    with (
        tempfile.TemporaryDirectory() as folder,
        Dockerd(images=(images.busybox(),)) as engine,
        Registry() as registry,
        Stage(engine, registry) as stage,
    ):
        yield stage, Path(folder)


def _record(every: list[Case], chosen: list[Case], stage: Stage, client: Path) -> list[str]:
    """Records each case, and runs it a second time; returns the cases whose two outcomes differ."""
    unsteady = []
    for topic in dict.fromkeys(case.topic for case in chosen):
        of_topic = [case for case in every if case.topic == topic]
        kept = records.of_topic(topic)
        for case in of_topic:
            if case not in chosen:
                continue
            outcome = stage.run(case, client)
            again = stage.run(case, client)
            changed = [diff for stream in STREAMS if (diff := report(outcome, again, stream, "one run", "the next"))]
            if changed:
                unsteady.append(case.id)
                print(f"{case.id}: not the same twice", *changed, sep="\n")
            kept[case.name] = records.record_of(case, outcome)
        records.write(topic, {case.name: kept[case.name] for case in of_topic if case.name in kept})
        print(f"{topic}: {sum(case in chosen for case in of_topic)} recorded")
    return unsteady


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
