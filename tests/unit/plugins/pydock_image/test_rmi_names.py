"""`rmi` with names of blanks, and without a name: the requests and messages of docker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(
    ("name", "path"),
    [(" ", "/images/ "), ("", "/images"), (" a ", "/images/ a "), ("a b", "/images/a b"), ("a/", "/images/a")],
)
def test_rmi_sends_the_name_as_typed(pydock: PyDock, name: str, path: str) -> None:
    result = pydock("rmi", name)
    assert [one.path for one in result.requests if one.method == "DELETE"] == [path]
    assert result.status == 1
    assert result.stderr.startswith("Error response from daemon: ")
