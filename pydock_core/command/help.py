"""Renders help pages from the declarations that parse the flags; the layout is docker's (cobra and pflag)."""

from __future__ import annotations

from pydock_core.cli_plugins.discovery import list_docker_plugins
from pydock_core.declarations.flags import Flag, FlagSet
from pydock_core.declarations.global_flags import GlobalFlags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydock_core.declarations.plugin_index import GroupEntry, IndexedCommand, PluginIndex
    from pydock_core.session import Session

DEFAULT_COLUMNS = 80
COMMON = {
    word: place
    for place, word in enumerate("run exec ps build bake pull push images login logout search version info".split())
}
HEADINGS = ("Common Commands", "Management Commands", "Swarm Commands", "Commands")
HEADING_OF_HELP = "Run '{program} {words}COMMAND --help' for more information on a command.\n"


def help_topic(session: Session, words: list[str]) -> tuple[str, list[str]]:
    """Returns (help page, words left) of a command or group; the root page if the words name neither."""
    from pydock_core.command.resolve import resolve

    index = session.hooks.index
    found = resolve(session, words)
    if found is not None:
        entry = found.entry
        options = _Raw if entry.raw else entry.load().Options
        return command_page(session, entry, found.path, FlagSet(options, index.added_flags(entry))), found.words
    if words and index.group(words[0]) is not None:
        return group_page(session, index, words[0]), words[1:]
    return root_page(session, index, FlagSet(GlobalFlags, index.added_flags(""))), words


class _Raw:
    """The `Options` of a raw command, which declares no flags."""


def columns(session: Session) -> int:
    """Returns the width that flags are wrapped to: docker takes that of the terminal on standard input."""
    size = session.stdin.size()
    return (size[0] if size else DEFAULT_COLUMNS) - 1


def command_page(session: Session, entry: IndexedCommand, path: str, table: FlagSet) -> str:
    """Returns the page of one command, without the flags that the engine lacks.

    For a command that the engine is too old for, docker prints the refusal in place of the page.
    """
    from pydock_core.command.support import command_refusal, supported

    refusal = command_refusal(session, entry, path)
    if refusal:
        return refusal + "\n"
    parts = [f"Usage:  {table.usage(session.program, path)}\n"]
    summary = _summary(session.hooks.index, entry)
    if summary:
        parts.append(f"{summary}\n")
    if len(entry.names) > 1:
        parts.append("Aliases:\n  " + ", ".join(f"{session.program} {name}" for name in entry.names) + "\n")
    shown = supported(session, [flag for flag in table.flags if not flag.hidden])
    if "h" in table.shorts:
        # Where -h is the letter of another flag, docker lists `--help`.
        shown = [*shown, Flag("help", kind="bool", no_opt_default="true", help="Show this page")]
    if shown:
        parts.append("Options:\n" + flag_lines(shown, columns(session)))
    return "\n".join(parts)


def group_page(session: Session, index: PluginIndex, group: str) -> str:
    """Returns the page of a group: its summary and its commands that the engine has.

    As in docker, a message about the API version takes the place of the page if the engine is too old for all of them.
    """
    from pydock_core.command.resolve import name_in
    from pydock_core.command.support import group_refusal, supported_commands

    program = session.program
    entries = [entry for entry in index.commands() if not entry.hidden and name_in(entry, group)]
    rows = sorted((name_in(entry, group), _summary(index, entry)) for entry in supported_commands(session, entries))
    refusal = "" if rows else group_refusal(session, entries, group)
    if refusal:
        return refusal + "\n"
    found = index.group(group)
    parts = [f"Usage:  {program} {group} COMMAND\n", f"{_summary(index, found) if found else ''}\n"]
    parts.append("Commands:\n" + _rows(rows))
    parts.append(HEADING_OF_HELP.format(program=program, words=f"{group} "))
    return "\n".join(parts)


def _summary(index: PluginIndex, entry: IndexedCommand | GroupEntry) -> str:
    return _with_plugin(entry.summary, index.third_party_label(entry.owner))


def _with_plugin(text: str, plugin: str) -> str:
    """Returns `text` with the label of the plugin behind it; without one for a built-in, whose label is ""."""
    return f"{text} (plugin {plugin})".lstrip() if plugin else text


