"""What `scripts/mutation` does: runs the tests of an area on mutants of its files, and prints the mutants that survive.

A mutant is a source file with one small change (scripts/mutants.py). The tests that should notice are those of its area
(scripts/mutation_areas.py) that call the changed function. They run in a copy of the project, one for each job, so that
the working tree stays as found. Each run is a fork of this process, which has imported the packages that all runs need.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.mutants import Mutant, find_mutants, mutated
from scripts.mutation_areas import AREAS, LEFT_OUT, ROOT, Area
from scripts.mutation_pytest import EVERY_TEST, Recorder, Selection, first_line
from scripts.mutation_score import Outcome, changed_lines, draw_sample, percentage, score_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COPIED = ("pydock_core", "plugins", "plugin_template", "scripts", "tests", "pyproject.toml", "README.md")
# Most of the time of a run is their import.
_IMPORTED_ONCE = """
    _hypothesis_ftz_detector _hypothesis_pytestplugin _pytest.doctest _pytest.junitxml _pytest.legacypath
    _pytest.pytester argcomplete execnet http.server hypothesis hypothesis.strategies importlib.metadata multiprocessing
    pexpect pluggy pytest_timeout requests ssl tomli trustme unittest.mock xdist.newhooks xdist.plugin
"""
RESULTS = "goes on with the run whose results are there (default: build/mutation.jsonl; delete it to start anew)"
_LEAST_TIMEOUT_SECONDS = 20.0
_MEMORY_BYTES = 4 << 30  # a mutant may collect data without end


@dataclass(frozen=True)
class Result:
    """How a mutant of an area ended, and its difference to the source."""

    area: str
    mutant: Mutant
    outcome: Outcome
    lines: list[str]

    def __str__(self) -> str:
        """The place and operator; for a survivor, then the difference."""
        lines = [f"{self.mutant.file}:{self.mutant.line}: {self.mutant.operator}"]
        if self.outcome is Outcome.SURVIVED:
            lines += [f"    {line}" for line in self.lines]
        return "\n".join(lines)

    def to_json(self) -> str:
        """The result as a line of the file of results."""
        mutant = asdict(self.mutant)
        return json.dumps({"area": self.area, **mutant, "outcome": self.outcome.value, "lines": self.lines})


def read_results(file: Path) -> dict[Mutant, Result]:
    """Returns the last result of each mutant in a file of results; none if there is no file."""
    results = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        data = json.loads(line)
        area, outcome, lines = data.pop("area"), Outcome(data.pop("outcome")), data.pop("lines")
        mutant = Mutant(**data)
        results[mutant] = Result(area, mutant, outcome, lines)
    return results


class Job:
    """A copy of the project, in which one run of pytest goes on at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = 0
        self._deadline = 0.0
        for name in _COPIED:
            source, copy = ROOT / name, folder / name
            if source.is_dir():
                shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, copy)
        # Bytecode is compared with its source by hash: a mutant may have the size and time of its source.
        compile_all = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]
        subprocess.run(
            [*compile_all, *(str(folder / name) for name in ("pydock_core", "plugins", "tests"))], check=True
        )

    def start(self, tests: Sequence[str], timeout_seconds: float, plugin: object) -> None:
        """Starts pytest in a process group of its own; its output goes to the file `output` in the copy."""
        self._deadline = time.monotonic() + timeout_seconds
        self._process = os.fork()
        if self._process == 0:
            status = 70
            try:
                status = _run_pytest(self.folder, tests, plugin)
            except BaseException:  # noqa: BLE001  the child must not go on as its parent
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)

    def poll(self) -> Outcome | None:
        """Returns how pytest ended, None while it runs; ends a run that takes too long."""
        ended, status = os.waitpid(self._process, os.WNOHANG)
        late = not ended and time.monotonic() > self._deadline
        if not ended and not late:
            return None
        try:
            os.killpg(self._process, signal.SIGKILL)  # programs that the tests left
        except ProcessLookupError:
            pass
        if late:
            os.waitpid(self._process, 0)
            return Outcome.TIMED_OUT
        return Outcome.KILLED if status else Outcome.SURVIVED

    def wait(self) -> Outcome:
        """Returns how pytest ended."""
        while (outcome := self.poll()) is None:
            time.sleep(0.02)
        return outcome

    def output(self) -> str:
        """Returns what the last run of pytest printed."""
        return (self.folder / "output").read_text(errors="replace")


