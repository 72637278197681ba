"""Encodes what a request carries: query pairs, filters, names in paths; and compares API versions."""

from __future__ import annotations

from pydock_core.engine.messages import path_escape
from pydock_core.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    QueryValue: TypeAlias = "str | int | bool | list[str] | None"


def query_pairs(query: Mapping[str, QueryValue]) -> list[tuple[str, str]]:
    """Returns the pairs to send, sorted by key as Go's `url.Values.Encode` sorts them.

    None is left out, True and False become 1 and 0, a list repeats its key.
    """
    pairs: list[tuple[str, str]] = []
    for key in sorted(query):
        value = query[key]
        if value is None:
            continue
        if isinstance(value, list):
            pairs.extend((key, item) for item in value)
        elif isinstance(value, bool):
            pairs.append((key, "1" if value else "0"))
        else:
            pairs.append((key, str(value)))
    return pairs


def encode_filters(filters: Mapping[str, Iterable[str]] | None) -> str | None:
    """Returns filters as docker sends them, `{"name":{"x":true}}`, keys sorted; None if there are none."""
    if not filters:
        return None
    from pydock_core.values.json_codec import dumps

    return dumps({key: dict.fromkeys(sorted(filters[key]), True) for key in sorted(filters)}, escape_html=True)


def name_path(kind: str, name: str) -> str:
    """Returns `name`, without the space around it, escaped for a path; raises ProtocolError as `bare_name`.

    An empty name would make the path of another resource.
    """
    return path_escape(bare_name(kind, name))


def bare_name(kind: str, name: str) -> str:
    """Returns `name` without the space around it; raises ProtocolError, which names the `kind`, for an empty name."""
    name = name.strip()
    if not name:
        raise ProtocolError(f"invalid {kind} name or ID: value is empty")
    return name


def version_key(version: str) -> list[int]:
    """Returns an API version as a list of numbers to compare; a part that is not a number counts as 0, as in docker."""
    return [int(part) if part.isdecimal() and len(part) < 10 else 0 for part in version.split(".")]
