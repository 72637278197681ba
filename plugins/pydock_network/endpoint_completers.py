"""The containers that TAB offers for `network connect` and `network disconnect`, after the name of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.toolkit import container_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pydock_core.plugin_api import Session


def connected_containers(session: Session, prefix: str, before: Sequence[str]) -> list[str]:
    """Returns the names of the containers that are connected to the network."""
    found = session.engine.containers.list(all=True)
    return container_names(session, [container for container in found if before[0] in _networks(container)])


def unconnected_containers(session: Session, prefix: str, before: Sequence[str]) -> list[str]:
    """Returns the names of the containers that are not connected to the network."""
    found = session.engine.containers.list(all=True)
    return container_names(session, [container for container in found if before[0] not in _networks(container)])


def _networks(container: dict[str, Any]) -> dict[str, Any]:
    return (container.get("NetworkSettings") or {}).get("Networks") or {}
