"""The fields of an installed plugin, and the search for a plugin by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, PyDockError
from pydock_core.toolkit import ellipsis, installed_plugins, program_inventory

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session
    from pydock_core.toolkit import InstalledPlugin

WIDEST = 30  # columns of the table that a list of names may take
WIDEST_REASON = 80


def listing(times: dict[str, float | None], *, truncate: bool) -> Listing:
    """Returns the fields; lists of names are lists in JSON and templates, texts in the table.

    `times` are the import times in seconds by the plugins' identities.
    """

    def cell(names: list[str], columns: int = WIDEST) -> str:
        text = ", ".join(names)
        return ellipsis(text, columns) if truncate else text

    name = Column("Name", "NAME", lambda plugin: plugin.label)
    distribution = Column("Distribution", "DISTRIBUTION", lambda plugin: plugin.distribution)
    version = Column("Version", "VERSION", lambda plugin: plugin.version)
    state = Column("State", "STATE", lambda plugin: plugin.state)
    commands = Column("Commands", "COMMANDS", _commands)
    flags = Column("Flags", "FLAGS", flags_of)
    hooks = Column("Hooks", "HOOKS", lambda plugin: plugin.hooks)
    seconds = Column("ImportSeconds", "TIME", lambda plugin: times.get(plugin.identity))
    reasons = Column("Reasons", "REASON", lambda plugin: plugin.reasons)
    builtin = Column("Builtin", "BUILTIN", lambda plugin: plugin.builtin)
    module = Column("Module", "MODULE", lambda plugin: plugin.value)
    shown = [
        name,
        distribution,
        version,
        state,
        Column("Commands", "COMMANDS", lambda plugin: cell(_commands(plugin))),
        Column("Flags", "FLAGS", lambda plugin: cell(flags_of(plugin))),
        Column("Hooks", "HOOKS", lambda plugin: cell([hook.removeprefix("pydock_") for hook in plugin.hooks])),
    ]
    if times:
        shown.append(Column("ImportSeconds", "TIME", lambda plugin: milliseconds(times.get(plugin.identity))))
    shown.append(Column("Reasons", "REASON", lambda plugin: cell(plugin.reasons, WIDEST_REASON)))
    return Listing(
        [name, distribution, version, state, commands, flags, hooks, seconds, reasons, builtin, module],
        default=shown,
        go_type="self.Plugin",
        quiet="Name",
    )


def _commands(plugin: InstalledPlugin) -> list[str]:
    return [names[0] for names, _ in plugin.commands]


def flags_of(plugin: InstalledPlugin) -> list[str]:
    """Returns `--budget (run, create)` for each flag that the plugin adds; a global flag stands without commands."""
    commands: dict[str, list[str]] = {}
    for flag, command in plugin.flags:
        commands.setdefault(flag, []).extend([command] if command else [])
    return [f"{flag} ({', '.join(on)})" if on else flag for flag, on in commands.items()]


def milliseconds(seconds: float | None) -> str:
    """Returns the time as `12.3ms`; "" for None."""
    return "" if seconds is None else f"{seconds * 1000:.1f}ms"


def all_plugins(session: Session) -> list[InstalledPlugin]:
    """Returns the plugins of third parties, then the programs `pydock-NAME`, then the built-in plugins."""
    installed = installed_plugins(session)
    third_parties = [plugin for plugin in installed if not plugin.builtin]
    return [
        *third_parties,
        *program_inventory.installed_programs(session),
        *(plugin for plugin in installed if plugin.builtin),
    ]


def is_program(plugin: InstalledPlugin) -> bool:
    """Returns whether the plugin is a program: it has no module of Python."""
    return not plugin.value


def find(session: Session, name: str) -> InstalledPlugin:
    """Returns the plugin called `name`: NAME, DISTRIBUTION:NAME or the name of the plugin's distribution.

    Raises PyDockError if no plugin, or more than one, has this name.
    """
    plugins = all_plugins(session)
    found = [plugin for plugin in plugins if name in (plugin.label, plugin.identity)]
    found = found or [plugin for plugin in plugins if name == plugin.name or is_of(plugin, name)]
    if not found:
        raise PyDockError(f"no such plugin: {name}\n\nRun '{session.program} self plugins' to see those that there are")
    if len(found) > 1:
        raise PyDockError(f"{name} stands for several plugins: {', '.join(plugin.identity for plugin in found)}")
    return found[0]


def is_of(plugin: InstalledPlugin, distribution: str) -> bool:
    """Returns whether the plugin is of this distribution, whose name is normalized: `PyDock_CLI` is `pydock-cli`."""
    return normalized(plugin.distribution) == normalized(distribution)


def normalized(distribution: str) -> str:
    """Returns the distribution's name in the form that package indexes compare."""
    words = distribution.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join(filter(None, words))


def complete(session: Session, prefix: str) -> list[str]:
    """Returns the names of the plugins, for completion."""
    return [plugin.label for plugin in all_plugins(session)]


def complete_distribution(session: Session, prefix: str) -> list[str]:
    """Returns the distributions of third parties, for completion."""
    return sorted({plugin.distribution for plugin in installed_plugins(session) if not plugin.builtin})
