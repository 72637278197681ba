"""Groups of containers: `groups create`, `run --group NAME`. The plugin to read before writing one.

A group lives on the engine alone, as a labelled network of its name: containers of a group reach each other by name,
and every client of the engine sees the same groups. This module is imported to build the index, so it only says what
there is; commands and hooks are imported when they are used.
"""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, flags, hookimpl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import CreateRequest, Session


@hookimpl
def pydock_commands() -> list[Command | Group]:
    """The six commands below `groups`."""
    return [
        Group("groups", "Manage groups of containers"),
        Command(("groups create",), "pydock_groups.create", "Create a group"),
        Command(("groups ls", "groups list"), "pydock_groups.ls", "List groups"),
        Command(("groups ps",), "pydock_groups.ps", "List the containers of a group"),
        Command(("groups start",), "pydock_groups.start", "Start the containers of a group"),
        Command(("groups stop",), "pydock_groups.stop", "Stop the containers of a group"),
        Command(("groups rm", "groups remove"), "pydock_groups.rm", "Remove groups"),
    ]


@hookimpl
def pydock_flags() -> list[Any]:
    """A flag on commands that are not this plugin's; its value reaches the hook as `session.plugin_options.group`."""
    return [
        flags.string(
            "group", commands=("run", "create"), complete="group", help="Put the container into a group (see `groups`)"
        )
    ]


@hookimpl
def pydock_completers() -> dict[str, str]:
    """TAB after `--group` and after the commands that take a group."""
    return {"group": "pydock_groups.groups:complete"}


@hookimpl(flag="group")
def pydock_create_container(session: Session, request: CreateRequest) -> None:
    """Joins a container to the group that `--group` names; an unknown group is refused before anything is created.

    For its flag alone: a `run` without `--group` doesn't pay for the plugin.
    """
    from pydock_groups.groups import join

    join(session, session.plugin_options.group, request)
