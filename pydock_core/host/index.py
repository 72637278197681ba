"""The index: what the installed plugins declare, in one file, so that no plugin is imported to find a command.

It is a memo of what the data hooks answered; deleting it changes nothing but time. This module reads it and answers
from it; `index_build` makes it. `PYDOCK_INDEX=off` asks the plugins themselves, in this process, each time.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any, TypeAlias

    from pydock_core.declarations.commands import Command
    from pydock_core.declarations.flags import Flag
    from pydock_core.host.groups import GroupEntry
    from pydock_core.host.plugin_filter import PluginFilter
    from pydock_core.session import PluginOptions

    Blocked: TypeAlias = PluginFilter | tuple[()]
    Tables: TypeAlias = dict[str, Any]
else:
    Tables = dict

FORMAT = 4
# No command needs all of it: each of these tables is a line of the file, below a first one with the others.
LAZY_TABLES = ("names", "commands", "groups", "plugins", "root_listing")
BUILTIN = "pydock-cli"  # PyDock's own distribution; its names are reserved
UNTRUSTED_NS = 2_000_000_000  # file systems may give two changes within this time the same mtime


class CommandEntry:
    """A command as the index knows it; `name` is the canonical one, `plugin` its plugin's."""

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
        "summary",
        "works_without_settings",
    )

    def __init__(self, data: Mapping[str, Any], index: Index | None) -> None:
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
        self.owner: str = data.get("plugin", "")
        self.plugin = self.owner.partition(":")[2]

    @classmethod
    def from_command(cls, command: Command, index: Index | None = None) -> CommandEntry:
        """A command that a plugin made up on the spot (`pydock_resolve_command`)."""
        return cls({name: getattr(command, name) for name in type(command).__slots__}, index)

    def load(self) -> Any:
        """The command's module; raises `PluginError` where it can't be imported or lacks what a command needs."""
        try:
            module = self._import()
            if hasattr(module, "command") and (self.raw or hasattr(module, "Options")):
                return module
            missing = "Options" if hasattr(module, "command") else "command"
            from pydock_core.host.plugin_errors import WrongValue

            raise WrongValue(f"{self.module} has no {missing}", module)
        except BaseException as error:  # noqa: BLE001  whatever a plugin raises is its own failure
            from pydock_core.host.plugin_errors import command_failure

            failed = command_failure(self, error, "The command was not run.")
            raise failed from (error.__cause__ if failed is error else error)

    def _import(self) -> Any:
        if is_builtin(self.owner):
            return __import__(self.module, None, None, ["command"])
        from pydock_core.host.import_paths import imported

        return imported(self.module)

    def describe(self) -> dict[str, Any]:
        """Its plugin: name, distribution, version, builtin; empty where that isn't known."""
        return self._index.plugins.get(self.owner, {}) if self._index is not None else {}


class IndexFile(Tables):
    """The index's file. The tables of `LAZY_TABLES` are parsed on first use; `rebuild` replaces a damaged file."""

    __slots__ = ("_data", "_places", "rebuild")

    def __init__(self, data: bytes) -> None:
        """Raises ValueError where `data` is not the whole of a file of this format."""
        from pydock_core.values.json_codec import loads

        end = data.find(b"\n") if b"\n" in data else len(data)
        super().__init__(loads(data[:end]))
        self._data = data  # not split: copying what isn't needed takes longer than parsing what is
        self._places: dict[str, tuple[int, int]] = {}
        for name in LAZY_TABLES if self.get("format") == FORMAT else ():
            start, end = end + 1, data.find(b"\n", end + 1)
            if end < 0:
                raise ValueError("cut")
            self._places[name] = start, end
        self.rebuild: Callable[[], dict[str, Any]] = dict

    def __missing__(self, name: str) -> Any:
        from pydock_core.values.json_codec import loads

        try:
            start, end = self._places.pop(name)
            self[name] = loads(self._data[start:end])
        except ValueError:
            self.update(self.rebuild())
        return self[name]


