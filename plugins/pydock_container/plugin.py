"""Commands for containers."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("container", "Manage containers"),
        Command(("container attach", "attach"), "pydock_container.attach", "Join the streams of a running container"),
        Command(("container commit", "commit"), "pydock_container.commit", "Make an image of a container"),
        Command(("container cp", "cp"), "pydock_container.cp", "Copy files between a container and here"),
        Command(("container create", "create"), "pydock_container.create", "Create a container"),
        Command(("container diff", "diff"), "pydock_container.diff", "Show what differs from the container's image"),
        Command(("container exec", "exec"), "pydock_container.exec", "Run a command in a running container"),
        Command(("container export", "export"), "pydock_container.export", "Write a container's files as an archive"),
        Command(("container inspect",), "pydock_container.inspect", "Show all that the engine knows about containers"),
        Command(("container kill", "kill"), "pydock_container.kill", "Send a signal to running containers"),
        Command(("container logs", "logs"), "pydock_container.logs", "Show what a container printed"),
        Command(("container ls", "container list", "container ps", "ps"), "pydock_container.ps", "List containers"),
        Command(("container pause", "pause"), "pydock_container.pause", "Freeze all processes of containers"),
        Command(("container port", "port"), "pydock_container.port", "Show where ports are published"),
        Command(("container prune",), "pydock_container.prune", "Remove all stopped containers", since="1.25"),
        Command(("container rename", "rename"), "pydock_container.rename", "Give a container another name"),
        Command(("container restart", "restart"), "pydock_container.restart", "Restart containers"),
        Command(("container rm", "container remove", "rm"), "pydock_container.rm", "Remove containers"),
        Command(("container run", "run"), "pydock_container.run", "Create a container from an image and run it"),
        Command(("container start", "start"), "pydock_container.start", "Start stopped containers"),
        Command(("container stats", "stats"), "pydock_container.stats", "Show what containers use, as it changes"),
        Command(("container stop", "stop"), "pydock_container.stop", "Stop running containers"),
        Command(("container top", "top"), "pydock_container.top", "Show the processes of a container"),
        Command(("container unpause", "unpause"), "pydock_container.unpause", "Let paused containers go on"),
        Command(("container update", "update"), "pydock_container.update", "Change the limits of containers"),
        Command(("container wait", "wait"), "pydock_container.wait", "Wait for containers to stop"),
    ]
