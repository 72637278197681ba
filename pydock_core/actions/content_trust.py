"""Content trust, which PyDock lacks: where docker would verify or sign an image, nothing unverified passes for it."""

from __future__ import annotations

from pydock_core.declarations.flags import is_set
from pydock_core.errors import InvalidValue, PyDockError
from pydock_core.values.numbers import parse_bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.session import Session


def check_content_trust(session: Session, options: Any) -> None:
    """Refuses `--disable-content-trust=false`, and DOCKER_CONTENT_TRUST without that flag.

    As in docker, any value of the variable that is no boolean asks for trust.
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
