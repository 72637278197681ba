"""Answers from the index: commands, groups, flags, hooks and plugins, without importing a plugin."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeVar

    from pydock_core.declarations.commands import Command
    from pydock_core.declarations.flags import Flag
    from pydock_core.declarations.plugin_index import (
        Diagnostic,
        FlagRecord,
        GroupEntry,
        IndexedCommand,
        PluginIndex,
        PluginRecord,
        TargetRecord,
    )
    from pydock_core.host.index_file import IndexFile
    from pydock_core.host.index_tables import CommandData, OptionalFilter, Rows, TargetData

    Declared = TypeVar("Declared", bound=Mapping[str, Any])

BUILTIN = "pydock-cli"  # the distribution of the built-in plugins; third parties cannot take their names


class CommandEntry:
    """A command in the index. `name` is the canonical one of `names`, `plugin` the name of the plugin that has it.

    `owner` is the plugin's identity; both are "" for a command that no plugin of the index has.
    """

    __slots__ = (
        "_index",
        "delegate",
        "heading",
        "hidden",
        "module",
        "name",
        "names",
        "owner",
        "plugin",
        "raw",
        "since",
        "summary",
        "swarm",
        "works_without_settings",
    )

    def __init__(self, data: Mapping[str, Any], index: PluginIndex | None) -> None:
        self._index = index
        self.names: tuple[str, ...] = tuple(data["names"])
        self.name = self.names[0]
        self.module: str = data["module"]
        self.summary: str = data.get("summary", "")
        self.heading: str = data.get("heading", "Commands")
        self.hidden: bool = data.get("hidden", False)
        self.raw: bool = data.get("raw", False)
        self.delegate: str = data.get("delegate", "")
        self.works_without_settings: bool = data.get("works_without_settings", False)
        self.since: str = data.get("since", "")
        self.swarm: str = data.get("swarm", "")
        self.owner: str = data.get("plugin", "")
        self.plugin = self.owner.partition(":")[2]

    @classmethod
    def from_command(cls, command: Command, index: PluginIndex | None = None) -> CommandEntry:
        """The entry of a command that an implementation of `pydock_resolve_command` returned."""
        return cls({name: getattr(command, name) for name in type(command).__slots__}, index)

    def load(self) -> Any:
        """Imports the command's module; raises `PluginError` if the import fails or the module lacks a needed name."""
        try:
            module = self._import()
            if hasattr(module, "command") and (self.raw or hasattr(module, "Options")):
                return module
            missing = "Options" if hasattr(module, "command") else "command"
            from pydock_core.host.plugin_errors import WrongValue

            raise WrongValue(f"{self.module} has no {missing}", module)
        except BaseException as error:  # noqa: BLE001  a plugin may raise anything
            from pydock_core.host.plugin_errors import command_failure

            failed = command_failure(self, error, "The command was not run.")
            raise failed from (error.__cause__ if failed is error else error)

    def _import(self) -> Any:
        if is_builtin(self.owner):
            return __import__(self.module, None, None, ["command"])
        from pydock_core.host.import_paths import import_module

        return import_module(self.module)

    def plugin_record(self) -> PluginRecord | None:
        """The plugin that has the command; None if the index knows none."""
        return self._index.plugin(self.owner) if self._index is not None else None


