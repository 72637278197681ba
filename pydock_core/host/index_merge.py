"""The index's document from the plugins' reports: names, whose they are, and what was refused."""

from __future__ import annotations

from pydock_core.host.flag_data import letters
from pydock_core.host.index import FORMAT, Index
from pydock_core.host.plugin_errors import one_line
from pydock_core.host.root_listing import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

NOBODYS = ("pydock", "docker")  # the names that PyDock itself is called by
# What is as usual isn't worth its place in the file.
COMMAND_DEFAULTS = {
    "delegate": "",
    "heading": "Commands",
    "hidden": False,
    "raw": False,
    "summary": "",
    "works_without_settings": False,
}
GROUP_DEFAULTS = {"hidden": False, "summary": "", "heading": "Management Commands"}
FORMS = ("json", "raw", "table")  # what `--format` means whatever plugins there are
TABLES = ("initializers", "completers", "formatters")


def assemble(plugins: list[dict[str, Any]], reports: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The document's answers. `plugins` is in order: built-ins, then third parties by name."""
    document: dict[str, Any] = {"format": FORMAT, "plugins": {}, "names": {}, "commands": [], "groups": {}}
    document.update(flags={}, hooks={}, contested={}, errors=[], **{table: {} for table in TABLES})
    shared = _shared_names(plugins)
    document["shared"] = sorted(shared)
    for plugin in plugins:
        label = plugin["id"] if plugin["name"] in shared else plugin["name"]
        entry = {key: plugin[key] for key in ("name", "distribution", "version", "builtin", "value", "file")}
        document["plugins"][plugin["id"]] = {**entry, "label": label}
    roles: dict[str, dict[str, set[str]]] = {}  # first word → "command" and "group" → the plugins that use it so
    for plugin in plugins:
        found = reports.get(plugin["id"])
        if found is not None:
            _add(document, plugin, found, roles)
    builtin = {plugin["id"] for plugin in plugins if plugin["builtin"]}
    for word, uses in roles.items():
        if uses["command"] and uses["group"] and not builtin & (uses["command"] | uses["group"]):
            document["contested"][word] = [sorted(uses["command"]), sorted(uses["group"])]
    document["root_listing"] = listed(Index(document))
    return document


def _add(document: dict[str, Any], plugin: Mapping[str, Any], found: Mapping[str, Any], roles: dict[str, Any]) -> None:
    claim = _Claims(document, plugin, roles)
    for problem in found["errors"]:
        claim.refuse(**problem, left_out=found["broken"])
    if found["broken"]:
        return
    for hook, flags in found["hooks"].items():
        document["hooks"].setdefault(hook, {})[plugin["id"]] = flags
    for group in found.get("groups", ()):
        claim.group(dict(group))
    for command in found.get("commands", ()):
        claim.command(dict(command))
    for flag in found.get("flags", ()):
        claim.flag(flag)
    for table in TABLES:
        for name, target in found.get(table, {}).items():
            claim.target(table, name, target)


class _Claims:
    """What one plugin claims; a name that isn't to be had is refused and noted among the errors."""

    def __init__(self, document: dict[str, Any], plugin: Mapping[str, Any], roles: dict[str, Any]) -> None:
        self._document = document
        self._plugin = plugin
        self._id: str = plugin["id"]
        self._roles = roles

    def refuse(self, hook: str, reason: str, file: str = "", *, left_out: bool = False) -> None:
        about = {key: self._plugin[key] for key in ("name", "distribution", "version")}
        file = file or [self._plugin["file"], *self._plugin["modules"]][-1]
        error = {"plugin": self._id, **about, "hook": hook, "file": file, "reason": one_line(reason)}
        error["left_out"] = left_out
        self._document["errors"].append(error)

    def group(self, group: dict[str, Any]) -> None:
        name = group.pop("name")
        if " " in name or not valid_name(name):
            self.refuse("pydock_commands", f"{name!r} can't be the name of a group")
        elif self._role(name, "group"):
            self._document["groups"].setdefault(name, []).append({**_brief(group, GROUP_DEFAULTS), "plugin": self._id})

    def command(self, command: dict[str, Any]) -> None:
        names = [name for name in command["names"] if self._may_have(name)]
        if not names:
            return
        number = len(self._document["commands"])
        self._document["commands"].append({**_brief(command, COMMAND_DEFAULTS), "names": names, "plugin": self._id})
        for name in names:
            self._document["names"].setdefault(name, []).append(number)

    def flag(self, flag: Mapping[str, Any]) -> None:
        mine = letters(flag)
        for on in flag["commands"]:
            others = self._document["flags"].setdefault(on, [])
            if any(other["plugin"] == self._id and letters(other) & mine for other in others):
                self.refuse("pydock_flags", f"it adds --{flag['long']} twice")
            else:
                others.append({**flag, "plugin": self._id})

    def target(self, table: str, name: str, target: str) -> None:
        hook = "pydock_" + table
        if not valid_name(name) or " " in name or "/" in name:
            self.refuse(hook, f"{name!r} can't be a name")
        elif table == "initializers" and name in NOBODYS:
            self.refuse(hook, f"nobody can claim the name {name}")
        elif table == "formatters" and name in FORMS:
            self.refuse(hook, f"nobody can claim the format {name}")
        elif self._builtin_among(self._document[table].get(name, ())):
            self.refuse(hook, f"the name {name} is a built-in's")
        else:
            self._document[table].setdefault(name, []).append({"target": target, "plugin": self._id})

    def _may_have(self, name: str) -> bool:
        if not valid_name(name):
            self.refuse("pydock_commands", f"{name!r} can't be the name of a command")
            return False
        owners = [self._document["commands"][number] for number in self._document["names"].get(name, ())]
        if self._builtin_among(owners):
            self.refuse("pydock_commands", f"the command {name} is a built-in's")
            return False
        if any(owner["plugin"] == self._id for owner in owners):
            self.refuse("pydock_commands", f"it declares {name} twice")
            return False
        first, _, second = name.partition(" ")
        return self._role(first, "group" if second else "command")

    def _role(self, word: str, role: str) -> bool:
        """Notes that a first word is used as a command or a group; False where a built-in uses it as the other."""
        uses = self._roles.setdefault(word, {"command": set(), "group": set()})
        other = "command" if role == "group" else "group"
        if self._id in uses[other]:
            self.refuse("pydock_commands", f"it uses {word} as a command and as a group")
            return False
        if any(self._document["plugins"][plugin]["builtin"] for plugin in uses[other]):
            self.refuse("pydock_commands", f"{word} is a {other} of a built-in, so it can't be a {role}")
            return False
        uses[role].add(self._id)
        return True

    def _builtin_among(self, claims: Iterable[Mapping[str, Any]]) -> bool:
        return not self._plugin["builtin"] and any(
            self._document["plugins"][claim["plugin"]]["builtin"] for claim in claims
        )


def _brief(declared: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in declared.items() if key not in defaults or value != defaults[key]}


def valid_name(name: str) -> bool:
    """Whether a name is one word or two that can be typed and printed; no leading dash."""
    words = name.split(" ")
    return len(words) <= 2 and all(
        word and word.isprintable() and word[0] != "-" and not any(map(str.isspace, word)) for word in words
    )


def _shared_names(plugins: list[dict[str, Any]]) -> set[str]:
    names = [plugin["name"] for plugin in plugins]
    return {name for name in names if names.count(name) > 1}
