"""The plugin manager: pluggy, with implementations registered hook by hook, each inside the guard."""

from __future__ import annotations

import inspect
from time import monotonic
from types import ModuleType, SimpleNamespace
from typing import Any

import pluggy

from pydock_core.host import hookspecs
from pydock_core.host.guard import Guard
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.import_paths import resolve
from pydock_core.host.index import is_builtin, is_given
from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.host.index import Index
    from pydock_core.session import Session

OPTIONS = ("wrapper", "hookwrapper", "optionalhook", "tryfirst", "trylast", "specname")


def marked(plugin: object, name: str) -> dict[str, Any] | None:
    """What `hookimpl`, ours or pluggy's, noted on an attribute of a plugin; None where it's no implementation.

    The attribute is looked at without running properties.
    """
    static = inspect.getattr_static(plugin, name, None)
    if static is None or isinstance(static, property):
        return None
    noted = getattr(getattr(static, "__func__", static), "pydock_impl", None)
    if not isinstance(noted, dict):
        return None
    options: dict[str, Any] = dict.fromkeys(OPTIONS, False)
    options["specname"] = options["flag"] = None
    options.update((key, noted[key]) for key in options if key in noted)
    return options


def implementations(plugin: object) -> dict[str, list[str]]:
    """Hook → the names of the attributes of `plugin` that implement it."""
    found: dict[str, list[str]] = {}
    for name in dir(plugin):
        options = marked(plugin, name)
        if options is not None:
            found.setdefault(options["specname"] or name, []).append(name)
    return found


class Specified(pluggy.PluginManager):
    """pluggy's manager with PyDock's hooks; it takes the marks of `hookimpl` and of pluggy's own marker alike."""

    def __init__(self) -> None:
        super().__init__("pydock")
        specifications = ModuleType("pydock_hooks")
        for hook in HOOKS:
            setattr(specifications, hook, getattr(WrapperSpecs, hook, None) or getattr(hookspecs, hook))
        self.add_hookspecs(specifications)

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> Any:
        """The options of a hook's specification, from `HOOKS`."""
        if name not in HOOKS:
            return None
        return {
            "firstresult": HOOKS[name].kind in ("first", "wrapper"),
            "historic": False,
            "warn_on_impl": self.warning(HOOKS[name].deprecated),
            "warn_on_impl_args": None,
        }

    def warning(self, deprecated: str) -> Warning | None:
        """What pluggy warns of when a deprecated hook is implemented."""
        return DeprecationWarning(deprecated) if deprecated else None

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """The options of an implementation, those that pluggy knows."""
        options = marked(plugin, name)
        return options and {option: options[option] for option in OPTIONS}


class WrapperSpecs:
    """The hooks that go around something of core's, with one argument more: `inner`, what is called last."""

    @staticmethod
    def pydock_run_command(session: Any, command: Any, options: Any, inner: Any) -> None: ...

    @staticmethod
    def pydock_send(session: Any, request: Any, inner: Any) -> None: ...


class Manager(Specified):
    """The implementations of the plugins in an index. A hook's are registered when it is first called.

    Calls go to tryfirst ones; third parties' by name; built-ins'; trylast ones; and last to core's own.
    """

    def __init__(self, index: Index, session: Session) -> None:
        super().__init__()
        self._index = index
        self._session = session
        self._ready: dict[str, Callable[..., Any]] = {}
        self.guards: list[Guard] = []
        self._handlers = signals.on_ctrl_c(self._interrupted)
        trace = getattr(session, "trace", None)
        if trace is not None:
            self._monitor(trace)

    def close(self) -> None:
        """Gives Ctrl-C back to whoever had it before."""
        signals.give_back(self._handlers)

    def warning(self, deprecated: str) -> Warning | None:
        """None: the warning belongs where the plugin is looked at, not into each command that uses it."""
        return None

    def caller(self, hook: str) -> Callable[..., Any]:
        """What calls `hook` with its arguments, given by name."""
        ready = self._ready.get(hook)
        if ready is None:
            # pluggy calls the last one registered first; the index lists built-ins, then third parties by name.
            plugins = self._index.implementers(hook, self._session.plugin_options)
            builtin = [plugin for plugin in plugins if is_builtin(plugin)]
            for plugin in [*reversed(builtin), *reversed(plugins[len(builtin) :])]:
                self._add(plugin, hook)
            if HOOKS[hook].kind == "wrapper":
                # Of those marked trylast, the last one registered is called last.
                self.register(_core(hook), "core/" + hook)
            ready = self._ready[hook] = getattr(self.hook, hook)
        return ready

    def _add(self, plugin: str, hook: str) -> None:
        guard = Guard(self._session, plugin, self._index.plugins[plugin], hook)
        self.guards.append(guard)
        try:
            implementer = resolve(self._index.plugins[plugin]["value"])
            for name in implementations(implementer).get(hook, ()):
                options = marked(implementer, name) or {}
                if options["flag"] is None or is_given(self._session.plugin_options, options["flag"]):
                    self.register(_guarded(guard, implementer, name, options), f"{plugin}/{hook}/{name}")
        except BaseException as error:  # noqa: BLE001  whatever a plugin raises, SystemExit included, is its own failure
            guard.decide(error)

    def _interrupted(self) -> None:
        """From here on a KeyboardInterrupt is the user's, not a plugin's."""
        self._session.interrupted = True

    def _monitor(self, trace: Any) -> None:
        started: dict[int, float] = {}  # by call: events are delivered on a thread of their own

        def before(hook_name: str, hook_impls: Any, kwargs: Any) -> None:
            started[id(kwargs)] = monotonic()

        def after(outcome: Any, hook_name: str, hook_impls: Any, kwargs: Any) -> None:
            plugins = [implementation.plugin_name.partition("/")[0] for implementation in hook_impls]
            begun = started.pop(id(kwargs))
            trace.hook(hook_name, plugins, begun, monotonic() - begun)

        self.add_hookcall_monitoring(before, after)


def _core(hook: str) -> SimpleNamespace:
    def core(inner: Callable[[], Any]) -> Any:
        return inner()

    core.pydock_impl = {"trylast": True}  # type: ignore[attr-defined]
    return SimpleNamespace(**{hook: core})


def _guarded(guard: Guard, implementer: object, name: str, options: dict[str, Any]) -> SimpleNamespace:
    """An object with one implementation: the plugin's, inside the guard, with its arguments and marks."""
    function = getattr(implementer, name)
    if options["wrapper"]:
        guarded = guard.wrapper(function)
    elif options["hookwrapper"]:
        guarded = guard.old_wrapper(function)
    else:
        guarded = guard.plain(function)
    # Where pluggy looks for the names of the arguments.
    guarded.__wrapped__ = function  # type: ignore[attr-defined]
    guarded.__qualname__ = name
    guarded.pydock_impl = options  # type: ignore[attr-defined]
    return SimpleNamespace(**{options["specname"] or name: guarded})
