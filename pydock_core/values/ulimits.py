"""`--ulimit name=soft[:hard]`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.numbers import parse_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Ulimit = dict[str, str | int]

_NAMES = frozenset(
    ("core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack").split()
)


def parse_ulimit(text: str) -> Ulimit:
    """Parses a ulimit as go-units' ParseUlimit, to the API's `Ulimit`; -1 is unlimited, and hard defaults to soft."""
    name, equals, limits = text.partition("=")
    if not equals:
        raise InvalidValue(f"invalid ulimit argument: {text}")
    if name not in _NAMES:
        raise InvalidValue(f"invalid ulimit type: {name}")
    values = limits.split(":")
    if len(values) > 2:
        raise InvalidValue(f"too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`")
    hard = parse_int(values[-1], base=10)
    soft = parse_int(values[0], base=10)
    if hard != -1 and soft == -1:
        raise InvalidValue(
            f"ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: {hard}"
        )
    if hard != -1 and soft > hard:
        raise InvalidValue(f"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
    return {"Name": name, "Hard": hard, "Soft": soft}


def merge_ulimits(ulimits: Iterable[Ulimit]) -> list[Ulimit]:
    """Returns the ulimits sorted by name; of several with one name, the last counts."""
    return [ulimit for _, ulimit in sorted({str(ulimit["Name"]): ulimit for ulimit in ulimits}.items())]
