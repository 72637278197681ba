"""`--restart`: `no`, `always`, `unless-stopped`, `on-failure[:COUNT]`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.numbers import parse_decimal

TYPE_CHECKING = False
if TYPE_CHECKING:
    RestartPolicy = dict[str, str | int]


def parse_restart_policy(text: str) -> RestartPolicy:
    """Parses a policy to the API's `RestartPolicy`; the engine checks its name."""
    name, colon, count = text.partition(":")
    if colon and not name:
        raise InvalidValue("invalid restart policy format: no policy provided before colon")
    try:
        maximum = parse_decimal(count) if count else 0
    except InvalidValue:
        raise InvalidValue("invalid restart policy format: maximum retry count must be an integer") from None
    return {"Name": name, "MaximumRetryCount": maximum}


def restarts(policy: RestartPolicy) -> bool:
    """Returns whether the policy restarts a container, which `--rm` forbids."""
    return policy["Name"] not in ("", "no")
