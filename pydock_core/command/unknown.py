"""The error for words that name no command."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydock_core.errors import UnknownCommand
from pydock_core.host.blocked_plugins import blocking_place
from pydock_core.host.diagnostics import broken_plugin_hint
from pydock_core.host.programs import blocked_program, program_path

if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.session import Session


def unknown(session: Session, index: PluginIndex, words: list[str]) -> UnknownCommand:
    """Returns the error for words that name no command: docker's message, then the most similar names."""
    program, first = session.program, words[0]
    group = index.group(first)
    owner, typed = index.blocked_owner(" ".join(words[:2])) or index.blocked_owner(first), _typed(words)
    if not owner:
        owner, typed = blocked_program(session, first), first
    if owner:
        place = blocking_place(session.settings, session.global_options.no_plugin, owner)
        return UnknownCommand(
            f"{program}: the plugin {owner.partition(':')[2]} that has the command {typed!r} is blocked\n"
            f"It is blocked by {place}"
        )
    rivals = index.conflicts(" ".join(words[:2])) or index.conflicts(first)
    if len(rivals) > 1:
        return UnknownCommand(
            f"{program}: the command {first!r} is claimed by several plugins: {', '.join(rivals)}\n"
            f"Leave one out with --no-plugin NAME or the setting plugins.blocked"
        )
    typed = " ".join(words[:2]) if group else first
    names = [name for entry in index.commands() for name in entry.names] + [found.name for found in index.groups()]
    near = [name for name in nearest(typed, names) if name != typed]  # `container -- ls` names no command
    hint = "".join(f"\n  {program} {name}" for name in near)
    hint = f"\n\nDid you mean:{hint}" if near else ""
    program_file = "" if group else program_path(session, first)
    if program_file:
        hint += f"\n\n{program_file} is no plugin that can be used: see {program} self plugins"
    path = f"{program} {first}" if group else program
    usage = f"\n\nUsage:  {path}" if group else ""
    return UnknownCommand(
        f"{program}: unknown command: {program} {typed}{hint}{broken_plugin_hint(index)}{usage}\n\n"
        f"Run '{path} --help' for more information"
    )


def _typed(words: list[str]) -> str:
    """Returns the first two words, without a flag as the second one."""
    return " ".join(words[:1] if words[1:2] and words[1].startswith("-") else words[:2])


def nearest(typed: str, names: list[str]) -> list[str]:
    """Returns up to three names similar to `typed`; for a command of a group, names of the same group."""
    group, _, word = typed.rpartition(" ")
    rivals = [name.rpartition(" ")[2] for name in names if name.rpartition(" ")[0] == group]
    return [f"{group} {near}".strip() for near in get_close_matches(word, rivals, n=3, cutoff=0.7)]
