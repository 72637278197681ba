"""Commands for registries: login, logout and search."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Command(("login",), "pydock_registry.login", "Log in to a registry"),
        Command(("logout",), "pydock_registry.logout", "Log out of a registry"),
        Command(("search",), "pydock_registry.search", "Search Docker Hub for images"),
    ]
