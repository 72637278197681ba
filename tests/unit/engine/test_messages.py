from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.engine.api.encoding import encode_filters, name_path, query_pairs
from pydock_core.engine.messages import encode_query, path_escape, query_escape
from pydock_core.errors import ProtocolError

if TYPE_CHECKING:
    from pydock_core.engine.api.encoding import QueryValue


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(ProtocolError, match=r"^invalid container name or ID: value is empty$"):
        name_path("container", name)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("docker.io/library/a:b@sha256:c", "docker.io/library/a:b@sha256:c"),
        ("a b?c#d%", "a%20b%3Fc%23d%25"),
        ("é!*'()[]", "%C3%A9%21%2A%27%28%29%5B%5D"),
        ("$&+,;=~_-.", "$&+,;=~_-."),
        ("\udcff", "%FF"),
    ],
)
def test_paths_are_escaped_as_go_does(text: str, escaped: str) -> None:
    assert path_escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("b c/ü", "b+c%2F%C3%BC"),
        ('{"name":{"x":true}}', "%7B%22name%22%3A%7B%22x%22%3Atrue%7D%7D"),
        ("a+b=c&d~", "a%2Bb%3Dc%26d~"),
    ],
)
def test_queries_are_escaped_as_go_does(text: str, escaped: str) -> None:
    assert query_escape(text) == escaped


@given(st.text())
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unquote(path_escape(text)) == text
    assert unquote_plus(query_escape(text)) == text


def test_a_query_is_sorted_and_typed_as_docker_sends_it() -> None:
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


def test_filters_are_sorted_sets() -> None:
    assert encode_filters({"name": ["x", "a"], "id": {"1"}}) == '{"id":{"1":true},"name":{"a":true,"x":true}}'
    assert encode_filters({}) is None
    assert encode_filters(None) is None
