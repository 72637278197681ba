"""Commands for manifest lists: one name for the same image on several platforms."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("manifest", "Manage manifests and manifest lists"),
        Command(("manifest annotate",), "pydock_manifest.annotate", "Say more about an image of a local manifest list"),
        Command(("manifest create",), "pydock_manifest.create", "Make a local manifest list, to annotate and to push"),
        Command(("manifest inspect",), "pydock_manifest.inspect", "Show a manifest or a manifest list"),
        Command(("manifest push",), "pydock_manifest.push", "Push a manifest list to its repository"),
        Command(("manifest rm",), "pydock_manifest.rm", "Delete local manifest lists"),
    ]
