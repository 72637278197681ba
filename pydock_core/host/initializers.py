"""Initializers: functions of plugins that take over the process when PyDock is called by another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import PyDockError
from pydock_core.host.import_paths import resolve
from pydock_core.host.plugin_errors import plugin_error

if TYPE_CHECKING:
    from pydock_core.host.index import Index


def take_over(index: Index, name: str, argv: list[str]) -> int:
    """Runs the initializer registered as `name` with `argv`; returns its exit status (None is 0).

    Raises `PluginError` if the function fails, LookupError if there is no such initializer.
    """
    initializer = index.initializer(name)
    if initializer is None:
        raise LookupError(f"no initializer for {name}")
    try:
        status = resolve(initializer.target)(argv)
    except (PyDockError, KeyboardInterrupt):
        raise
    except SystemExit as leaving:
        # A function that takes the place of a whole program may end like one.
        status = leaving.code
    except BaseException as error:
        plugin = index.plugin(initializer.plugin)
        raise plugin_error(plugin, "pydock_initializers", error, f"{name} was not run.") from error
    return status if isinstance(status, int) else int(status is not None)
