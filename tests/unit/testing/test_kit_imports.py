"""pytest loads the kit's fixtures in every run of whatever project: that must cost nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pydock_core import testing


def test_pytest_entry_point_loads_no_engine_module() -> None:
    program = (
        "import sys, pytest, pathlib; before = set(sys.modules); import pydock_core.testing.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.split() == ["pydock_core", "pydock_core.testing", "pydock_core.testing.pytest_plugin"]


def test_every_testing_name_has_a_module() -> None:
    assert sorted(testing.__all__) == sorted(testing._HOMES)


@pytest.mark.parametrize("name", testing.__all__)
def test_every_testing_name_can_be_imported(name: str) -> None:
    assert getattr(testing, name) is not None


def test_unknown_testing_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        testing.no_such_name  # type: ignore[attr-defined]  # noqa: B018  the point of the test
