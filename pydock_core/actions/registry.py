"""Requests that PyDock itself sends to a registry, with the user's credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.actions.pull import registry_entry
from pydock_core.config import credentials
from pydock_core.registry.client import Registry

if TYPE_CHECKING:
    from pydock_core.session import Session


def open_registry(session: Session, domain: str, *, insecure: bool = False) -> Registry:
    """Returns a client of the registry `domain` with the user's credentials, without any if a helper fails."""
    auth = registry_entry(session, domain, on_failure=lambda _message: None)
    return _registry(session, domain, auth, insecure=insecure)


def log_in_directly(session: Session, auth: dict[str, str]) -> str:
    """Logs in to the registry of `serveraddress`; returns the identity token, "" if the registry issues none."""
    key = auth["serveraddress"]
    domain = "docker.io" if key == credentials.HUB else credentials.hostname(key)
    return _registry(session, domain, auth).log_in()


def _registry(session: Session, domain: str, auth: dict[str, str], *, insecure: bool = False) -> Registry:
    return Registry(domain, auth=auth, environ=session.environ, user_agent=session.user_agent, insecure=insecure)
