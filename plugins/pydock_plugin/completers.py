"""The names of the engine's plugins that TAB offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def plugins(session: Session, prefix: str) -> list[str]:
    """Returns the names of all plugins."""
    return [plugin.get("Name") or "" for plugin in session.engine.plugins.list()]


def enabled_plugins(session: Session, prefix: str) -> list[str]:
    """Returns the names of the enabled plugins."""
    return [plugin.get("Name") or "" for plugin in session.engine.plugins.list(filters={"enabled": ["true"]})]


def disabled_plugins(session: Session, prefix: str) -> list[str]:
    """Returns the names of the disabled plugins."""
    return [plugin.get("Name") or "" for plugin in session.engine.plugins.list(filters={"enabled": ["false"]})]
