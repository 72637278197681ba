"""The plugin host: reads the index of plugins (`load_index`) and calls their hooks (`Hooks`).

Every command loads this module, `index` and `index_file`. Building an index and calling an implementation need the
other modules and pluggy; a hook that no installed plugin implements costs a look-up in the index.
"""

from __future__ import annotations

from pydock_core.host.index import Index
from pydock_core.host.index_file import index_path, read_fresh, search_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from pydock_core.host.events import Events
    from pydock_core.host.index_file import IndexFile
    from pydock_core.host.index_tables import OptionalFilter
    from pydock_core.host.manager import SessionPluginManager
    from pydock_core.session import Session

    T = TypeVar("T")


def load_index(environ: Mapping[str, str], *, blocked: tuple[str, ...] = (), no_plugin: tuple[str, ...] = ()) -> Index:
    """The index of the Python environment of this process, read from its file or built. No plugin makes it raise.

    `blocked` (the setting `plugins.blocked`), `no_plugin` (the flag) and the variable PYDOCK_PLUGINS leave plugins
    out, each by NAME or DISTRIBUTION:NAME. `PYDOCK_INDEX=off` asks the plugins in this process, and keeps no file.
    """
    unwanted, only = (*blocked, *no_plugin), environ.get("PYDOCK_PLUGINS", "")
    plugin_filter: OptionalFilter = ()
    if unwanted or only:
        from pydock_core.host.plugin_filter import PluginFilter

        plugin_filter = PluginFilter(unwanted, only)
    path = search_path()

    def build() -> IndexFile:
        from pydock_core.host.index_build import build_index

        return build_index(environ, path, plugin_filter)

    kept = None if environ.get("PYDOCK_INDEX") == "off" else read_fresh(index_path(environ, path), path)
    if kept is not None:
        kept.rebuild = build
        if all(plugin in plugin_filter for plugin in kept.skipped):
            return Index(kept, plugin_filter)
    return Index(build(), plugin_filter)


class Hooks:
    """The hooks of one session; `hookspecs` documents the arguments of each hook.

    `incomplete` says that a plugin may be missing: the index has diagnostics, or the user requires plugins. Then the
    call of a hook that a missing plugin would decide raises PluginError.
    """

    __slots__ = ("_manager", "_missing", "events", "incomplete", "index", "session")

    def __init__(self, index: Index, session: Session) -> None:
        self.index = index
        self.session = session
        self.events: Events | None = None
        self._manager: SessionPluginManager | None = None
        self._missing: dict[str, str] | None = None
        self.incomplete = bool(session.settings.required_plugins) or index.has_diagnostics

    def implemented(self, hook: str) -> bool:
        """Whether a plugin that is not blocked implements `hook`, for every command or for a flag that was given.

        Raises PluginError if a plugin is missing that would decide here.
        """
        if self.incomplete:
            self._refuse_missing(hook)
        return bool(self.index.implementers(hook, self.session.plugin_options))

    def call_all(self, hook: str, **arguments: Any) -> list[Any]:
        """Calls every implementation; returns their results in the order of the calls, without None."""
        if not self.implemented(hook):
            return []
        results: list[Any] = self._caller(hook)(**arguments)
        return results

    def call_first(self, hook: str, **arguments: Any) -> Any:
        """Calls implementations until one returns a result other than None; returns it, or None."""
        return self._caller(hook)(**arguments) if self.implemented(hook) else None

    def wrap(self, hook: str, inner: Callable[[], T], **arguments: Any) -> T:
        """Calls `inner` inside the wrappers of `hook`, unless an implementation returns a result in its place.

        Returns what the wrappers make of the result; raises what `inner` raises.
        """
        if not self.implemented(hook):
            return inner()
        result: T = self._caller(hook)(**arguments, inner=inner)
        return result

    def watch(self, command: str) -> Events:
        """Starts to deliver events to plugins, for the command with this name."""
        from pydock_core.host.events import Events

        self.events = Events(self.session, self._loaded_manager(), command)
        return self.events

    def close(self) -> None:
        """Ends the use of the hooks: restores the handler of Ctrl-C."""
        if self._manager is not None:
            self._manager.close()

    def _refuse_missing(self, hook: str) -> None:
        if self._missing is None:
            from pydock_core.host.missing_plugins import missing_deciders

            self._missing = missing_deciders(self.session, self.index)
        if hook in self._missing:
            from pydock_core.errors import PluginError

            raise PluginError(self._missing[hook])

    def _caller(self, hook: str) -> Callable[..., Any]:
        return self._loaded_manager().caller(hook)

    def _loaded_manager(self) -> SessionPluginManager:
        if self._manager is None:
            from pydock_core.host.manager import SessionPluginManager

            self._manager = SessionPluginManager(self.index, self.session)
        return self._manager
