"""Commands for containers."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("container", "Manage containers"),
        Command(("container kill", "kill"), "pydock_container.kill", "Send a signal to running containers"),
        Command(("container logs", "logs"), "pydock_container.logs", "Show what a container printed"),
        Command(("container restart", "restart"), "pydock_container.restart", "Restart containers"),
        Command(("container rm", "container remove", "rm"), "pydock_container.rm", "Remove containers"),
        Command(("container stop", "stop"), "pydock_container.stop", "Stop running containers"),
        Command(("container ls", "container list", "container ps", "ps"), "pydock_container.ps", "List containers"),
    ]
