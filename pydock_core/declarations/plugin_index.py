"""Records of plugins and of their declarations, and `PluginIndex`, the interface of the index of plugins.

The host builds and reads the index. The layers below the host know it by the protocol `PluginIndex`. A plugin is
identified by `DISTRIBUTION:NAME`, with the distribution's name in its normalized form.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Protocol

    from pydock_core.declarations.flags import Flag


class PluginRecord:
    """An installed plugin, as the metadata of its distribution describes it.

    `name` is the entry point's name, `value` its value (`module` or `module:object`), `file` the file that declares
    it, `label` what `--no-plugin` takes: the name, or the identity where two distributions use one name.
    """

    __slots__ = ("builtin", "distribution", "file", "identity", "label", "name", "value", "version")

    def __init__(
        self,
        identity: str,
        *,
        name: str,
        distribution: str,
        version: str,
        builtin: bool,
        value: str,
        file: str,
        label: str,
    ) -> None:
        self.identity = identity
        self.name = name
        self.distribution = distribution
        self.version = version
        self.builtin = builtin
        self.value = value
        self.file = file
        self.label = label


class Diagnostic:
    """A problem with an installed plugin (`plugin` is its identity) or, if `name` is "", with a distribution.

    `hook` names the hook or the part of the metadata that shows the problem, `file` the file to correct. `left_out`
    is True if PyDock ignores the whole plugin, False if PyDock ignores one declaration of it.
    """

    __slots__ = ("distribution", "file", "hook", "left_out", "name", "plugin", "reason", "version")

    def __init__(
        self,
        *,
        plugin: str,
        name: str,
        distribution: str,
        version: str,
        hook: str,
        file: str,
        reason: str,
        left_out: bool,
    ) -> None:
        self.plugin = plugin
        self.name = name
        self.distribution = distribution
        self.version = version
        self.hook = hook
        self.file = file
        self.reason = reason
        self.left_out = left_out


class GroupEntry:
    """A first word with commands below it. `owner` is the identity and `plugin` the name of the declaring plugin.

    Both are "" for a group that no plugin declares.
    """

    __slots__ = ("heading", "hidden", "name", "owner", "plugin", "summary")

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.summary: str = data.get("summary") or f"Manage {name}"
        self.heading: str = data.get("heading", "Management Commands")
        self.hidden: bool = data.get("hidden", False)
        self.owner: str = data.get("plugin", "")
        self.plugin = self.owner.partition(":")[2]


class TargetRecord:
    """A function that `plugin` registers under `name` as a completer, formatter or initializer.

    `target` is `module:function`.
    """

    __slots__ = ("name", "plugin", "target")

    def __init__(self, name: str, plugin: str, target: str) -> None:
        self.name = name
        self.plugin = plugin
        self.target = target


class FlagRecord:
    """A flag that `plugin` adds to `command` ("" for a global flag), by its long name."""

    __slots__ = ("command", "help", "hidden", "long", "plugin")

    def __init__(self, command: str, data: Mapping[str, Any]) -> None:
        self.command = command
        self.plugin: str = data["plugin"]
        self.long: str = data["long"]
        self.help: str = data.get("help", "")
        self.hidden: bool = data.get("hidden", False)


if TYPE_CHECKING:

    class IndexedCommand(Protocol):
        """A command in the index: the host's `CommandEntry`."""

        names: tuple[str, ...]
        name: str
        module: str
        summary: str
        heading: str
        hidden: bool
        raw: bool
        delegate: str
        works_without_settings: bool
        since: str
        swarm: str
        owner: str
        plugin: str

        def load(self) -> Any: ...
        def plugin_record(self) -> PluginRecord | None: ...

    class PluginIndex(Protocol):
        """The index of plugins, as a session's hooks give access to it; see the host's `Index` for the methods."""

        def command(self, name: str) -> IndexedCommand | None: ...
        def commands(self, *, one_word: bool = False) -> Sequence[IndexedCommand]: ...
        def group(self, name: str) -> GroupEntry | None: ...
        def groups(self) -> list[GroupEntry]: ...
        def root_listing(self) -> dict[str, list[list[str]]]: ...
        def added_flags(self, command: IndexedCommand | str) -> list[Flag]: ...
        def implementers(self, hook: str, added: object) -> list[str]: ...
        def completer(self, name: str) -> TargetRecord | None: ...
        def formatter(self, name: str) -> TargetRecord | None: ...
        def conflicts(self, name: str) -> list[str]: ...
        def blocked_owner(self, name: str) -> str: ...
        def blocked_flag_owner(self, names: Iterable[str], spelling: str) -> str: ...
        def is_blocked(self, plugin: str) -> bool: ...
        def plugin(self, identity: str) -> PluginRecord | None: ...
        def plugins(self) -> list[PluginRecord]: ...
        def identities(self) -> set[str]: ...
        @property
        def unknown_names(self) -> list[str]: ...
        def third_party_label(self, plugin: str) -> str: ...
        @property
        def has_diagnostics(self) -> bool: ...
        def diagnostics(self) -> list[Diagnostic]: ...
        @property
        def skipped(self) -> list[str]: ...

        # Declarations of every plugin, in use or not: for `self plugins` and the checker of plugins.
        def declared_commands(self) -> Sequence[IndexedCommand]: ...
        def declared_flags(self) -> list[FlagRecord]: ...
        def declared_targets(self, table: str) -> list[TargetRecord]: ...
        def implemented_hooks(self, plugin: str) -> list[str]: ...
        @property
        def build_reason(self) -> str: ...
        @property
        def built_ns(self) -> int: ...
