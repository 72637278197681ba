"""Escaping of paths and queries."""

from __future__ import annotations

from urllib.parse import unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.engine.messages import path_escape, query_escape


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
def test_path_is_escaped_as_by_go(text: str, escaped: str) -> None:
    assert path_escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("b c/ü", "b+c%2F%C3%BC"),
        ('{"name":{"x":true}}', "%7B%22name%22%3A%7B%22x%22%3Atrue%7D%7D"),
        ("a+b=c&d~", "a%2Bb%3Dc%26d~"),
    ],
)
def test_query_is_escaped_as_by_go(text: str, escaped: str) -> None:
    assert query_escape(text) == escaped


@given(st.text())
def test_escaping_is_reversible(text: str) -> None:
    assert unquote(path_escape(text)) == text
    assert unquote_plus(query_escape(text)) == text
