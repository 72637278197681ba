"""Commands for contexts, the named engines of docker's context store."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("context", "Manage contexts, which name engines"),
        Command(("context create",), "pydock_context.create", "Create a context"),
        Command(("context export",), "pydock_context.export", "Write a context to a tar archive"),
        Command(("context import",), "pydock_context.import_", "Create a context from a tar or zip archive"),
        Command(("context inspect",), "pydock_context.inspect", "Show all that is stored about contexts"),
        Command(("context ls", "context list"), "pydock_context.ls", "List contexts"),
        Command(("context rm", "context remove"), "pydock_context.rm", "Remove contexts"),
        Command(("context show",), "pydock_context.show", "Show the name of the context in use"),
        Command(("context update",), "pydock_context.update", "Change a context"),
        Command(("context use",), "pydock_context.use", "Choose the context to use"),
    ]
