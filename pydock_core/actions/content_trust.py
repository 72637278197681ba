"""Content trust, which PyDock lacks: refuses commands for which docker would verify or sign an image."""

from __future__ import annotations

from pydock_core.declarations.flags import is_set
from pydock_core.errors import InvalidValue, PyDockError
from pydock_core.values.numbers import parse_bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.session import Session


def check_content_trust(session: Session, options: Any) -> None:
    """Raises PyDockError for `--disable-content-trust=false`, and for DOCKER_CONTENT_TRUST without that flag.

    As in docker, a value of the variable that is no boolean turns content trust on.
    """
    if is_set(options, "disable_content_trust"):
        wanted = not options.disable_content_trust
    else:
        wanted = _is_wanted(session.environ.get("DOCKER_CONTENT_TRUST", ""))
    if wanted:
        raise PyDockError("content trust is not supported: to go on without it, give --disable-content-trust")


def _is_wanted(text: str) -> bool:
    try:
        return bool(text) and parse_bool(text)
    except InvalidValue:
        return True
