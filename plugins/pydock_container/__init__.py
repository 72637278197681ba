"""Commands for containers."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("container", "Manage containers"),
        Command(("container attach", "attach"), "pydock_container.attach", "Join the streams of a running container"),
        Command(("container create", "create"), "pydock_container.create", "Create a container"),
        Command(("container inspect",), "pydock_container.inspect", "Show all that the engine knows about containers"),
        Command(("container kill", "kill"), "pydock_container.kill", "Send a signal to running containers"),
        Command(("container logs", "logs"), "pydock_container.logs", "Show what a container printed"),
        Command(("container ls", "container list", "container ps", "ps"), "pydock_container.ps", "List containers"),
        Command(("container restart", "restart"), "pydock_container.restart", "Restart containers"),
        Command(("container rm", "container remove", "rm"), "pydock_container.rm", "Remove containers"),
        Command(("container run", "run"), "pydock_container.run", "Create a container from an image and run it"),
        Command(("container start", "start"), "pydock_container.start", "Start stopped containers"),
        Command(("container stop", "stop"), "pydock_container.stop", "Stop running containers"),
        Command(("container wait", "wait"), "pydock_container.wait", "Wait for containers to stop"),
    ]