class Index:
    """What the plugins that are not blocked declare. Plugins are identified by `DISTRIBUTION:NAME`.

    `document` is the parsed file (`assemble` says what is in it), `blocked` holds the identities left out.
    """

    __slots__ = ("blocked", "document")

    def __init__(self, document: dict[str, Any], blocked: Blocked = ()) -> None:
        self.document = document
        self.blocked = blocked

    def command(self, name: str) -> CommandEntry | None:
        """The command of this name or alias, if exactly one plugin claims it."""
        commands = [self.document["commands"][number] for number in self.document["names"].get(name, ())]
        if self.blocked:
            commands = self.not_blocked(commands)
        return CommandEntry(commands[0], self) if len(commands) == 1 and not self.contested(name) else None

    def commands(self, *, one_word: bool = False) -> list[CommandEntry]:
        """Every command that can be typed by its canonical name, in alphabetical order.

        With `one_word`, only those that have a name of one word, too.
        """
        known = [command["names"] for command in self.document["commands"]]
        names = sorted({names[0] for names in known if not one_word or any(" " not in name for name in names)})
        return [entry for entry in map(self.command, names) if entry is not None]

    def group(self, name: str) -> GroupEntry | None:
        """The group of this name: declared, or implied by a two-word command."""
        from pydock_core.host import groups

        return groups.find(self, name)

    def groups(self) -> list[GroupEntry]:
        """Every group, in alphabetical order."""
        from pydock_core.host import groups

        return groups.every(self)

    def added_flags(self, command: CommandEntry | str) -> list[Flag]:
        """The flags that plugins add to a command (under whichever of its names they said); "" asks for global ones."""
        added = self.document["flags"]
        if not added:
            return []
        if isinstance(command, str):
            command = self.command(command) or command
        names = (command,) if isinstance(command, str) else command.names
        if not any(name in added for name in names):
            return []
        from pydock_core.host import flag_data

        return flag_data.added(self, added, names)

    def implementers(self, hook: str, added: PluginOptions) -> list[str]:
        """The plugins that implement a hook: built-ins, then third parties, each by name.

        Those that implement it for flags of their own only where one of these has a value in `added`.
        """
        plugins: dict[str, list[str]] = self.document["hooks"].get(hook, {})
        return [
            plugin
            for plugin, flags in plugins.items()
            if plugin not in self.blocked and (not flags or any(is_given(added, flag) for flag in flags))
        ]

    def initializer(self, name: str) -> str | None:
        """`module:function` of the initializer that takes over when PyDock is called by `name`."""
        return self._target("initializers", name)

    def completer(self, name: str) -> str | None:
        """`module:function` of the completer that plugins call `name`."""
        return self._target("completers", name)

    def formatter(self, name: str) -> str | None:
        """`module:function` of the formatter for `--format NAME`."""
        return self._target("formatters", name)

    def conflicts(self, name: str) -> list[str]:
        """The plugins (`DISTRIBUTION:NAME`) that claim one name, so that none has it; empty for any other name."""
        commands = [self.document["commands"][number] for number in self.document["names"].get(name, ())]
        claiming = {command["plugin"] for command in self.not_blocked(commands)}
        return sorted(claiming) if len(claiming) > 1 else self.contested(name)

    @property
    def plugins(self) -> dict[str, dict[str, Any]]:
        """Every plugin found, blocked ones too: identity → name, distribution, version, builtin, value, file, label."""
        found: dict[str, dict[str, Any]] = self.document["plugins"]
        return found

    def third_party(self, plugin: str) -> str:
        """The label of the plugin `DISTRIBUTION:NAME`, as the user names it; "" for a built-in or for none."""
        name = plugin.partition(":")[2]
        if is_builtin(plugin):
            return ""
        return plugin if name in self.document["shared"] else name

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What is wrong with plugins not blocked: plugin, name, distribution, version, hook, file, reason, left_out.

        `left_out` tells whether the whole plugin is, or one of its declarations.
        """
        return self.not_blocked(self.document["errors"])

    def not_blocked(self, claims: Collection[Any]) -> list[Any]:
        """Those of `claims` whose plugin is not left out."""
        return [claim for claim in claims if claim["plugin"] not in self.blocked]

    def contested(self, name: str) -> list[str]:
        """The plugins of which some use the first word of `name` as a command and others as a group."""
        contested = self.document["contested"]
        rivals = contested.get(name.partition(" ")[0]) if contested else None
        if rivals is None:
            return []
        commands, groups = ([plugin for plugin in side if plugin not in self.blocked] for side in rivals)
        return sorted({*commands, *groups}) if commands and groups else []

    def _target(self, table: str, name: str) -> str | None:
        claims = self.not_blocked(self.document[table].get(name, ()))
        return claims[0]["target"] if len(claims) == 1 else None


def is_builtin(plugin: str) -> bool:
    """Whether the plugin `DISTRIBUTION:NAME` is one of PyDock's own."""
    return plugin.startswith(BUILTIN + ":")


