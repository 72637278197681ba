"""The description of a container, with the parts that `attach` and `start` rely on."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PARTS = ("State", "Config", "HostConfig")


def inspected(session: Session, name: str) -> dict[str, Any]:
    """Returns the description; raises ProtocolError if Id, State, Config or HostConfig is missing."""
    found = session.engine.containers.inspect(name)
    for part in _PARTS:
        if not isinstance(found.get(part), dict):
            raise ProtocolError(f"the engine's description of the container {name} has no {part}")
    if not isinstance(found.get("Id"), str):
        raise ProtocolError(f"the engine's description of the container {name} has no Id")
    return found
