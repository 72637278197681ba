"""Commands for images."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("image", "Manage images"),
        Command(("image history", "history"), "pydock_image.history", "Show the layers of an image"),
        Command(("image import", "import"), "pydock_image.import_", "Make an image of a file system's archive"),
        Command(("image inspect",), "pydock_image.inspect", "Show all that the engine knows about images"),
        Command(("image ls", "image list", "images"), "pydock_image.ls", "List images"),
        Command(("image load", "load"), "pydock_image.load", "Load images from an archive"),
        Command(("image prune",), "pydock_image.prune", "Remove unused images", since="1.25"),
        Command(("image pull", "pull"), "pydock_image.pull", "Download an image from a registry"),
        Command(("image push", "push"), "pydock_image.push", "Upload an image to a registry"),
        Command(("image rm", "image remove", "rmi"), "pydock_image.rm", "Remove images"),
        Command(("image rmi",), "pydock_image.rm", "Remove images", hidden=True),
        Command(("image save", "save"), "pydock_image.save", "Write images into an archive"),
        Command(("image tag", "tag"), "pydock_image.tag", "Give an image another name"),
    ]
