"""Commands for the engine as a whole, and for objects of any kind."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Command(("completion",), "pydock_system.completion", "Print a shell's code for TAB", hidden=True),
        Command(("help",), "pydock_system.help", "Help about the command", hidden=True),
        Command(("inspect",), "pydock_system.inspect", "Show all that the engine knows about objects"),
        Command(("version",), "pydock_system.version", "Show the versions of PyDock and of the engine"),
    ]
