"""Initializers: functions of plugins that take over the process when PyDock is called by another name."""

from __future__ import annotations

from pydock_core.errors import PluginError, PyDockError
from pydock_core.host.import_paths import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.host.index import Index


def take_over(index: Index, name: str, argv: list[str]) -> int:
    """Runs the initializer of `name` with `argv`; returns its exit status (None is 0), or raises `PluginError`."""
    target = index.initializer(name)
    if target is None:
        raise LookupError(f"no initializer for {name}")
    try:
        status = resolve(target)(argv)
    except (PyDockError, KeyboardInterrupt):
        raise
    except SystemExit as leaving:
        # A function that stands for a whole program may end as one.
        status = leaving.code
    except BaseException as error:
        from pydock_core.host.plugin_errors import failure

        (claim,) = (claim for claim in index.document["initializers"][name] if claim["plugin"] not in index.blocked)
        lost = f"{name} was not run."
        raise PluginError(failure(index.plugins[claim["plugin"]], "pydock_initializers", error, lost)) from error
    return status if isinstance(status, int) else int(status is not None)
