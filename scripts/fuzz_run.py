"""Gives PyDock's parsers random inputs for a time, in turns, and keeps the smallest input of each failure.

The inputs come from hypothesis; with `--coverage` from atheris (libFuzzer), which looks for inputs that reach new code.
atheris is no dependency of PyDock: install it in an environment that has PyDock's, and name its Python in `PYTHON`.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.strategies import growing, inputs
from tests.fuzz.target import check, check_growth, location
from tests.fuzz.targets import TARGETS, keep

if TYPE_CHECKING:
    from tests.fuzz.target import Target

MEMORY = 4 << 30  # bytes of address space: an input that needs more fails
BATCH = 100  # inputs of a turn
GROWING = 3  # inputs of a turn whose cost is measured


@dataclass
class Count:
    """The results of a target: inputs, seconds, and the place of each failure."""

    inputs: int = 0
    seconds: float = 0.0
    found: set[str] = field(default_factory=set)


def main() -> int:
    """Runs the targets of the command line; returns 1 if any input failed."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3600.0, help="the time of the whole run (default: an hour)")
    parser.add_argument("--seed", type=int, help="repeats a run, except for its length (default: random)")
    parser.add_argument("--coverage", action="store_true", help="inputs by atheris, where it is installed")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"default: all of {', '.join(TARGETS)}")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    names = arguments.targets or list(TARGETS)
    if arguments.coverage:
        return _guided(names, arguments.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    start = arguments.seed if arguments.seed is not None else random.randrange(1 << 32)
    print(f"seed {start}", flush=True)
    counts = {name: Count() for name in names}
    end = time.monotonic() + arguments.seconds
    turn = start
    while time.monotonic() < end:
        for name in names:
            if time.monotonic() < end:
                _turn(TARGETS[name], counts[name], turn)
        turn += 1
    return _summary(counts)


def _turn(target: Target, count: Count, number: int) -> None:
    """Checks some inputs; prints and keeps each one that fails at a new place."""
    started = time.monotonic()
    failing: list[bytes | tuple[bytes, bytes, bytes]] = []

    def known(error: Exception, data: bytes | tuple[bytes, bytes, bytes]) -> bool:
        if location(error) in count.found:
            return True
        failing.append(data)  # the last one is the smallest
        return False

    @seed(number)
    @settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(inputs(target))
    def any_input(data: bytes) -> None:
        count.inputs += 1
        try:
            check(target, data)
        except Exception as error:
            if not known(error, data):
                raise

    @seed(number)
    @settings(
        max_examples=GROWING,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(growing(target))
    def growing_input(parts: tuple[bytes, bytes, bytes]) -> None:
        count.inputs += 1
        try:
            check_growth(target, *parts)
        except Exception as error:
            if not known(error, parts):
                raise

    for test in (any_input, growing_input):
        failing.clear()
        try:
            test()
        except Exception as error:  # noqa: BLE001  a finding is any exception
            count.found.add(location(error))
            file = keep(target.name, failing[-1])
            print(f"FAILED {target.name}: {location(error)}: {str(error)[:300]}\n  kept in {file}", flush=True)
            traceback.print_exc(limit=-4)
    count.seconds += time.monotonic() - started


def _summary(counts: dict[str, Count]) -> int:
    print(f"{'target':12} {'inputs':>9} {'seconds':>8} {'failures':>8}")
    for name, count in counts.items():
        print(f"{name:12} {count.inputs:9} {count.seconds:8.0f} {len(count.found):8}")
    found = sum(len(count.found) for count in counts.values())
    total = sum(count.inputs for count in counts.values())
    print(f"{'all':12} {total:9} {sum(count.seconds for count in counts.values()):8.0f} {found:8}")
    return 1 if found else 0


def _guided(names: list[str], seconds: float) -> int:
    """Runs each target with atheris, in a process of its own, because libFuzzer ends the process."""
    failed = 0
    for name in names:
        command = [sys.executable, "-m", "scripts.fuzz_atheris", name, str(max(1, round(seconds / len(names))))]
        failed += subprocess.run(command, check=False).returncode != 0
    print(f"{len(names)} targets, {failed} with a failure")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
