"""Commands for containers."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("container", "Manage containers"),
        Command(("container ls", "container list", "container ps", "ps"), "pydock_container.ps", "List containers"),
    ]