def is_given(added: PluginOptions, flag: str) -> bool:
    """Whether the flag that an implementation of a hook depends on has a value: 0 and "" are values, [] is none."""
    value = getattr(added, flag)
    return value is not None and value is not False and value != []


def load_index(environ: Mapping[str, str], *, blocked: tuple[str, ...] = (), no_plugin: tuple[str, ...] = ()) -> Index:
    """The index of the environment that PyDock runs in, read from its file or built. Never raises for a plugin's sake.

    `blocked` (the setting), `no_plugin` (the flag) and `PYDOCK_PLUGINS` leave plugins out; NAME or DISTRIBUTION:NAME.
    """
    unwanted, only = (*blocked, *no_plugin), environ.get("PYDOCK_PLUGINS", "")
    block: Blocked = ()
    if unwanted or only:
        from pydock_core.host.plugin_filter import PluginFilter

        block = PluginFilter(unwanted, only)
    path = search_path()

    def built() -> dict[str, Any]:
        from pydock_core.host.index_build import build

        return build(environ, path, block)

    kept = None if environ.get("PYDOCK_INDEX") == "off" else read(index_file(environ, path), path)
    if kept is not None:
        kept.rebuild = built
        if all(plugin in block for plugin in kept["skipped"]):
            return Index(kept, block)
    return Index(built(), block)


def search_path() -> list[str]:
    """Where plugins are looked for: sys.path without what Python put first, the script's folder or the current one.

    A file that lies about in the folder in which PyDock is run must not become a plugin.
    """
    path = sys.path
    if path and not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        started = os.path.dirname(os.path.realpath(sys.argv[0])) if sys.argv and sys.argv[0] else ""
        if path[0] in ("", started, os.getcwd() if os.path.isabs(path[0]) else path[0]):
            path = path[1:]
    return [os.path.abspath(folder) for folder in path if folder]


def index_file(environ: Mapping[str, str], path: list[str]) -> str:
    """The file for this interpreter, version and path."""
    from pydock_core.config.folders import cache_folder

    identity = "\n".join([sys.executable or "", sys.version, *path])
    # hashlib would cost an import; the path is compared after reading, so that two of one number do no harm.
    number = int.from_bytes(identity.encode("utf-8", "surrogateescape"), "big") % (2**128 - 159)
    return os.path.join(cache_folder(environ), f"index-{number:032x}.json")


def read(file: str, path: list[str]) -> IndexFile | None:
    """The document in `file`, if it is ours, whole, and nothing that it was made from has changed since."""
    data = content(file)
    if data is None:
        return None
    try:
        document = IndexFile(data)
        return document if is_fresh(document, path) else None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def content(file: str) -> bytes | None:
    """What is in the index file `file`; None where there is none, or it isn't ours alone."""
    if not os.path.isabs(file):
        return None  # without a home there is no cache folder, and the current folder isn't one
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid() or status.st_mode & 0o170022 != 0o100000:
            return None  # somebody else's, writable by others, or no plain file
        return os.read(descriptor, status.st_size + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def is_fresh(document: dict[str, Any], path: list[str]) -> bool:
    """Whether `document` was made from this path, and folders and files have the times that they had then."""
    return not what_changed(document, path)


def what_changed(document: dict[str, Any], path: list[str]) -> str:
    """Why `document` says no more what is installed, in words; "" where it does."""
    if document["format"] != FORMAT:
        return "another version of PyDock made it"
    if document["path"] != path or document["executable"] != sys.executable:
        return "another Python made it"
    written = document["written"]
    for folder, changed in zip(path, document["folders"], strict=True):
        if changed_ns(folder) != changed:
            return f"{folder} changed"
        if 0 <= written - changed < UNTRUSTED_NS:
            return f"{folder} changed just before it was made"
    for file, changed, size in document["files"]:
        try:
            status = os.stat(file)
        except OSError:
            return f"{file} is gone"
        if status.st_mtime_ns != changed or status.st_size != size:
            return f"{file} changed"
        if 0 <= written - changed < UNTRUSTED_NS:
            return f"{file} changed just before it was made"
    return ""


def changed_ns(folder: str) -> int:
    """The folder's (or archive's) mtime in nanoseconds; 0 where it doesn't exist."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
