"""Commands for images."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("image", "Manage images"),
        Command(("image inspect",), "pydock_image.inspect", "Show all that the engine knows about images"),
        Command(("image ls", "image list", "images"), "pydock_image.ls", "List images"),
        Command(("image pull", "pull"), "pydock_image.pull", "Download an image from a registry"),
    ]
