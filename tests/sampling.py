"""`@pytest.mark.sampled(N)`: of the parameters of a large test, a run takes every Nth; `--sample` says where it begins.

`--sample 0` (the default) to `--sample N-1` together run every case, `--sample all` all at once.
"""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

ALL = "all"


def split(items: Iterable[pytest.Item], sample: str) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Returns the tests of the sample and the others, in order; raises ValueError if `sample` is no number."""
    kept: list[pytest.Item] = []
    others: list[pytest.Item] = []
    seen: Counter[str] = Counter()
    for item in items:
        marker = item.get_closest_marker("sampled")
        if marker is None or sample == ALL:
            kept.append(item)
            continue
        (one_in,) = marker.args
        function = item.nodeid.partition("[")[0]
        begin = int(sample) + zlib.crc32(function.encode())  # the tests of a file take different parameters
        (kept if (seen[function] + begin) % one_in == 0 else others).append(item)
        seen[function] += 1
    return kept, others


def names_a_case(arguments: Iterable[str]) -> bool:
    """Returns whether the command line names a case, `test_x.py::test_y[case]`, which then runs in any sample."""
    return any("::" in argument and "[" in argument for argument in arguments)
