"""The label `word`: its containers and its values."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import Session

LABEL = "word"


def labelled(session: Session, value: str | None = None) -> list[dict[str, Any]]:
    """Returns the containers with the label, stopped ones too; with `value`, those with this value."""
    wanted = LABEL if value is None else f"{LABEL}={value}"
    return session.engine.containers.list(all=True, filters={"label": [wanted]})


def complete(session: Session, prefix: str) -> list[str]:
    """Returns the values in use, for TAB; none if the engine can't be reached."""
    try:
        return sorted({str(container["Labels"][LABEL]) for container in labelled(session)})
    except PyDockError:
        return []
