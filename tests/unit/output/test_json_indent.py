from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.output.json_indent import indent

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_VALUES, st.booleans())
def test_json_indent_keeps_content_with_four_blanks(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert indent(text) == json.dumps(value, ensure_ascii=ascii_only, indent=4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", "{}"),
        ("[ ]", "[]"),
        (
            '{"b":1.0,"a":[{},"\\u003c\\""]}',
            '{\n    "b": 1.0,\n    "a": [\n        {},\n        "\\u003c\\""\n    ]\n}',
        ),
        ('{"a": 1e3}\n', '{\n    "a": 1e3\n}'),
    ],
)
def test_json_indent_keeps_engines_spelling(text: str, expected: str) -> None:
    assert indent(text) == expected


def test_json_indent_keeps_unterminated_string() -> None:
    assert indent('["abc') == '[\n    "abc'
