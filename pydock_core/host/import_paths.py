"""`module:function` in the index: the plugin is imported when the function is first needed."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def imported(module: str) -> Any:
    """The module of this name; what its import changes in this process is put back. Raises what the import raises."""
    found = sys.modules.get(module)
    if found is not None:
        return found
    from pydock_core.host.process_state import Restored

    with Restored():
        return __import__(module, None, None, ["__name__"])


def module_files(target: str) -> list[str]:
    """The files of the module in `target` and of the packages that it is in, its own last; found without an import.

    Empty where they can't be found so.
    """
    from importlib.util import find_spec

    first, *others = target.partition(":")[0].split(".")
    try:
        spec = find_spec(first)
    except Exception:  # noqa: BLE001  whatever a finder that isn't ours raises
        spec = None
    if spec is None or not spec.has_location or not spec.origin:
        return []
    files, inside = [spec.origin], os.path.dirname(spec.origin)
    for name in others:
        inside = os.path.join(inside, name)
        found = [file for file in (os.path.join(inside, "__init__.py"), f"{inside}.py") if os.path.isfile(file)]
        files += found[:1]
    return files


def resolve(target: str) -> Any:
    """What `module`, `module:name` or `module:Class.method` names; raises whatever the import raises."""
    module, _, names = target.partition(":")
    found = imported(module)
    for name in filter(None, names.split(".")):
        found = getattr(found, name)
    return found


def lazy_import(target: str, guarded: Callable[[BaseException], BaseException]) -> Callable[..., Any]:
    """A function that calls `target`, imported by the first call; `guarded` turns a failure into what is raised."""

    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return resolve(target)(*arguments, **named)
        except BaseException as error:  # noqa: BLE001  whatever a plugin raises, SystemExit included, is its own failure
            raised = guarded(error)
            raise raised from (error.__cause__ if raised is error else error)

    return call
