"""Checks `--pid`, `--uts`, `--userns` and `--cgroupns`: namespace flags that docker checks before the engine."""

from __future__ import annotations

from pydock_core.errors import InvalidValue


def check_pid_mode(text: str) -> None:
    """Raises InvalidValue unless the text is empty, `host` or `container:NAME`."""
    container = text.startswith("container:") and len(text) > len("container:")
    if text not in ("", "host") and not container:
        raise InvalidValue("--pid: invalid PID mode")


def check_uts_mode(text: str) -> None:
    """Raises InvalidValue unless the text is empty or `host`."""
    if text not in ("", "host"):
        raise InvalidValue("--uts: invalid UTS mode")


def check_userns_mode(text: str) -> None:
    """Raises InvalidValue unless the text is empty or `host`."""
    if text not in ("", "host"):
        raise InvalidValue("--userns: invalid USER mode")


def check_cgroupns_mode(text: str) -> None:
    """Raises InvalidValue unless the text is empty, `host` or `private`."""
    if text not in ("", "host", "private"):
        raise InvalidValue("--cgroupns: invalid CGROUP mode")
