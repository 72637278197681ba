"""What `scripts/mutation` does: runs the tests of an area on mutants of its files, and prints the mutants that survive.

A mutant is a source file with one small change (scripts/mutants.py). The tests that should notice are those of its area
(scripts/mutation_areas.py). They run in a copy of the project, one for each job, so that the working tree stays as
found. Each run is a fork of this process, which has imported the packages that all runs need.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.mutants import Mutant, find_mutants, mutated
from scripts.mutation_areas import AREAS, ROOT, Area
from scripts.mutation_score import Outcome, changed_lines, draw_sample, percentage, score_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

_COPIED = ("pydock_core", "plugins", "plugin_template", "scripts", "tests", "pyproject.toml", "README.md")
# Most of the time of a run is their import.
_IMPORTED_ONCE = """
    _pytest.assertion.rewrite _pytest.doctest _pytest.junitxml _pytest.legacypath _pytest.pytester argcomplete hypothesis
    hypothesis.strategies importlib.metadata multiprocessing pexpect pluggy pytest pytest_timeout requests trustme xdist
    xdist.plugin _hypothesis_pytestplugin _hypothesis_ftz_detector tomli unittest.mock http.server ssl
"""
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
        """The place and operator, then the difference."""
        head = f"{self.mutant.file}:{self.mutant.line}: {self.mutant.operator} #{self.mutant.occurrence}"
        return "\n".join([head, *(f"    {line}" for line in self.lines)])


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
        subprocess.run([*compile_all, *(str(folder / name) for name in ("pydock_core", "plugins", "tests"))], check=True)

    def start(self, tests: Sequence[str], timeout_seconds: float) -> None:
        """Starts pytest in a process group of its own; its output goes to the file `output` in the copy."""
        self._deadline = time.monotonic() + timeout_seconds
        self._process = os.fork()
        if self._process == 0:
            status = 70
            try:
                status = _run_pytest(self.folder, tests)
            except BaseException:
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


def _run_pytest(folder: Path, tests: Sequence[str]) -> int:
    """Runs pytest on a copy of the project, in a new process; returns the exit status."""
    import pytest

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
    sys.path[:] = [*paths, *(path for path in sys.path if path and not path.startswith(str(ROOT / "plugins")))]
    sys.path[:] = [path for path in sys.path if path != str(ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] == "scripts"]:
        del sys.modules[name]
    found = importlib.util.find_spec("pydock_core")
    if found is None or found.origin is None or not found.origin.startswith(str(folder)):
        raise RuntimeError("pydock_core is not that of the copy")
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--tb=short", "--assert=plain", *tests]))


def check_unchanged(jobs: Sequence[Job], areas: Sequence[Area]) -> dict[str, float]:
    """Returns the seconds that the tests of each area take on the unchanged source, where they must pass."""
    seconds: dict[str, float] = {}
    for area in areas:
        for job in jobs[:1]:
            started = time.monotonic()
            job.start(area.tests, 600)
            if job.wait() is not Outcome.SURVIVED:
                sys.exit(f"{job.output()}\nThe tests of {area.name} fail on the unchanged source.")
            seconds[area.name] = time.monotonic() - started
        print(f"{area.name}: the tests of unchanged source take {seconds[area.name]:.1f} s", flush=True)
    return seconds


def run_mutants(
    jobs: Sequence[Job], sample: Sequence[tuple[str, Mutant]], seconds: dict[str, float]
) -> list[Result]:
    """Runs each mutant of (area, mutant) with the tests of its area; prints each result."""
    tests = {area.name: area.tests for area in AREAS}
    waiting = list(reversed(sample))
    running: dict[Job, tuple[str, Mutant, list[str], float]] = {}
    results: list[Result] = []
    while waiting or running:
        for job in jobs:
            if job not in running and waiting:
                area, mutant = waiting.pop()
                source = (ROOT / mutant.file).read_text()
                changed = mutated(source, mutant)
                (job.folder / mutant.file).write_text(changed)
                running[job] = (area, mutant, changed_lines(source, changed), time.monotonic())
                job.start(tests[area], max(_LEAST_TIMEOUT_SECONDS, 5 * seconds[area]))
            elif job in running and (outcome := job.poll()) is not None:
                area, mutant, lines, started = running.pop(job)
                shutil.copyfile(ROOT / mutant.file, job.folder / mutant.file)
                results.append(Result(area, mutant, outcome, lines))
                score = percentage([result.outcome for result in results])
                progress = f"{len(results)}/{len(sample)} {score:.1f} % {time.monotonic() - started:.1f} s"
                text = str(results[-1]) if outcome is Outcome.SURVIVED else str(results[-1]).splitlines()[0]
                print(f"{progress} {outcome.value:9} {text}", flush=True)
        time.sleep(0.02)
    return results


def main() -> int:
    """Returns 1 if fewer mutants than `--at-least` percent are noticed."""
    parser = argparse.ArgumentParser(prog="scripts/mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=600, metavar="N", help="how many mutants (default: 600)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="draws the same sample again (default: 1)")
    parser.add_argument("--only", action="append", choices=[area.name for area in AREAS], help="run the sample's part of an area")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="runs at a time (default: 1)")
    parser.add_argument("--at-least", type=float, default=85, metavar="PERCENT", help="fails below (default: 85)")
    parser.add_argument("--survivors", type=Path, metavar="FILE", help="run the survivors that an earlier run printed")
    options = parser.parse_args()
    areas = [area for area in AREAS if not options.only or area.name in options.only]
    mutants = {
        area.name: [mutant for file in area.files for mutant in find_mutants(file, (ROOT / file).read_text())]
        for area in AREAS
    }
    print(", ".join(f"{name}: {len(found)}" for name, found in mutants.items()), "possible mutants", flush=True)
    names = [area.name for area in areas]
    sample = [drawn for drawn in draw_sample(mutants, options.sample, options.seed) if drawn[0] in names]
    if options.survivors is not None:
        text = options.survivors.read_text()
        sample = [
            (area, mutant)
            for area, mutant in sample
            if f"survived  {mutant.file}:{mutant.line}: {mutant.operator} #{mutant.occurrence}\n" in text
        ]
    for name in _IMPORTED_ONCE.split():
        import_module(name)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pydock-mutation-") as folder:
        jobs = [Job(Path(folder) / str(number)) for number in range(options.jobs)]
        results = run_mutants(jobs, sample, check_unchanged(jobs, areas))
    print("\nSurvivors:")
    for result in sorted(results, key=lambda result: (result.area, result.mutant)):
        if result.outcome is Outcome.SURVIVED:
            print(result)
    print(f"\nSeed {options.seed}, {time.monotonic() - started:.0f} s")
    print("\n".join(score_lines([(result.area, result.outcome) for result in results])))
    return 1 if percentage([result.outcome for result in results]) < options.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
