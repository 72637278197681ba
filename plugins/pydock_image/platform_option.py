"""`--platform` of the commands for images."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue
from pydock_core.toolkit import dumps, parse_platform


def platform_to_json(text: str | None) -> str | None:
    """Returns `--platform` as the API's JSON object; None for None and "". Raises InvalidValue."""
    if not text:
        return None
    try:
        return dumps(parse_platform(text))
    except InvalidValue as error:
        raise InvalidValue(f"invalid platform: {error.message}") from error
