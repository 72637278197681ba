"""`--health-*` and `--no-healthcheck` as the API's `Healthcheck`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def build_healthcheck(
    *,
    command: str = "",
    interval: int = 0,
    timeout: int = 0,
    start_period: int = 0,
    start_interval: int = 0,
    retries: int = 0,
    disabled: bool = False,
) -> dict[str, Any] | None:
    """Returns the health check, times in nanoseconds, without members that are zero; None if no option is set."""
    settings = {
        "Interval": ("--health-interval", interval),
        "Timeout": ("--health-timeout", timeout),
        "Retries": ("--health-retries", retries),
        "StartPeriod": ("--health-start-period", start_period),
        "StartInterval": ("--health-start-interval", start_interval),
    }
    asked = command != "" or any(value for _, value in settings.values())
    if disabled:
        if asked:
            raise InvalidValue("--no-healthcheck conflicts with --health-* options")
        return {"Test": ["NONE"]}
    if not asked:
        return None
    check: dict[str, Any] = {"Test": ["CMD-SHELL", command]} if command else {}
    for member, (flag, value) in settings.items():
        if value < 0:
            raise InvalidValue(f"{flag} cannot be negative")
        if value:
            check[member] = value
    return check
