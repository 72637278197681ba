"""`--format NAME`: the formatters of plugins, called inside the guard."""

from __future__ import annotations

from pydock_core.host.import_paths import lazy_import, resolve
from pydock_core.output.named_format import NamedFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from pydock_core.host.index import Index


def named_format(index: Index, name: str) -> NamedFormat | None:
    """The format that exactly one plugin calls `name`; its page raises `PluginError` where the plugin fails."""
    target = index.formatter(name)
    if target is None:
        return None

    def guarded(error: BaseException) -> BaseException:
        from pydock_core.errors import PluginError, PyDockError
        from pydock_core.host.plugin_errors import failure

        if isinstance(error, (PyDockError, KeyboardInterrupt)):
            return error
        (claim,) = (claim for claim in index.document["formatters"][name] if claim["plugin"] not in index.blocked)
        return PluginError(failure(index.plugins[claim["plugin"]], f"the format {name}", error, "Nothing was shown."))

    return NamedFormat.of(name, _checked(target, guarded))


def _checked(
    target: str, guarded: Callable[[BaseException], BaseException]
) -> Callable[[Sequence[dict[str, Any]]], str]:
    function = lazy_import(target, guarded)

    def page(rows: Sequence[dict[str, Any]]) -> str:
        text = function(rows)
        if not isinstance(text, str):
            from pydock_core.host.plugin_errors import WrongValue

            raise guarded(WrongValue(f"it returned {type(text).__name__}, not a text", resolve(target)))
        return text

    return page
