"""`--pid`, `--uts`, `--userns`, `--cgroupns`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.namespaces import check_cgroupns_mode, check_pid_mode, check_userns_mode, check_uts_mode

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("check", "text", "message"),
    [
        (check_pid_mode, "x", "--pid: invalid PID mode"),
        (check_pid_mode, "container:", "--pid: invalid PID mode"),
        (check_uts_mode, "private", "--uts: invalid UTS mode"),
        (check_userns_mode, "private", "--userns: invalid USER mode"),
        (check_cgroupns_mode, "x", "--cgroupns: invalid CGROUP mode"),
    ],
)
def test_unknown_namespace_mode_is_refused_with_dockers_message(
    check: Callable[[str], None], text: str, message: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        check(text)
    assert caught.value.message == message


def test_known_namespace_modes_are_accepted() -> None:
    for text in ("", "host", "container:x"):
        check_pid_mode(text)
    for text in ("", "host"):
        check_uts_mode(text)
        check_userns_mode(text)
    for text in ("", "host", "private"):
        check_cgroupns_mode(text)
