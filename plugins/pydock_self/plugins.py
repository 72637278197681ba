"""`pydock self plugins [ls]`: lists the plugins; `pydock self plugins show NAME` shows one in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import ArgumentCountError, Session, UsageError, flags, render
from pydock_core.toolkit import import_seconds
from pydock_self.listing import all_plugins, find, flags_of, is_program, listing, milliseconds

if TYPE_CHECKING:
    from pydock_core.toolkit import InstalledPlugin

IN_USE = ("ok", "refused")


class Options:
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show lists of names in full")
    quiet = flags.boolean("quiet", "q", help="Show names only")
    time = flags.boolean("time", help="Measure how long each plugin takes to be imported")
    words = flags.arguments("[ls|show NAME]", complete="pydock-plugin")


def command(session: Session, options: Options) -> None:
    one = _shown(options.words)
    plugins = [find(session, one)] if one else all_plugins(session)
    times = {plugin.identity: _seconds(plugin) for plugin in plugins} if one or options.time else {}
    if one and not options.format and not options.quiet:
        session.stdout.write(_page(plugins[0], times[plugins[0].identity], session.program))
        return
    session.stdout.write(
        render(
            listing(times, truncate=not options.no_trunc),
            plugins,
            options.format or "",
            quiet=options.quiet,
            escape=session.stdout.is_terminal,
        )
    )


def _shown(words: list[str]) -> str:
    """Returns the NAME of `show NAME`; "" for the list, as without words or for `ls`."""
    if not words:
        return ""
    if words == ["ls"]:
        return ""
    if words[0] != "show":
        raise UsageError(f"unknown command: {words[0]}")
    if len(words) != 2:
        raise ArgumentCountError("requires the name of one plugin after show")
    return words[1]


def _seconds(plugin: InstalledPlugin) -> float | None:
    return import_seconds(plugin) if plugin.state in IN_USE and not is_program(plugin) else None


def _page(plugin: InstalledPlugin, seconds: float | None, program: str) -> str:
    """Returns the page of one plugin."""
    rows = [
        ("Name", plugin.name),
        ("Distribution", f"{plugin.distribution} {plugin.version}".rstrip()),
        ("State", plugin.state),
        *(("Reason", reason) for reason in plugin.reasons),
        ("Module", plugin.value),
        ("File", plugin.file),
        ("Import time", milliseconds(seconds)),
        *(("Command", _command(names, summary)) for names, summary in plugin.commands),
        *(("Flag", flag) for flag in flags_of(plugin)),
        *(("Hook", hook) for hook in plugin.hooks),
        *((table.removesuffix("s").capitalize(), name) for table, names in plugin.tables.items() for name in names),
    ]
    if not plugin.builtin and plugin.state != "blocked":
        rows.append(("Without it", f'{program} --no-plugin {plugin.label} …, or plugins.blocked = ["{plugin.label}"]'))
    lines = []
    before = ""
    for label, text in rows:
        if text:
            lines.append(f"{'' if label == before else label + ':'}".ljust(15) + text + "\n")
            before = label
    return "".join(lines)


def _command(names: tuple[str, ...], summary: str) -> str:
    also = f" ({', '.join(names[1:])})" if len(names) > 1 else ""
    return f"{names[0]}{also}" + (f": {summary}" if summary else "")
