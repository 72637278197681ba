"""PyDock itself: its plugins, its diagnosis, its index, and projects for new plugins."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    """Declares the commands below `self`."""
    return [
        Group("self", "Manage PyDock itself and its plugins"),
        Command(
            ("self config",),
            "pydock_self.config",
            "Show the settings and where they are set",
            works_without_settings=True,
        ),
        Command(
            ("self docker-plugin",),
            "pydock_self.docker_plugin",
            "Make commands of PyDock CLI plugins of docker",
        ),
        Command(
            ("self doctor",),
            "pydock_self.doctor",
            "Check that all that PyDock needs is well",
            works_without_settings=True,
        ),
        Command(("self index",), "pydock_self.index", "Show where the index of plugins is and why it was built"),
        Command(("self install",), "pydock_self.install", "Install plugins beside PyDock"),
        Command(("self new",), "pydock_self.new", "Start a plugin of your own"),
        Command(("self plugins",), "pydock_self.plugins", "List the plugins, or show one"),
        Command(("self uninstall",), "pydock_self.uninstall", "Uninstall plugins"),
        Command(("self upgrade",), "pydock_self.upgrade", "Upgrade plugins"),
    ]


@hookimpl
def pydock_completers() -> dict[str, str]:
    """Completes the names of plugins and distributions, and the keys of settings."""
    return {
        "pydock-plugin": "pydock_self.listing:complete",
        "pydock-setting": "pydock_self.config:complete",
        "pydock-distribution": "pydock_self.listing:complete_distribution",
    }
