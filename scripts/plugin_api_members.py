"""The members of the plugin API: the names of `plugin_api` and `testing`, and the members of the classes behind them.

The pages about the API and the recorded signatures are generated from this module.
"""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydock_core import plugin_api, testing

if TYPE_CHECKING:
    from collections.abc import Iterator

# Attribute of `session.engine` → the class of that resource.
RESOURCES = {
    "containers": plugin_api.Containers,
    "checkpoints": plugin_api.Checkpoints,
    "images": plugin_api.Images,
    "networks": plugin_api.Networks,
    "volumes": plugin_api.Volumes,
    "exec": plugin_api.Exec,
    "system": plugin_api.System,
}
# Classes whose objects plugins only receive: their constructors may change.
MADE_BY_PYDOCK = {
    *RESOURCES.values(),
    plugin_api.Client,
    plugin_api.CommandEntry,
    plugin_api.InputStream,
    plugin_api.OutputStream,
    plugin_api.PluginOptions,
    plugin_api.Session,
    plugin_api.Settings,
    testing.Asked,
    testing.Fault,
    testing.Process,
    testing.PyDock,
    testing.Result,
}
# Members for PyDock's own use, which may change.
INTERNAL = {
    "Asked": {"filters", "flag", "number", "object", "values"},
    "CommandEntry": {"describe", "from_command", "load", "owner"},
    "FakeEngine": {"emit", "emit_container", "handle", "headers", "new_id", "new_pid", "program"},
    "Fault": {"before_answer", "strike"},
    "Image": {"inspect", "summary"},
    "OutputStream": {"write_control"},
    "Process": {"end", "run"},
    "Session": {"close", "enter_command", "global_options", "hooks", "interrupted", "load_config", "on_event"},
    "Settings": {"blocked_plugins", "error", "get", "layers", "log_level"},
}


def promised() -> Iterator[tuple[str, Any]]:
    """Yields (name, object) of every name of `plugin_api`, then of `testing`."""
    for module in (plugin_api, testing):
        for name in sorted(module.__all__):
            yield name, getattr(module, name)


def has_promised_constructor(kind: type) -> bool:
    """Returns whether plugins may call the class; protocols cannot be called."""
    return kind not in MADE_BY_PYDOCK and not getattr(kind, "_is_protocol", False)


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Yields (name, attribute) of a class's public methods and properties, in source order; bases included."""
    bases = [base for base in kind.__mro__ if base.__module__.startswith("pydock_core")]
    inherited = [] if issubclass(kind, Exception) else bases[1:]
    internal = set().union(*(INTERNAL.get(base.__name__, set()) for base in bases))
    seen = set(internal)
    for base in (kind, *inherited):
        for name in vars(base):
            found = inspect.getattr_static(kind, name)
            is_member = isinstance(found, (property, classmethod, staticmethod)) or inspect.isfunction(found)
            if name[0] != "_" and name not in seen and is_member:
                seen.add(name)
                yield name, found


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yields (name, object) of a module among the promised names: its `__all__`, or the functions it defines."""
    if hasattr(module, "__all__"):
        yield from ((name, getattr(module, name)) for name in module.__all__)
        return
    for name, found in sorted(vars(module).items()):
        if name[0] != "_" and inspect.isfunction(found) and found.__module__ == module.__name__:
            yield name, found
