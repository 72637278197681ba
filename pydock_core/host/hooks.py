"""Calling hooks. One that no installed plugin implements costs a look-up; pluggy is imported for the first that is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from pydock_core.host.events import Events
    from pydock_core.host.index import Index
    from pydock_core.host.manager import Manager
    from pydock_core.session import Session

    T = TypeVar("T")


class Hooks:
    """The hooks of one session; see `hookspecs` for what each hook is called with."""

    __slots__ = ("_manager", "events", "index", "session")

    def __init__(self, index: Index, session: Session) -> None:
        self.index = index
        self.session = session
        self.events: Events | None = None
        self._manager: Manager | None = None

    def implemented(self, hook: str) -> bool:
        """Whether a plugin that isn't blocked implements `hook`: for every command, or for a flag that was given."""
        return bool(self.index.implementers(hook, self.session.plugin_options))

    def call_all(self, hook: str, **arguments: Any) -> list[Any]:
        """Every implementation's result, None left out, in the order of calls."""
        if not self.implemented(hook):
            return []
        results: list[Any] = self._caller(hook)(**arguments)
        return results

    def call_first(self, hook: str, **arguments: Any) -> Any:
        """The first result that isn't None; None where nobody answers."""
        return self._caller(hook)(**arguments) if self.implemented(hook) else None

    def wrap(self, hook: str, inner: Callable[[], T], **arguments: Any) -> T:
        """What the wrappers and the first result make of `inner`, which is called last; raises what `inner` raises."""
        if not self.implemented(hook):
            return inner()
        result: T = self._caller(hook)(**arguments, inner=inner)
        return result

    def watch(self, command: str) -> Events:
        """Begins to deliver events of the command of this name; before that, and without it, they go nowhere."""
        from pydock_core.host.events import Events

        self.events = Events(self.session, self._loaded(), command)
        return self.events

    def close(self) -> None:
        """Calls no hook any more."""
        if self._manager is not None:
            self._manager.close()

    def _caller(self, hook: str) -> Callable[..., Any]:
        return self._loaded().caller(hook)

    def _loaded(self) -> Manager:
        if self._manager is None:
            from pydock_core.host.manager import Manager

            self._manager = Manager(self.index, self.session)
        return self._manager
