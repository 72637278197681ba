"""The installed plugins and the index as plain data, for `self plugins`, `self index` and `self doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydock_core.config.folders import read_trusted
from pydock_core.host.blocked_plugins import blocking_place
from pydock_core.host.index import Index
from pydock_core.host.index_build import build_index
from pydock_core.host.index_file import index_path, search_path
from pydock_core.host.plugin_filter import PluginFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydock_core.declarations.plugin_index import Diagnostic, PluginIndex, PluginRecord
    from pydock_core.session import Session

T = TypeVar("T")
TABLES = ("completers", "formatters", "initializers")


class InstalledPlugin:
    """One plugin. `state` says how much of it is in use:

    - "ok": everything that it declares;
    - "refused": a part of it, because a name is taken or a flag is invalid; `reasons` say which;
    - "broken": nothing, because its import fails, it needs another version of PyDock, …; `reasons` say why;
    - "blocked": nothing, because the user left it out.

    `name` is the entry point's name, `label` what `--no-plugin` takes (`DISTRIBUTION:NAME` where two plugins have one
    name). `commands` are pairs of names and summary, `flags` pairs of a flag and the command that it is added to (""
    for a global flag), `hooks` those that are called at run time; `tables` are the names of its completers, formatters
    and initializers. `file` is the metadata file that declares the plugin, `value` the module (`module:object`).
    """

    __slots__ = (
        "builtin",
        "commands",
        "distribution",
        "file",
        "flags",
        "hooks",
        "identity",
        "label",
        "name",
        "reasons",
        "state",
        "tables",
        "value",
        "version",
    )

    def __init__(self, identity: str, source: PluginRecord | Diagnostic) -> None:
        """`source` is the plugin, or a diagnostic on an entry point that is invalid."""
        self.identity = identity
        self.name = source.name
        self.label: str = getattr(source, "label", "") or source.name or source.distribution
        self.distribution = source.distribution
        self.version = source.version
        self.builtin: bool = getattr(source, "builtin", False)
        self.value: str = getattr(source, "value", "")
        self.file = source.file
        self.state = "ok"
        self.reasons: list[str] = []
        self.commands: list[tuple[tuple[str, ...], str]] = []
        self.flags: list[tuple[str, str]] = []
        self.hooks: list[str] = []
        self.tables: dict[str, list[str]] = {table: [] for table in TABLES}


def installed_plugins(session: Session) -> list[InstalledPlugin]:
    """Every installed plugin, broken and blocked ones included: third parties' by name, then the built-ins."""
    index = session.hooks.index
    found = {record.identity: InstalledPlugin(record.identity, record) for record in index.plugins()}
    for problem in index.diagnostics():
        plugin = found.setdefault(problem.plugin, InstalledPlugin(problem.plugin, problem))
        plugin.reasons.append(f"{problem.hook}, {problem.file}: {problem.reason}")
        if plugin.state != "broken":
            plugin.state = "broken" if problem.left_out else "refused"
    for plugin in found.values():
        if index.is_blocked(plugin.identity):
            place = blocking_place(session.settings, session.global_options.no_plugin, plugin.identity)
            plugin.state, plugin.reasons = "blocked", [f"{place} leaves it out"]
        elif plugin.state != "broken":
            _add_declarations(index, plugin)
    return sorted(found.values(), key=lambda plugin: (plugin.builtin, plugin.name, plugin.identity))


def _add_declarations(index: PluginIndex, plugin: InstalledPlugin) -> None:
    """Adds what the plugin declares and is in use, and the reasons for the rest."""
    identity = plugin.identity
    for command in index.declared_commands():
        if command.owner == identity:
            names = tuple(name for name in command.names if not index.conflicts(name))
            if names:
                plugin.commands.append((names, command.summary))
    for flag in index.declared_flags():
        if flag.plugin == identity and flag.long in {added.long for added in index.added_flags(flag.command)}:
            plugin.flags.append((f"--{flag.long}", flag.command))
    plugin.hooks += index.implemented_hooks(identity)
    for table, names_of_plugin in plugin.tables.items():
        claims = _claims(index, ((target.name, target.plugin) for target in index.declared_targets(table)))
        names_of_plugin += [name for name, claiming in claims.items() if claiming == {identity}]
    rivalries = list(_rivalries(index, identity))
    if rivalries:
        plugin.state = "refused"
        plugin.reasons += rivalries


def _rivalries(index: PluginIndex, identity: str) -> Iterator[str]:
    """A sentence for each name that the plugin and another plugin claim, so that neither has it."""

    def lost(what: str, claiming: set[str]) -> str:
        return f"{what} is claimed by {', '.join(sorted(claiming - {identity}))} too: neither has it"

    for command in index.declared_commands():
        for name in command.names if command.owner == identity else ():
            claiming = set(index.conflicts(name))
            if claiming:
                yield lost(f"the command {name}", claiming)
    flags = index.declared_flags()
    for (command_name, long), claiming in _claims(
        index, (((flag.command, flag.long), flag.plugin) for flag in flags)
    ).items():
        if identity in claiming and len(claiming) > 1:
            yield lost(f"the flag --{long}" + (f" of {command_name}" if command_name else ""), claiming)
    for table in TABLES:
        targets = index.declared_targets(table)
        for name, claiming in _claims(index, ((target.name, target.plugin) for target in targets)).items():
            if identity in claiming and len(claiming) > 1:
                yield lost(f"the name {name} among {table}", claiming)


def _claims(index: PluginIndex, declared: Iterable[tuple[T, str]]) -> Mapping[T, set[str]]:
    """What is declared → the plugins that declare it and are not blocked."""
    claims: dict[T, set[str]] = {}
    for name, plugin in declared:
        if not index.is_blocked(plugin):
            claims.setdefault(name, set()).add(plugin)
    return claims


class IndexReport:
    """The index file and its content.

    `kept` says whether the next command finds the file, `size` is in bytes, `built` in seconds since the epoch;
    `because` is the reason of the build; `plugins` and `commands` are numbers.
    """

    __slots__ = ("because", "built", "commands", "file", "kept", "plugins", "size")

    def __init__(self, environ: Mapping[str, str], index: PluginIndex) -> None:
        self.file = index_path(environ, search_path())
        stored = read_trusted(self.file) if environ.get("PYDOCK_INDEX") != "off" else None
        self.kept = stored is not None
        self.size = len(stored or b"")
        self.built = index.built_ns / 1e9
        self.because = index.build_reason
        self.plugins = len(index.plugins())
        self.commands = len(index.commands())


def index_report(session: Session) -> IndexReport:
    """The index of this session."""
    return IndexReport(session.environ, session.hooks.index)


def rebuild_index(session: Session) -> IndexReport:
    """Asks every plugin again, and saves the answers for the next command."""
    unwanted = (*session.settings.blocked_plugins, *session.global_options.no_plugin)
    plugin_filter = PluginFilter(unwanted, session.environ.get("PYDOCK_PLUGINS", ""))
    file = build_index(session.environ, search_path(), plugin_filter, reason="it was asked for")
    return IndexReport(session.environ, Index(file, plugin_filter))
