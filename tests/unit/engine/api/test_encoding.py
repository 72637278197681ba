"""What a request carries: query pairs, filters, names in paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.api.encoding import encode_filters, name_path, query_pairs
from pydock_core.engine.messages import encode_query
from pydock_core.errors import ProtocolError

if TYPE_CHECKING:
    from pydock_core.engine.api.encoding import QueryValue


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_name_path_refuses_an_empty_name(name: str) -> None:
    with pytest.raises(ProtocolError, match=r"^invalid container name or ID: value is empty$"):
        name_path("container", name)


def test_query_pairs_are_sorted_and_typed_as_in_docker() -> None:
    query: dict[str, QueryValue] = {
        "size": True,
        "limit": 3,
        "all": None,
        "stream": False,
        "names": ["a", "b"],
        "tag": "",
        "empty": [],
    }
    pairs = query_pairs(query)
    assert encode_query(pairs) == "limit=3&names=a&names=b&size=1&stream=0&tag="


def test_filters_are_encoded_as_sorted_sets() -> None:
    assert encode_filters({"name": ["x", "a"], "id": {"1"}}) == '{"id":{"1":true},"name":{"a":true,"x":true}}'
    assert encode_filters({}) is None
    assert encode_filters(None) is None
