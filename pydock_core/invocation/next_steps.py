"""Describes an ended command of PyDock for the hooks of docker's CLI plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.cli_plugins import next_steps
from pydock_core.declarations.flags import FlagSet
from pydock_core.invocation.errors import render

if TYPE_CHECKING:
    from pydock_core.command.resolve import ResolvedCommand
    from pydock_core.invocation.bind import BoundCommand
    from pydock_core.session import Session


def show_next_steps(
    session: Session, resolved: ResolvedCommand, command: BoundCommand | None, error: BaseException | None
) -> None:
    """Shows the messages of CLI plugins behind a command; `command` is None if its flags are wrong.

    Shows nothing after Ctrl-C, and nothing for a raw command: a CLI plugin of docker has shown its own.
    """
    if resolved.entry.raw or (command is not None and command.entry.raw) or isinstance(error, KeyboardInterrupt):
        return
    name = resolved.path.rpartition(" ")[2]
    text = render(error, session.program, debugging=False) if error is not None else ""
    finished = next_steps.Finished(resolved.path, name, {}, error=text)
    if command is not None:
        _add_flags(session, command, finished)
    next_steps.show_next_steps(session, finished)


def _add_flags(session: Session, command: BoundCommand, finished: next_steps.Finished) -> None:
    table = FlagSet(command.module.Options, session.hooks.index.added_flags(command.entry))
    options = command.options
    values: dict[str, str] = {}
    for flag in table.flags:
        values[flag.long] = _text(getattr(options, flag.attribute, None))
        if flag.attribute in options._set_flags:
            finished.typed[flag.long] = values[flag.long] if flag.kind == "bool" else ""
    finished.values = values
    if table.arguments_attribute:
        finished.arguments = getattr(options, table.arguments_attribute)


def _text(value: object) -> str:
    """Returns the value of a flag as pflag writes one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{','.join(map(str, value))}]"
    return "" if value is None else str(value)
