"""Commands for the engine's plugins: drivers of volumes and networks, log drivers, authorization."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl

_SINCE = "1.25"  # the API version that has plugins


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("plugin", "Manage the engine's plugins"),
        Command(("plugin create",), "pydock_plugin.create", "Create a plugin from a folder", since=_SINCE),
        Command(("plugin disable",), "pydock_plugin.disable", "Disable a plugin", since=_SINCE),
        Command(("plugin enable",), "pydock_plugin.enable", "Enable a plugin", since=_SINCE),
        Command(
            ("plugin inspect",), "pydock_plugin.inspect", "Show all that the engine knows about plugins", since=_SINCE
        ),
        Command(("plugin install",), "pydock_plugin.install", "Install a plugin from a registry", since=_SINCE),
        Command(("plugin ls", "plugin list"), "pydock_plugin.ls", "List plugins", since=_SINCE),
        Command(("plugin push",), "pydock_plugin.push", "Upload a plugin to a registry", since=_SINCE),
        Command(("plugin rm", "plugin remove"), "pydock_plugin.rm", "Remove plugins", since=_SINCE),
        Command(("plugin set",), "pydock_plugin.set", "Change the settings of a plugin", since=_SINCE),
        Command(("plugin upgrade",), "pydock_plugin.upgrade", "Replace a plugin by another version", since="1.26"),
    ]


@hookimpl
def pydock_completers() -> dict[str, str]:
    return {
        "engine-plugin": "pydock_plugin.completers:plugins",
        "enabled-engine-plugin": "pydock_plugin.completers:enabled_plugins",
        "disabled-engine-plugin": "pydock_plugin.completers:disabled_plugins",
    }
