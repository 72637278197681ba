"""A plugin for PyDock.

PyDock imports this module when it builds its index, and again when it calls a hook. To keep the import fast, the module only
declares commands and hooks; each function imports the modules that it needs.
"""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, flags, hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import CreateRequest, Session


@hooks.commands
def pydock_commands() -> list[Command | Group]:
    """Declares the plugin's commands; each is a module."""
    return [
        Group("word", "A plugin for PyDock"),
        Command(("word ls",), "pydock_word.ls", "List the containers that have the label"),
    ]


@hooks.flags
def pydock_flags() -> list[Any]:
    """Adds flags to commands of other plugins; hooks get the value as `session.plugin_options.word`."""
    return [
        flags.string(
            "word",
            commands=("run", "create"),
            complete="word",
            help="Value of the container's label word",
        )
    ]


@hooks.completers
def pydock_completers() -> dict[str, str]:
    """Names the function that completes values; `complete=` refers to it by this name."""
    return {"word": "pydock_word.labels:complete"}


@hooks.formatters
def pydock_formatters() -> dict[str, str]:
    """Names the function behind `--format word`."""
    return {"word": "pydock_word.markdown:page"}


@hooks.create_container
def pydock_create_container(session: Session, request: CreateRequest) -> None:
    """Labels a container before it is created; a `PyDockError` raised here refuses the container."""
    labels = request.body["Labels"]
    if session.plugin_options.word is not None:
        labels["word"] = session.plugin_options.word
    labels["created-by"] = session.environ.get("USER", "nobody")
