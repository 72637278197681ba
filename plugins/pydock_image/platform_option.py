"""`--platform` of the commands for images."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, PyDockError
from pydock_core.toolkit import dumps, parse_platform, version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import Session

_SEVERAL_SINCE = "1.52"


def platform_to_json(text: str | None) -> str | None:
    """Returns `--platform` as the API's JSON object; None for None and "". Raises InvalidValue."""
    if not text:
        return None
    try:
        return dumps(parse_platform(text))
    except InvalidValue as error:
        raise InvalidValue(f"invalid platform: {error.message}") from error


def platforms_to_json(session: Session, text: str | None) -> list[str] | None:
    """Returns `--platform a,b` of `save` and `load` as the API's JSON objects; None without a platform.

    Raises InvalidValue, and PyDockError for several platforms and an engine that takes one.
    """
    found = [json for one in (text or "").split(",") if (json := platform_to_json(one)) is not None]
    if len(found) > 1:
        version = session.engine.negotiate_version()
        if version_key(version) < version_key(_SEVERAL_SINCE):
            needed = f'"multiple platforms" requires API version {_SEVERAL_SINCE}'
            raise PyDockError(f"{needed}, but the Docker daemon API version is {version}")
    return found or None
