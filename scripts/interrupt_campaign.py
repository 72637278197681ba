"""Implements `scripts/interrupt-campaign`: one Ctrl-C at every fault of `tests/fault_injection/silences.py`.

The suite runs a sample (`tests/fault_injection/test_one_ctrl_c.py`). Parts can run at the same time: each has every
Nth trial.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.engines import processes
from tests.fault_injection.one_ctrl_c import End, Place
from tests.fault_injection.places import environment, prepare_folder
from tests.fault_injection.silences import trials

PROGRESS_TRIALS = 100


def main() -> int:
    """Runs the selected trials; returns 1 if a command did not end as it must."""
    parser = argparse.ArgumentParser(prog="scripts/interrupt-campaign", description=__doc__)
    parser.add_argument("--part", default="1/1", metavar="K/N", help="run every Nth trial, beginning with the Kth")
    parser.add_argument("--only", default="", metavar="TEXT", help="run the trials with this text in their name")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="start no trial after this time")
    given = parser.parse_args()
    processes.catch_ignored_signals()  # commands inherit the Ctrl-C that nohup or a shell's background ignores
    part, _, parts = given.part.partition("/")
    selected = [trial for trial in trials() if given.only in str(trial)][int(part) - 1 :: int(parts)]
    with tempfile.TemporaryDirectory(prefix="pydock-interrupts-") as folder:
        environ = environment(Path(folder))
        place = Place(environ, prepare_folder(Path(folder) / "work", environ))
        os.chdir(place.folder)
        ends: Counter[End] = Counter()
        slowest = 0.0
        begun = time.monotonic()
        for number, trial in enumerate(selected):
            if time.monotonic() - begun > given.seconds:
                print(f"{len(selected) - number} trials were not started", flush=True)
                break
            outcome = place.run(trial)
            if trial.at_signal and outcome.end is not End.REPORTED:
                outcome = outcome._replace(end=End.WRONG)
            ends[outcome.end] += 1
            if outcome.end in (End.HANG, End.WRONG):
                print(f"{outcome.end.value}: {trial}: {outcome.status} {outcome.stderr!r}", flush=True)
            else:
                slowest = max(slowest, outcome.seconds)
            if (number + 1) % PROGRESS_TRIALS == 0:
                print(f"{number + 1} of {len(selected)}", file=sys.stderr, flush=True)
    for end in End:
        print(f"{ends[end]:6} {end.value}")
    print(f"the slowest ended {slowest:.1f} s after the first signal")
    return 1 if ends[End.HANG] or ends[End.WRONG] else 0


if __name__ == "__main__":
    sys.exit(main())
