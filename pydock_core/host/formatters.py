"""`--format NAME` with a formatter that a plugin registers (`pydock_formatters`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydock_core.host.import_paths import lazy_import, resolve
from pydock_core.host.plugin_errors import WrongValue, plugin_error
from pydock_core.output.named_format import NamedFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydock_core.declarations.plugin_index import PluginIndex


def named_format(index: PluginIndex, name: str) -> NamedFormat | None:
    """The format `name`, if exactly one plugin registers it; its page raises `PluginError` if the plugin fails."""
    record = index.formatter(name)
    if record is None:
        return None
    plugin, target = record.plugin, record.target

    def convert_error(error: BaseException) -> BaseException:
        return plugin_error(index.plugin(plugin), f"the format {name}", error, "Nothing was shown.")

    function = lazy_import(target, convert_error)

    def page(rows: Sequence[dict[str, Any]]) -> str:
        text = function(rows)
        if not isinstance(text, str):
            raise convert_error(WrongValue(f"it returned {type(text).__name__}, not a text", resolve(target)))
        return text

    return NamedFormat.of(name, page)
