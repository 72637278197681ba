"""The plugin manager: pluggy's, with each hook's implementations registered at its first call, inside the guard."""

from __future__ import annotations

import inspect
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pluggy

from pydock_core.host import hookspecs
from pydock_core.host.guard import Guard
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.import_paths import resolve
from pydock_core.host.index import has_value, is_builtin
from pydock_core.host.plugin_errors import WrongValue
from pydock_core.output import signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.host.index import Index
    from pydock_core.session import Session

OPTIONS = ("wrapper", "hookwrapper", "optionalhook", "tryfirst", "trylast", "specname")  # those that pluggy knows


def hookimpl_options(plugin: object, name: str) -> dict[str, Any] | None:
    """The options that `hookimpl`, PyDock's or pluggy's, stored on an attribute; None if it is no implementation.

    Does not run properties of the plugin.
    """
    static = inspect.getattr_static(plugin, name, None)
    if static is None or isinstance(static, property):
        return None
    marker = getattr(getattr(static, "__func__", static), "pydock_impl", None)
    if not isinstance(marker, dict):
        return None
    options: dict[str, Any] = dict.fromkeys(OPTIONS, False)
    options["specname"] = options["flag"] = None
    options.update((key, marker[key]) for key in options if key in marker)
    return options


def hook_implementations(plugin: object) -> dict[str, list[str]]:
    """Hook → names of the attributes of `plugin` that implement it."""
    found: dict[str, list[str]] = {}
    for name in dir(plugin):
        options = hookimpl_options(plugin, name)
        if options is not None:
            found.setdefault(options["specname"] or name, []).append(name)
    return found


class SpecifiedPluginManager(pluggy.PluginManager):
    """pluggy's manager with PyDock's hook specifications; it accepts the marker of PyDock and that of pluggy."""

    def __init__(self) -> None:
        super().__init__("pydock")
        specifications = ModuleType("pydock_hooks")
        for hook in HOOKS:
            setattr(specifications, hook, getattr(WrapperSpecs, hook, None) or getattr(hookspecs, hook))
        self.add_hookspecs(specifications)

    def parse_hookspec_opts(self, module_or_class: Any, name: str) -> Any:
        """pluggy's options for the specification of a hook, from `HOOKS`."""
        if name not in HOOKS:
            return None
        return {
            "firstresult": HOOKS[name].kind in ("first", "wrapper"),
            "historic": False,
            "warn_on_impl": self.deprecation_warning(HOOKS[name].deprecated),
            "warn_on_impl_args": None,
        }

    def deprecation_warning(self, deprecated: str) -> Warning | None:
        """The warning for an implementation of a deprecated hook."""
        return DeprecationWarning(deprecated) if deprecated else None

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """pluggy's options for an implementation."""
        options = hookimpl_options(plugin, name)
        return options and {option: options[option] for option in OPTIONS}


class WrapperSpecs:
    """The specifications of hooks around a function of PyDock, with one more argument: `inner`, that function."""

    @staticmethod
    def pydock_run_command(session: Any, command: Any, options: Any, inner: Any) -> None: ...

    @staticmethod
    def pydock_send(session: Any, request: Any, inner: Any) -> None: ...


class SessionPluginManager(SpecifiedPluginManager):
    """The implementations of the plugins in an index, for one session.

    The order of calls: implementations with `tryfirst`, third parties' by name, built-ins', those with `trylast`, and
    last the function of PyDock that a hook wraps.
    """

    def __init__(self, index: Index, session: Session) -> None:
        super().__init__()
        self._index = index
        self._session = session
        self._callers: dict[str, Callable[..., Any]] = {}
        self.guards: list[Guard] = []
        self._handlers = signals.on_ctrl_c(self._note_interrupt)

    def close(self) -> None:
        """Restores the handler of Ctrl-C that was set before."""
        signals.give_back(self._handlers)

    def deprecation_warning(self, deprecated: str) -> Warning | None:
        """None: the warning is given when the index is built, not by each command that calls the hook."""
        return None

    def caller(self, hook: str) -> Callable[..., Any]:
        """The function that calls all implementations of `hook` with keyword arguments."""
        caller = self._callers.get(hook)
        if caller is None:
            # pluggy calls the last one registered first; the index lists built-ins, then third parties by name.
            plugins = self._index.implementers(hook, self._session.plugin_options)
            builtin = [plugin for plugin in plugins if is_builtin(plugin)]
            for plugin in [*reversed(builtin), *reversed(plugins[len(builtin) :])]:
                self._register(plugin, hook)
            if HOOKS[hook].kind == "wrapper":
                # Of the implementations with trylast, the last one registered is called last.
                self.register(_inner_implementation(hook), "core/" + hook)
            caller = self._callers[hook] = getattr(self.hook, hook)
        return caller

    def _register(self, identity: str, hook: str) -> None:
        """Imports a plugin and registers its implementations of `hook`."""
        plugin = self._index.plugin(identity)
        assert plugin is not None, identity
        guard = Guard(self._session, plugin, hook)
        self.guards.append(guard)
        try:
            implementer = resolve(plugin.value)
            names = hook_implementations(implementer).get(hook, ())
            if not names and HOOKS[hook].deciding:
                raise WrongValue("the index has this hook of the plugin, and the plugin has none", implementer)
            for name in names:
                options = hookimpl_options(implementer, name) or {}
                if options["flag"] is None or has_value(self._session.plugin_options, options["flag"]):
                    implementation = _guarded(guard, implementer, name, options)
                    self.register(implementation, f"{identity}/{hook}/{name}")
                    self._fix_arguments(hook, implementation)
        except BaseException as error:  # noqa: BLE001  a plugin may raise anything, SystemExit included
            guard.handle_failure(error)

    def _fix_arguments(self, hook: str, implementation: SimpleNamespace) -> None:
        """Has pluggy pass the arguments that the guard expects: what pluggy finds itself depends on its version."""
        for found in getattr(self.hook, hook).get_hookimpls():
            if found.plugin is implementation:
                for attribute, names in (("argnames", found.function.argument_names), ("kwargnames", ())):
                    setattr(found, attribute, tuple(names))

    def _note_interrupt(self) -> None:
        """Called for a real Ctrl-C, so that the guard can tell it from a KeyboardInterrupt that a plugin raises."""
        self._session.interrupted = True


def _inner_implementation(hook: str) -> SimpleNamespace:
    """An implementation of a wrapped hook that calls `inner`."""

    def core(inner: Callable[[], Any]) -> Any:
        return inner()

    core.pydock_impl = {"trylast": True}  # type: ignore[attr-defined]
    return SimpleNamespace(**{hook: core})


def _guarded(guard: Guard, implementer: object, name: str, options: dict[str, Any]) -> SimpleNamespace:
    """An object for pluggy with one implementation: the plugin's inside the guard, with its options."""
    function = getattr(implementer, name)
    if options["wrapper"]:
        guarded = guard.guard_wrapper(function)
    elif options["hookwrapper"]:
        guarded = guard.guard_old_wrapper(function)
    else:
        guarded = guard.guard_function(function)
    guarded.__qualname__ = name
    guarded.pydock_impl = options  # type: ignore[attr-defined]
    return SimpleNamespace(**{options["specname"] or name: guarded})