def root_page(session: Session, index: PluginIndex, table: FlagSet) -> str:
    """Returns the first page: every group and every command of one word, under the headings that they declare.

    As in docker, its CLI plugins have a `*`, and those that can't be used are listed with the reason.
    """
    program = session.program
    sections: dict[str, list[tuple[str, str]]] = {heading: [] for heading in HEADINGS}
    common = sections["Common Commands"]
    for heading, words in index.root_listing().items():
        rows = sections.setdefault(heading, [])
        for word, summary, plugin in words:
            (common if word in COMMON else rows).append((word, _with_plugin(summary, plugin)))
    docker_plugins = list_docker_plugins(session)
    management = sections["Management Commands"]
    management += [
        (f"{plugin.name}*", plugin.metadata.get("ShortDescription", ""))
        for plugin in docker_plugins
        if not plugin.problem
    ]
    management.sort()
    bake = index.command("bake")
    if bake is not None and any(plugin.name == "buildx" for plugin in docker_plugins):
        common.append(("bake", bake.summary))  # hidden where docker-buildx, which runs it, is missing
    common.sort(key=lambda row: COMMON.get(row[0], len(COMMON)))
    parts = [
        f"Usage:  {program} [OPTIONS] COMMAND\n",
        "Container engines at the command line, with every command a plugin\n",
    ]
    width = max((len(name.rstrip("*")) for rows in sections.values() for name, _ in rows), default=0)
    for heading, rows in sections.items():
        if rows:
            parts.append(f"{heading}:\n" + _rows(rows, width))
    shown = [flag for flag in table.flags if not flag.hidden]
    parts.append("Global Options:\n" + flag_lines(shown, columns(session), folders=_folders(session)))
    invalid = sorted((plugin.name, plugin.problem) for plugin in docker_plugins if plugin.problem)
    advice = ""
    if index.diagnostics():
        from pydock_core.host.diagnostics import help_rows

        invalid += help_rows(index)
        advice = 'To go on without one: --no-plugin NAME, or the setting plugins.blocked = ["NAME"].\n'
    if invalid:
        parts.append("Invalid Plugins:\n" + _rows(invalid) + advice)
    parts.append(HEADING_OF_HELP.format(program=program, words=""))
    return "\n".join(parts)


def _folders(session: Session) -> dict[str, str]:
    """Returns the folders that variables in the defaults of global flags stand for."""
    from pydock_core.config.folders import docker_config_folder

    config = docker_config_folder(session.environ, None)
    return {"$DOCKER_CONFIG": config, "$DOCKER_CERT_PATH": session.environ.get("DOCKER_CERT_PATH") or config}


def _rows(rows: Iterable[tuple[str, str]], width: int | None = None) -> str:
    rows = list(rows)
    width = max((len(name) for name, _ in rows), default=0) if width is None else width
    return "".join(f"  {name.ljust(width + 3)}{summary}".rstrip() + "\n" for name, summary in rows)


def flag_lines(flags: list[Flag], width: int, *, folders: Mapping[str, str] | None = None) -> str:
    """Returns one entry a flag, sorted by name: spellings, word for the value, help and default, wrapped to `width`.

    `folders` maps variables in default texts to the folders that they stand for.
    """
    entries: list[tuple[str, str]] = []
    for flag in sorted(flags, key=lambda flag: flag.long):
        left = f"  -{flag.short}, --{flag.long}" if flag.short else f"      --{flag.long}"
        if flag.value:
            left += f" {flag.value}"
        if flag.no_opt_default is not None and flag.kind != "bool":
            left += f'[="{flag.no_opt_default}"]' if flag.kind == "string" else f"[={flag.no_opt_default}]"
        default = _default(flag)
        for variable, folder in (folders or {}).items():
            default = default.replace(variable, folder)
        text = f"{flag.help} (default {default})" if default else flag.help
        entries.append((left, _with_plugin(text, flag.plugin)))
    indent = max(len(left) for left, _ in entries) + 3
    return "".join(left.ljust(indent) + _wrapped(text, indent, width) + "\n" for left, text in entries)


def _default(flag: Flag) -> str:
    """Returns the default that pflag prints behind a flag; "" for the zero value of the flag's type."""
    if flag.default_text is not None:
        return flag.default_text
    if not flag.default or flag.multiple:
        return ""
    if flag.kind == "string":
        from pydock_core.values.quote import quote

        return quote(str(flag.default))
    return "true" if flag.default is True else str(flag.default)


SLOP = 5  # pflag lets a last word run over by this much rather than stand alone
NARROWEST = 24


def _wrapped(text: str, indent: int, width: int) -> str:
    room = width - indent
    start = ""
    if room < NARROWEST:
        indent, room = 16, width - 16
        start = "\n" + " " * indent
    if room < NARROWEST:
        return text.replace("\n", start)
    lines = []
    while text:
        line, text = _first_line(text, room - SLOP)
        lines += line.split("\n")
    return start + ("\n" + " " * indent).join(lines)


def _first_line(text: str, room: int) -> tuple[str, str]:
    if room + SLOP > len(text):
        return text, ""
    cut = max(text.rfind(blank, 0, room) for blank in " \t\n")
    if cut <= 0:
        return text, ""
    newline = text.rfind("\n", 0, room)
    if 0 < newline < cut:
        cut = newline
    return text[:cut], text[cut + 1 :]
