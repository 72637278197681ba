"""Import paths such as `module:function`: written to the index, and resolved when the function is first needed."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


def import_module(name: str) -> Any:
    """The module `name`. State of the process that its import changes is restored; raises what the import raises."""
    found = sys.modules.get(name)
    if found is not None:
        return found
    from pydock_core.host.process_state import PreservedProcessState

    with PreservedProcessState():
        return __import__(name, None, None, ["__name__"])


def resolve(target: str) -> Any:
    """The object at `module`, `module:name` or `module:Class.method`; raises what the import raises."""
    module, _, names = target.partition(":")
    found = import_module(module)
    for name in filter(None, names.split(".")):
        found = getattr(found, name)
    return found


def lazy_import(target: str, convert_error: Callable[[BaseException], BaseException]) -> Callable[..., Any]:
    """A function that imports `target` at its first call and calls it.

    If the import or the function fails, what `convert_error` makes of the exception is raised.
    """

    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return resolve(target)(*arguments, **named)
        except BaseException as error:  # noqa: BLE001  a plugin may raise anything, SystemExit included
            raised = convert_error(error)
            raise raised from (error.__cause__ if raised is error else error)

    return call


def module_files(target: str) -> list[str]:
    """The files of the module in `target` and of the packages around it, its own last, found without an import.

    Empty if a finder other than Python's own locates the module.
    """
    from importlib.util import find_spec

    first, *others = target.partition(":")[0].split(".")
    try:
        spec = find_spec(first)
    except Exception:  # noqa: BLE001  a finder that a third party installed may raise anything
        spec = None
    if spec is None:
        return []
    files, folders = [], list(spec.submodule_search_locations or ())
    if spec.has_location and spec.origin:
        files, folders = [spec.origin], [os.path.dirname(spec.origin)]
    for name in others:
        folders = [os.path.join(folder, name) for folder in folders]  # several ones for a namespace package
        places = [place for folder in folders for place in (os.path.join(folder, "__init__.py"), f"{folder}.py")]
        files += [place for place in places if os.path.isfile(place)][:1]
    return files


def files_of(modules: Iterable[str]) -> list[str]:
    """The files of the loaded `modules`."""
    files = [getattr(sys.modules.get(name), "__file__", None) for name in modules]
    return [file for file in files if isinstance(file, str)]
