"""Commands for volumes."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("volume", "Manage volumes"),
        Command(("volume create",), "pydock_volume.create", "Create a volume"),
        Command(("volume inspect",), "pydock_volume.inspect", "Show all that the engine knows about volumes"),
        Command(("volume ls", "volume list"), "pydock_volume.ls", "List volumes"),
        Command(("volume prune",), "pydock_volume.prune", "Remove unused local volumes", since="1.25"),
        Command(("volume rm", "volume remove"), "pydock_volume.rm", "Remove volumes that no container uses"),
        Command(("volume update",), "pydock_volume.update", "Change a cluster volume", since="1.42", swarm="manager"),
    ]
