"""Groups of containers: `groups create`, `run --group NAME`. The plugin to read before writing one.

The engine keeps a group as a labelled network of the group's name: containers of a group reach each other by name, and
every client of the engine sees the same groups. This module is imported when the index is built, so it only declares
commands and hooks; the modules with their code are imported when they are called.
"""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, flags, hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import CreateRequest, Session


@hooks.commands
def pydock_commands() -> list[Command | Group]:
    """Declares the eight commands below `groups`."""
    return [
        Group("groups", "Manage groups of containers"),
        Command(("groups create",), "pydock_groups.create", "Create a group"),
        Command(("groups inspect",), "pydock_groups.inspect", "Show groups with their containers"),
        Command(("groups logs",), "pydock_groups.logs", "Show the output of a group's containers"),
        Command(("groups ls", "groups list"), "pydock_groups.ls", "List groups"),
        Command(("groups ps",), "pydock_groups.ps", "List the containers of a group"),
        Command(("groups start",), "pydock_groups.start", "Start the containers of a group"),
        Command(("groups stop",), "pydock_groups.stop", "Stop the containers of a group"),
        Command(("groups rm", "groups remove"), "pydock_groups.rm", "Remove groups"),
    ]


@hooks.flags
def pydock_flags() -> list[Any]:
    """Adds `--group` to commands of another plugin; hooks get the value as `session.plugin_options.group`."""
    return [
        flags.string(
            "group", commands=("run", "create"), complete="group", help="Put the container into a group (see `groups`)"
        )
    ]


@hooks.completers
def pydock_completers() -> dict[str, str]:
    """Completes the names of groups, after `--group` and after commands that take a group."""
    return {"group": "pydock_groups.groups:complete"}


@hooks.create_container(flag="group")
def pydock_create_container(session: Session, request: CreateRequest) -> None:
    """Joins the container to the group that `--group` names; raises PyDockError for an unknown group.

    `flag="group"`: PyDock imports this plugin only for a `run` or `create` with `--group`.
    """
    from pydock_groups.groups import join

    join(session, session.plugin_options.group, request)
