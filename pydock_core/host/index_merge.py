"""Merges the plugins' reports into the tables of the index: which plugin has which name, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from pydock_core.host.added_flags import spellings
from pydock_core.host.plugin_errors import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydock_core.host.discovery import FoundPlugin
    from pydock_core.host.index_tables import CommandData, DiagnosticData, GroupData, PluginData, TargetData
    from pydock_core.host.plugin_report import Report


RESERVED_PROGRAM_NAMES = ("pydock", "docker")  # the names by which PyDock itself is called
RESERVED_FORMATS = ("json", "raw", "table")  # `--format` has a meaning of its own for them
# An attribute with the usual value is not stored.
COMMAND_DEFAULTS = {
    "delegate": "",
    "heading": "Commands",
    "hidden": False,
    "raw": False,
    "since": "",
    "summary": "",
    "swarm": "",
    "works_without_settings": False,
}
GROUP_DEFAULTS = {"hidden": False, "summary": "", "heading": "Management Commands"}
TARGET_TABLES = ("initializers", "completers", "formatters")


class MergedTables(TypedDict):
    """The tables of the index that the reports determine; see `IndexFile`."""

    plugins: dict[str, PluginData]
    names: dict[str, list[int]]
    commands: list[CommandData]
    groups: dict[str, list[GroupData]]
    flags: dict[str, list[dict[str, Any]]]
    hooks: dict[str, dict[str, list[str]]]
    contested: dict[str, tuple[list[str], list[str]]]
    diagnostics: list[DiagnosticData]
    shared_names: list[str]
    initializers: dict[str, list[TargetData]]
    completers: dict[str, list[TargetData]]
    formatters: dict[str, list[TargetData]]


class WordUses:
    """The plugins that use one first word as a command, and those that use it as a group."""

    def __init__(self) -> None:
        self.command: set[str] = set()
        self.group: set[str] = set()


def merge_reports(plugins: list[FoundPlugin], reports: Mapping[str, Report]) -> MergedTables:
    """The tables for `plugins`, which are in order: built-ins, then third parties by name."""
    shared = _shared_names(plugins)
    tables: MergedTables = {
        "plugins": {plugin["id"]: _plugin_data(plugin, shared) for plugin in plugins},
        "names": {},
        "commands": [],
        "groups": {},
        "flags": {},
        "hooks": {},
        "contested": {},
        "diagnostics": [],
        "shared_names": sorted(shared),
        "initializers": {},
        "completers": {},
        "formatters": {},
    }
    uses: dict[str, WordUses] = {}
    for plugin in plugins:
        report = reports.get(plugin["id"])
        if report is not None:
            _Merge(tables, plugin, uses).add(report)
    builtins = {plugin["id"] for plugin in plugins if plugin["builtin"]}
    for word, use in uses.items():
        if use.command and use.group and not builtins & (use.command | use.group):
            tables["contested"][word] = (sorted(use.command), sorted(use.group))
    return tables


class _Merge:
    """Adds the declarations of one plugin. A name that is not available is refused, with a diagnostic."""

    def __init__(self, tables: MergedTables, plugin: FoundPlugin, uses: dict[str, WordUses]) -> None:
        self._tables = tables
        self._plugin = plugin
        self._id: str = plugin["id"]
        self._uses = uses

    def add(self, report: Report) -> None:
        for problem in report["errors"]:
            self._refuse(**problem, left_out=report["broken"])
        if report["broken"]:
            return
        for hook, flags in report["hooks"].items():
            self._tables["hooks"].setdefault(hook, {})[self._id] = flags
        for group in report["groups"]:
            self._add_group(group)
        for command in report["commands"]:
            self._add_command(command)
        for flag in report["flags"]:
            self._add_flag(flag)
        targets = report["targets"]
        self._add_targets("initializers", targets, self._tables["initializers"], RESERVED_PROGRAM_NAMES, "name")
        self._add_targets("completers", targets, self._tables["completers"], (), "name")
        self._add_targets("formatters", targets, self._tables["formatters"], RESERVED_FORMATS, "format")

    def _refuse(self, hook: str, reason: str, file: str = "", *, left_out: bool = False) -> None:
        plugin = self._plugin
        self._tables["diagnostics"].append(
            {
                "plugin": self._id,
                "name": plugin["name"],
                "distribution": plugin["distribution"],
                "version": plugin["version"],
                "hook": hook,
                "file": file or [plugin["file"], *plugin["modules"]][-1],
                "reason": one_line(reason),
                "left_out": left_out,
            }
        )

    def _add_group(self, group: Mapping[str, Any]) -> None:
        name = group["name"]
        if " " in name or not is_valid_name(name):
            self._refuse("pydock_commands", f"{name!r} can't be the name of a group")
        elif self._use_word(name, "group"):
            data: Any = _without_defaults(group, GROUP_DEFAULTS)
            data["plugin"] = self._id
            self._tables["groups"].setdefault(name, []).append(data)

    def _add_command(self, command: Mapping[str, Any]) -> None:
        names = [name for name in command["names"] if self._claim_command(name)]
        if not names:
            return
        place = len(self._tables["commands"])
        data: Any = _without_defaults(command, COMMAND_DEFAULTS)
        data.update(names=names, module=command["module"], plugin=self._id)
        self._tables["commands"].append(data)
        for name in names:
            self._tables["names"].setdefault(name, []).append(place)

    def _add_flag(self, flag: Mapping[str, Any]) -> None:
        own = spellings(flag)
        for command in flag["commands"]:
            others = self._tables["flags"].setdefault(command, [])
            if any(other["plugin"] == self._id and spellings(other) & own for other in others):
                self._refuse("pydock_flags", f"it adds --{flag['long']} twice")
            else:
                others.append({**flag, "plugin": self._id})

    def _add_targets(
        self,
        kind: str,
        targets: Mapping[str, Mapping[str, str]],
        table: dict[str, list[TargetData]],
        reserved: tuple[str, ...],
        noun: str,
    ) -> None:
        hook = "pydock_" + kind
        for name, target in targets.get(kind, {}).items():
            if not is_valid_name(name) or " " in name or "/" in name:
                self._refuse(hook, f"{name!r} can't be a name")
            elif name in reserved:
                self._refuse(hook, f"the {noun} {name} is reserved")
            elif self._has_builtin(table.get(name, ())):
                self._refuse(hook, f"the name {name} is a built-in's")
            else:
                table.setdefault(name, []).append({"target": target, "plugin": self._id})

    def _claim_command(self, name: str) -> bool:
        """Whether the plugin can have the command `name`; refuses it if not."""
        if not is_valid_name(name):
            self._refuse("pydock_commands", f"{name!r} can't be the name of a command")
            return False
        owners = [self._tables["commands"][place] for place in self._tables["names"].get(name, ())]
        if self._has_builtin(owners):
            self._refuse("pydock_commands", f"the command {name} is a built-in's")
            return False
        if any(owner["plugin"] == self._id for owner in owners):
            self._refuse("pydock_commands", f"it declares {name} twice")
            return False
        first, _, second = name.partition(" ")
        return self._use_word(first, "group" if second else "command")

    def _use_word(self, word: str, role: str) -> bool:
        """Notes the use of a word as "command" or "group"; False if the plugin or a built-in has the other use."""
        uses = self._uses.setdefault(word, WordUses())
        same, others = (uses.group, uses.command) if role == "group" else (uses.command, uses.group)
        if self._id in others:
            self._refuse("pydock_commands", f"it uses {word} as a command and as a group")
            return False
        if any(self._tables["plugins"][plugin]["builtin"] for plugin in others):
            other_role = "command" if role == "group" else "group"
            self._refuse("pydock_commands", f"{word} is a {other_role} of a built-in, so it can't be a {role}")
            return False
        same.add(self._id)
        return True

    def _has_builtin(self, claims: Iterable[Mapping[str, Any]]) -> bool:
        """Whether one of the claims is a built-in's and this plugin is not a built-in."""
        return not self._plugin["builtin"] and any(
            self._tables["plugins"][claim["plugin"]]["builtin"] for claim in claims
        )


def is_valid_name(name: str) -> bool:
    """Whether `name` is one word or two that can be typed and printed, without a leading dash."""
    words = name.split(" ")
    return len(words) <= 2 and all(
        word and word.isprintable() and word[0] != "-" and not any(map(str.isspace, word)) for word in words
    )


def _without_defaults(declared: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Those attributes in `defaults` that have another value in `declared`."""
    return {key: declared[key] for key, default in defaults.items() if declared[key] != default}


def _plugin_data(plugin: FoundPlugin, shared: set[str]) -> PluginData:
    return {
        "name": plugin["name"],
        "distribution": plugin["distribution"],
        "version": plugin["version"],
        "builtin": plugin["builtin"],
        "value": plugin["value"],
        "file": plugin["file"],
        "label": plugin["id"] if plugin["name"] in shared else plugin["name"],
    }


def _shared_names(plugins: list[FoundPlugin]) -> set[str]:
    names = [plugin["name"] for plugin in plugins]
    return {name for name in names if names.count(name) > 1}
