"""Commands for checkpoints, an experimental feature of engines."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("checkpoint", "Manage checkpoints", hidden=True),
        Command(("checkpoint create",), "pydock_checkpoint.create", "Freeze a running container into a checkpoint"),
        Command(("checkpoint ls", "checkpoint list"), "pydock_checkpoint.ls", "List the checkpoints of a container"),
        Command(("checkpoint rm", "checkpoint remove"), "pydock_checkpoint.rm", "Remove a checkpoint"),
    ]
