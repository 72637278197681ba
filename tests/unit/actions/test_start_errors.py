"""Why a container's command did not start, and the exit status of `run`."""

from __future__ import annotations

import pytest

from pydock_core.actions.container_errors import start_error_class


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ('exec: "nosuch": executable file not found in $PATH', 127),
        ('exec: "/nosuch": stat /nosuch: no such file or directory', 127),
        ("hcs: the system cannot find the file specified.", 127),
        ('exec: "/etc/passwd": permission denied', 126),
        ('exec: "/tmp": is a directory', 126),
        ("Conflict. The container name is already in use", 125),
    ],
)
def test_exit_status_of_run_follows_the_words_of_the_engine(message: str, status: int) -> None:
    assert start_error_class(message).exit_code == status