class Index:
    """What the plugins declare, without those that the plugin filter leaves out.

    A plugin is identified by `DISTRIBUTION:NAME`. Methods return records; a name that several plugins claim is not
    available, unless the filter leaves out all but one of them. `file` has the tables from which it answers.
    """

    __slots__ = ("_filter", "file")

    def __init__(self, file: IndexFile, plugin_filter: OptionalFilter = ()) -> None:
        self.file = file
        self._filter = plugin_filter

    def command(self, name: str) -> CommandEntry | None:
        """The command with this name or alias; None if no plugin, or several plugins, claim it."""
        commands = self._named(name)
        if self._filter:
            commands = self.in_use(commands)
        return CommandEntry(commands[0], self) if len(commands) == 1 and not self.contested(name) else None

    def commands(self, *, one_word: bool = False) -> list[CommandEntry]:
        """Every available command, by canonical name; with `one_word`, those with a name or alias of one word."""
        known = [command["names"] for command in self.file.commands]
        names = sorted({names[0] for names in known if not one_word or any(" " not in name for name in names)})
        return [entry for entry in map(self.command, names) if entry is not None]

    def group(self, name: str) -> GroupEntry | None:
        """The group with this name, declared by a plugin or implied by a command of two words."""
        from pydock_core.host import groups

        return groups.find_group(self, name)

    def groups(self) -> list[GroupEntry]:
        """Every group, by name."""
        from pydock_core.host import groups

        return groups.all_groups(self)

    def root_listing(self) -> dict[str, Rows]:
        """Heading → rows of words that can be typed first, as the first help page and TAB list them."""
        if not self._filter:
            return self.file.root_listing
        from pydock_core.host import groups

        return groups.root_listing(self)

    def added_flags(self, command: IndexedCommand | str) -> list[Flag]:
        """The flags that plugins add to a command, under whichever of its names; "" stands for global flags."""
        added = self.file.flags
        if not added:
            return []
        found = self.command(command) if isinstance(command, str) else command
        names = found.names if found is not None else (str(command),)
        if not any(name in added for name in names):
            return []
        from pydock_core.host.added_flags import usable_flags

        return usable_flags(self, self.in_use(data for name in names for data in added.get(name, ())))

    def implementers(self, hook: str, added: object) -> list[str]:
        """The plugins that implement a hook: built-ins, then third parties, each by name.

        A plugin that implements the hook only for its own flags counts if one of these has a value in `added`
        (`Session.plugin_options`).
        """
        return [
            plugin
            for plugin, flags in self.file.hooks.get(hook, {}).items()
            if plugin not in self._filter and (not flags or any(has_value(added, flag) for flag in flags))
        ]

    def initializer(self, name: str) -> TargetRecord | None:
        """The function that takes over the process when PyDock is called by `name`."""
        return self._target(name, self.file.initializers)

    def completer(self, name: str) -> TargetRecord | None:
        """The completer that one plugin registers as `name`."""
        return self._target(name, self.file.completers)

    def formatter(self, name: str) -> TargetRecord | None:
        """The formatter for `--format NAME`."""
        return self._target(name, self.file.formatters)

    def conflicts(self, name: str) -> list[str]:
        """The plugins that claim one name, so that no plugin has it; empty for any other name."""
        claiming = {command["plugin"] for command in self.in_use(self._named(name))}
        return sorted(claiming) if len(claiming) > 1 else self.contested(name)

    def blocked_owner(self, name: str) -> str:
        """The identity of a blocked plugin that has the command or group `name`; "" if there is none."""
        for claim in (*self._named(name), *self.file.groups.get(name, ())):
            if claim["plugin"] in self._filter:
                return str(claim["plugin"])
        return ""

    def blocked_flag_owner(self, names: Iterable[str], spelling: str) -> str:
        """The identity of a blocked plugin that adds the flag (`--budget`, `-b`) to the command `names`; "" if none."""
        from pydock_core.host.added_flags import spellings

        for data in (data for name in names for data in self.file.flags.get(name, ())):
            if data["plugin"] in self._filter and spelling in spellings(data):
                return str(data["plugin"])
        return ""

    def is_blocked(self, plugin: str) -> bool:
        """Whether the user left out the plugin."""
        return plugin in self._filter

    def plugin(self, identity: str) -> PluginRecord | None:
        """The plugin with this identity, blocked or not."""
        data = self.file.plugins.get(identity)
        if data is None:
            return None
        from pydock_core.declarations.plugin_index import PluginRecord

        return PluginRecord(identity, **data)

    def plugins(self) -> list[PluginRecord]:
        """Every plugin, blocked or not; one whose entry point is invalid has a diagnostic only."""
        from pydock_core.declarations.plugin_index import PluginRecord

        return [PluginRecord(identity, **data) for identity, data in self.file.plugins.items()]

    def identities(self) -> set[str]:
        """The identities of all plugins, blocked and invalid ones included."""
        return {*self.file.plugins, *(problem["plugin"] for problem in self.file.diagnostics)}

    @property
    def unknown_names(self) -> list[str]:
        """The names of `--no-plugin`, `plugins.blocked` and `PYDOCK_PLUGINS` that no installed plugin has."""
        return self._filter.unmatched(self.identities()) if self._filter else []

    def third_party_label(self, plugin: str) -> str:
        """The label of a third party's plugin, as `--no-plugin` takes it; "" for a built-in and for ""."""
        name = plugin.partition(":")[2]
        if is_builtin(plugin):
            return ""
        return plugin if name in self.file.shared_names else name

    @property
    def has_diagnostics(self) -> bool:
        """Whether any plugin, blocked or not, has a problem."""
        return bool(self.file.diagnostics)

    def diagnostics(self) -> list[Diagnostic]:
        """The problems of the plugins that are not blocked."""
        from pydock_core.declarations.plugin_index import Diagnostic

        return [Diagnostic(**problem) for problem in self.in_use(self.file.diagnostics)]

    @property
    def skipped(self) -> list[str]:
        """Identities of plugins that were blocked when the index was built, so that it has no declarations of them."""
        return self.file.skipped

    def declared_commands(self) -> list[CommandEntry]:
        """Every declared command, those of blocked plugins and those with contested names included."""
        return [CommandEntry(data, self) for data in self.file.commands]

    def declared_flags(self) -> list[FlagRecord]:
        """Every flag that a plugin adds, once for each command that it is added to."""
        from pydock_core.declarations.plugin_index import FlagRecord

        return [FlagRecord(command, data) for command, flags in self.file.flags.items() for data in flags]

    def declared_targets(self, table: str) -> list[TargetRecord]:
        """Every function in `table`: "completers", "formatters" or "initializers"."""
        from pydock_core.declarations.plugin_index import TargetRecord

        claims: dict[str, list[TargetData]] = getattr(self.file, table)
        return [TargetRecord(name, data["plugin"], data["target"]) for name, found in claims.items() for data in found]

    def implemented_hooks(self, plugin: str) -> list[str]:
        """The hooks called at run time that the plugin implements, for every command or for its own flags."""
        return [hook for hook, plugins in self.file.hooks.items() if plugin in plugins]

    @property
    def build_reason(self) -> str:
        """Why the index was built."""
        return self.file.build_reason

    @property
    def built_ns(self) -> int:
        """When the index was built: nanoseconds since the epoch."""
        return self.file.built_ns

    def _named(self, name: str) -> list[CommandData]:
        """The commands that claim `name`, those of blocked plugins included."""
        return [self.file.commands[place] for place in self.file.names.get(name, ())]

    def in_use(self, claims: Iterable[Declared]) -> list[Declared]:
        """Those of `claims` whose plugin is not left out."""
        return [claim for claim in claims if claim["plugin"] not in self._filter]

    def contested(self, name: str) -> list[str]:
        """The plugins that use the first word of `name`, if some use it as a command and others as a group."""
        contested = self.file.contested
        rivals = contested.get(name.partition(" ")[0]) if contested else None
        if rivals is None:
            return []
        commands, groups = ([plugin for plugin in side if plugin not in self._filter] for side in rivals)
        return sorted({*commands, *groups}) if commands and groups else []

    def _target(self, name: str, table: Mapping[str, list[TargetData]]) -> TargetRecord | None:
        claims = self.in_use(table.get(name, ()))
        if len(claims) != 1:
            return None
        from pydock_core.declarations.plugin_index import TargetRecord

        return TargetRecord(name, claims[0]["plugin"], claims[0]["target"])


def is_builtin(plugin: str) -> bool:
    """Whether the plugin with this identity is a built-in."""
    return plugin.startswith(BUILTIN + ":")


def has_value(added: object, flag: str) -> bool:
    """Whether a flag that a plugin added was given: 0 and "" are values; None, False and [] are not."""
    value = getattr(added, flag)
    return value is not None and value is not False and value != []
