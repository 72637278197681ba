"""What there is to say about the installed plugins and the index, as plain data: `self plugins`, `self doctor`."""

from __future__ import annotations

from pydock_core.host.index import content, index_file, search_path
from pydock_core.host.plugin_filter import PluginFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.host.index import Index
    from pydock_core.session import Session

TABLES = ("completers", "formatters", "initializers")


class InstalledPlugin:
    """One plugin. `state` says how much of it is in use:

    - "ok": all that it declares;
    - "refused": not all, because a name was taken, or a flag, …; `reasons` say which;
    - "broken": nothing, because it can't be imported, needs another PyDock, …; `reasons` say why;
    - "blocked": nothing, because the user left it out.

    `name` is the entry point's, `label` what `--no-plugin` takes (`DISTRIBUTION:NAME` where two have one name).
    `commands` are pairs of names and summary, `flags` pairs of a flag and the command that has it ("" for a global
    one), `hooks` those that are called while a command runs; `tables` are the names of its completers, formatters and
    initializers. `file` is where the distribution says that it is a plugin, `value` the module (`module:object`).
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

    def __init__(self, identity: str, about: dict[str, Any]) -> None:
        self.identity = identity
        self.name: str = about["name"]
        self.label: str = about.get("label") or self.name or about["distribution"]
        self.distribution: str = about["distribution"]
        self.version: str = about["version"]
        self.builtin: bool = about.get("builtin", False)
        self.value: str = about.get("value", "")
        self.file: str = about["file"]
        self.state = "ok"
        self.reasons: list[str] = []
        self.commands: list[tuple[tuple[str, ...], str]] = []
        self.flags: list[tuple[str, str]] = []
        self.hooks: list[str] = []
        self.tables: dict[str, list[str]] = {table: [] for table in TABLES}


def installed_plugins(session: Session) -> list[InstalledPlugin]:
    """Every installed plugin, broken and blocked ones too: third parties' by name, then the built-ins."""
    index: Index = session.hooks.index
    found = {identity: InstalledPlugin(identity, about) for identity, about in index.plugins.items()}
    for error in index.errors:
        plugin = found.setdefault(error["plugin"], InstalledPlugin(error["plugin"], error))
        plugin.reasons.append(f"{error['hook']}, {error['file']}: {error['reason']}")
        if plugin.state != "broken":
            plugin.state = "broken" if error["left_out"] else "refused"
    for plugin in found.values():
        if plugin.identity in index.blocked:
            plugin.state, plugin.reasons = "blocked", [_blocked_by(session, plugin)]
        elif plugin.state != "broken":
            _add_declarations(index, plugin)
    return sorted(found.values(), key=lambda plugin: (plugin.builtin, plugin.name, plugin.identity))


def _blocked_by(session: Session, plugin: InstalledPlugin) -> str:
    if plugin.identity in PluginFilter(session.global_options.no_plugin):
        return "--no-plugin leaves it out"
    if plugin.identity in PluginFilter(session.settings.blocked_plugins):
        return f"the setting plugins.blocked in {session.settings.path} leaves it out"
    return "the environment variable PYDOCK_PLUGINS leaves it out"


def _add_declarations(index: Index, plugin: InstalledPlugin) -> None:
    for command in index.document["commands"]:
        if command["plugin"] == plugin.identity:
            names = tuple(name for name in command["names"] if not index.conflicts(name))
            if names:
                plugin.commands.append((names, command.get("summary", "")))
    for on, declared in index.document["flags"].items():
        in_use = {flag.long for flag in index.added_flags(on)}
        plugin.flags += [
            (f"--{flag['long']}", on)
            for flag in declared
            if flag["plugin"] == plugin.identity and flag["long"] in in_use
        ]
    for hook, implementers in index.document["hooks"].items():
        if plugin.identity in implementers:
            plugin.hooks.append(hook)
    for table, names_of_plugin in plugin.tables.items():
        for name, claims in index.document[table].items():
            if [claim["plugin"] for claim in claims if claim["plugin"] not in index.blocked] == [plugin.identity]:
                names_of_plugin.append(name)
    rivalries = list(_rivalries(index, plugin.identity))
    if rivalries:
        plugin.state = "refused"
        plugin.reasons += rivalries


def _rivalries(index: Index, identity: str) -> Iterator[str]:
    """What the plugin and another one claim, so that neither has it."""

    def in_use(claims: Iterable[Mapping[str, Any]]) -> set[str]:
        return {claim["plugin"] for claim in claims if claim["plugin"] not in index.blocked}

    def lost(what: str, rivals: set[str]) -> str:
        return f"{what} is claimed by {', '.join(sorted(rivals - {identity}))} too: neither has it"

    document = index.document
    for command in document["commands"]:
        for name in command["names"] if command["plugin"] == identity else ():
            rivals = set(index.conflicts(name))
            if rivals:
                yield lost(f"the command {name}", rivals)
    for on, flags in document["flags"].items():
        for flag in flags:
            rivals = in_use(other for other in flags if other["long"] == flag["long"])
            if flag["plugin"] == identity and len(rivals) > 1:
                yield lost(f"the flag --{flag['long']}" + (f" of {on}" if on else ""), rivals)
    for table in TABLES:
        for name, claims in document[table].items():
            rivals = in_use(claims)
            if identity in rivals and len(rivals) > 1:
                yield lost(f"the name {name} among {table}", rivals)


class IndexReport:
    """The index: its `file`, whether commands find it there (`kept`), its `size` in bytes, when (`built`, epoch
    seconds) and why (`because`) it was built last, and how many plugins and commands are in it."""

    __slots__ = ("because", "built", "commands", "file", "kept", "plugins", "size")

    def __init__(self, environ: Mapping[str, str], index: Index) -> None:
        self.file = index_file(environ, search_path())
        stored = content(self.file) if environ.get("PYDOCK_INDEX") != "off" else None
        self.kept = stored is not None
        self.size = len(stored or b"")
        self.built: float = index.document["written"] / 1e9
        self.because: str = index.document["because"]
        self.plugins = len(index.plugins)
        self.commands = len(index.commands())


def index_report(session: Session) -> IndexReport:
    """The index that this command was found in."""
    return IndexReport(session.environ, session.hooks.index)


def rebuild_index(session: Session) -> IndexReport:
    """Asks every plugin again, and keeps what they answer for the next command."""
    from pydock_core.host.index import Index
    from pydock_core.host.index_build import build

    unwanted = (*session.settings.blocked_plugins, *session.global_options.no_plugin)
    block = PluginFilter(unwanted, session.environ.get("PYDOCK_PLUGINS", ""))
    document = build(session.environ, search_path(), block, because="it was asked for")
    return IndexReport(session.environ, Index(document, block))
