"""`--filter name=value`, and the filters as the API takes them: `{"label":{"a=b":true}}`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.json_codec import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Filters = dict[str, dict[str, bool]]


def parse_filter(text: str) -> tuple[str, str] | None:
    """Returns (name, value), both stripped, the name in lower case; None for the empty text, which docker ignores."""
    if not text:
        return None
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidValue("bad format of filter (expected name=value)")
    return name.strip().lower(), value.strip()


def build_filters(pairs: Iterable[tuple[str, str]]) -> Filters:
    """Returns the pairs as a set of values for each name."""
    filters: Filters = {}
    for name, value in pairs:
        filters.setdefault(name, {})[value] = True
    return filters


def encode_filters(filters: Filters) -> str:
    """Returns the value of the query parameter `filters`; empty when there are none, and then docker sends none."""
    return dumps(filters, sort_keys=True, escape_html=True) if filters else ""
