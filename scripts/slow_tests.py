"""Measures the tests that need no marker but `slow`, and rewrites tests/slow_tests.txt: `python -m scripts.slow_tests`.

Takes some minutes; run it on an idle machine when the quick loop has become slow.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tests.markers import SLOW_TESTS

if TYPE_CHECKING:
    from collections.abc import Iterable

EACH_SECONDS = 0.3  # a slower case makes its test slow
TOTAL_SECONDS = 2.0  # and so does a larger sum of all cases of a test
OTHERS = "not (engine or terminal or registry or ssh or swarm or clients)"
HEAD = f"""\
# Tests that the quick loop leaves out: a case takes over {EACH_SECONDS} s, or all cases over {TOTAL_SECONDS:g} s.
# Renewed by `python -m scripts.slow_tests`. A test that measures time has the marker `slow` itself.
"""


def main() -> int:
    """Rewrites the list, even if tests fail; returns pytest's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", OTHERS, f"--junit-xml={report}", "tests"]
        status = subprocess.run(command).returncode
        cases = [
            (f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}", float(case.get("time", 0)))
            for case in ElementTree.parse(report).iter("testcase")
        ]
    SLOW_TESTS.write_text(HEAD + "".join(f"{line}\n" for line in lines(cases)))
    return status


def lines(cases: Iterable[tuple[str, float]]) -> list[str]:
    """Returns the names of the slow tests among cases of (node, seconds).

    A file's name if all of its tests are slow.
    """
    seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for node, taken in cases:
        file, _, name = node.partition("::")
        seconds[file][name.partition("[")[0]].append(taken)
    found = []
    for file, functions in seconds.items():
        slow = [name for name, taken in functions.items() if max(taken) > EACH_SECONDS or sum(taken) > TOTAL_SECONDS]
        found += [file] if len(slow) == len(functions) else [f"{file}::{name}" for name in slow]
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main())
