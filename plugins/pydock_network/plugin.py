"""Commands for networks."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("network", "Manage networks"),
        Command(("network connect",), "pydock_network.connect", "Connect a container to a network"),
        Command(("network create",), "pydock_network.create", "Create a network"),
        Command(("network disconnect",), "pydock_network.disconnect", "Disconnect a container from a network"),
        Command(("network inspect",), "pydock_network.inspect", "Show all that the engine knows about networks"),
        Command(("network ls", "network list"), "pydock_network.ls", "List networks"),
        Command(("network prune",), "pydock_network.prune", "Remove unused networks", since="1.25"),
        Command(("network rm", "network remove"), "pydock_network.rm", "Remove networks"),
    ]