def _run_pytest(folder: Path, tests: Sequence[str], plugin: object) -> int:
    """Runs pytest on a copy of the project, in a new process; returns the exit status."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    os.chdir(folder)
    output = os.open("output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    paths = [str(folder), str(folder / "plugins")]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    sys.path[:] = [*paths, *(path for path in sys.path if path not in ("", str(ROOT), str(ROOT / "plugins")))]
    for name in [name for name in sys.modules if name.partition(".")[0] == "scripts"]:
        del sys.modules[name]
    found = importlib.util.find_spec("pydock_core")
    if found is None or found.origin is None or not found.origin.startswith(str(folder)):
        raise RuntimeError("pydock_core is not that of the copy")
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", f"--deselect={LEFT_OUT}"]
    return int(pytest.main([*options, *tests], plugins=[plugin] if plugin is not None else []))


class Unchanged:
    """The tests of an area on the unchanged source, where they must pass: how long they take, and what they call."""

    def __init__(self, job: Job, area: Area) -> None:
        started = time.monotonic()
        calls = job.folder / "calls.json"
        job.start(area.tests, 600, Recorder(calls, [job.folder / file for file in area.files]))
        if job.wait() is not Outcome.SURVIVED:
            sys.exit(f"{job.output()}\nThe tests of {area.name} fail on the unchanged source.")
        self.seconds = time.monotonic() - started
        self._area = area
        self._calls: dict[str, list[str]] = json.loads(calls.read_text())
        self._folder = job.folder
        print(f"{area.name}: the tests of unchanged source take {self.seconds:.1f} s", flush=True)

    def tests_of(self, mutant: Mutant, source: str) -> tuple[Sequence[str], set[str]]:
        """Returns the files and node IDs of the tests that call a mutant's function; no IDs for all tests."""
        line = first_line(source, mutant.line)
        called = set(self._calls.get(f"{self._folder / mutant.file}:{line}", ()))
        if not line or not called or EVERY_TEST in called:
            return self._area.tests, set()
        files = {node.partition("::")[0] for node in called}
        return [file for file in self._area.tests if file in files], called


def run_mutants(jobs: Sequence[Job], sample: Sequence[tuple[str, Mutant]], *, all_tests: bool) -> Iterator[Result]:
    """Runs each mutant of (area, mutant) with tests of its area, and yields the results as they come."""
    areas = {area.name: area for area in AREAS}
    unchanged = {name: Unchanged(jobs[0], areas[name]) for name in dict.fromkeys(area for area, _ in sample)}
    waiting = list(reversed(sample))
    running: dict[Job, Result] = {}
    while waiting or running:
        for job in jobs:
            if job not in running and waiting:
                area, mutant = waiting.pop()
                source = (ROOT / mutant.file).read_text()
                changed = mutated(source, mutant)
                (job.folder / mutant.file).write_text(changed)
                running[job] = Result(area, mutant, Outcome.SURVIVED, changed_lines(source, changed))
                files, tests = unchanged[area].tests_of(mutant, source)
                if all_tests:
                    files, tests = areas[area].tests, set()
                timeout = max(_LEAST_TIMEOUT_SECONDS, 5 * unchanged[area].seconds)
                job.start(files, timeout, Selection(tests) if tests else None)
            elif job in running and (outcome := job.poll()) is not None:
                result = replace(running.pop(job), outcome=outcome)
                shutil.copyfile(ROOT / result.mutant.file, job.folder / result.mutant.file)
                yield result
        time.sleep(0.05)


def main() -> int:
    """Returns 1 if fewer mutants than `--at-least` percent are noticed."""
    parser = argparse.ArgumentParser(prog="scripts/mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=600, metavar="N", help="how many mutants (default: 600)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="draws the same sample again (default: 1)")
    parser.add_argument("--only", action="append", choices=[area.name for area in AREAS], help="an area of the sample")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time (default: 1)")
    parser.add_argument("--at-least", type=float, default=85, metavar="PERCENT", help="fails below (default: 85)")
    parser.add_argument("--results", type=Path, default=ROOT / "build/mutation.jsonl", metavar="FILE", help=RESULTS)
    parser.add_argument("--again", action="store_true", help="runs the survivors in the results again, with all tests")
    options = parser.parse_args()
    mutants = {
        area.name: [mutant for file in area.files for mutant in find_mutants(file, (ROOT / file).read_text())]
        for area in AREAS
    }
    print(", ".join(f"{name}: {len(found)}" for name, found in mutants.items()), "possible mutants", flush=True)
    sample = [
        (area, mutant)
        for area, mutant in draw_sample(mutants, options.sample, options.seed)
        if not options.only or area in options.only
    ]
    options.results.parent.mkdir(parents=True, exist_ok=True)
    known = read_results(options.results)
    results = {mutant: known[mutant] for _, mutant in sample if mutant in known}
    waiting = [
        (area, mutant)
        for area, mutant in sample
        if mutant not in results or (options.again and results[mutant].outcome is Outcome.SURVIVED)
    ]
    started = time.monotonic()
    if waiting:
        with (
            tempfile.TemporaryDirectory(prefix="pydock-mutation-") as folder,
            options.results.open("a", encoding="utf-8") as file,
        ):
            for name in _IMPORTED_ONCE.split():
                import_module(name)
            jobs = [Job(Path(folder) / str(number)) for number in range(options.jobs)]
            for count, result in enumerate(run_mutants(jobs, waiting, all_tests=options.again), 1):
                results[result.mutant] = result
                file.write(result.to_json() + "\n")
                file.flush()
                score = percentage([result.outcome for result in results.values()])
                print(f"{count}/{len(waiting)} {score:.1f} % {result.outcome.value:9} {result}", flush=True)
    print("\nSurvivors:")
    for result in sorted(results.values(), key=lambda result: (result.area, result.mutant)):
        if result.outcome is Outcome.SURVIVED:
            print(result)
    print(f"\nSeed {options.seed}, {len(waiting)} runs in {time.monotonic() - started:.0f} s")
    print("\n".join(score_lines([(result.area, result.outcome) for result in results.values()])))
    return 1 if percentage([result.outcome for result in results.values()]) < options.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
