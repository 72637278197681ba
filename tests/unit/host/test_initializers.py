from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import ExitStatus, PluginError
from pydock_core.host.initializers import take_over

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed

SOURCE = """
from pydock_core.plugin_api import ExitStatus, hookimpl
@hookimpl
def pydock_initializers(): return {"fuse": fuse}
def fuse(argv):
    %s
"""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return 7", 7),
        ("return None", 0),
        ("return len(argv)", 2),
        ("raise SystemExit(4)", 4),
        ("raise SystemExit", 0),
        ("raise SystemExit('words')", 1),
    ],
)
def test_initializer_result_is_the_exit_status(installed: Installed, body: str, status: int) -> None:
    installed.plugin("fuse", SOURCE % body)
    assert take_over(installed.index(), "fuse", ["/usr/bin/fuse", "-x"]) == status


def test_failing_initializer_is_a_plugin_failure(installed: Installed) -> None:
    installed.plugin("fuse", SOURCE % "1 / 0")
    with pytest.raises(
        PluginError, match=r"plugin fuse \(dist-fuse 1.0\) failed in pydock_initializers, .*\nfuse was not"
    ):
        take_over(installed.index(), "fuse", ["fuse"])


def test_initializer_exit_status_passes(installed: Installed) -> None:
    installed.plugin("fuse", SOURCE % "raise ExitStatus(9)")
    with pytest.raises(ExitStatus):
        take_over(installed.index(), "fuse", ["fuse"])


def test_blocked_plugin_has_no_initializer(installed: Installed) -> None:
    installed.plugin("fuse", SOURCE % "return 7")
    assert installed.index(plugins="none").initializer("fuse") is None
