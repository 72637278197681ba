"""Updates of config.json: unchanged members keep their bytes, and the result is the JSON of the requested value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.config import go_json_decoder
from pydock_core.config.json_members import edited

ODD = (
    '{"deep": [1, 2.50, 1E5, 12345678901234567890123],\n      "esc": "\\u00e9<&>\\/", "twice": 1, "twice": 2 ,"o":{ }}'
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=5)


KNOWN = {"known": "Known", "auths": "auths"}


def change(text: str, **changed: Any) -> str:
    before = json.loads(text)
    return edited(text.encode(), before, {**before, **changed}, KNOWN).decode()


@pytest.mark.parametrize("text", [b"", b"  ", b"null", b"{}", b"\n"])
def test_new_json_object_has_dockers_layout(text: bytes) -> None:
    assert edited(text, {}, {"a": {"<": []}}, KNOWN).decode().rstrip("\n") == '{\n\t"a": {\n\t\t"\\u003c": []\n\t}\n}'


def test_edited_json_keeps_invalid_utf8() -> None:
    before = {"\ufffd": "\ufffd", "b": 1}
    assert b'"\xff": "\xfe"' in edited(b'{"\xff": "\xfe", "b": 1}', before, {"\ufffd": "\ufffd"}, KNOWN)


def test_edited_json_keeps_bytes_of_unknown_members() -> None:
    text = change(f'{{"mine" :{ODD}, "Known": "old"}}', Known="new")
    assert text == f'{{\n      "mine" :{ODD},\n      "Known": "new"\n}}'


def test_edited_json_keeps_digits_of_numbers_inside_known_members() -> None:
    text = change('{"auths": {"a":{"x":1.50}, "b": {"y": 2}}}', auths={"a": {"x": 1.5}, "b": {"y": 3}})
    assert text == '{\n\t"auths": {\n\t\t"a": {\n\t\t\t"x": 1.50\n\t\t},\n\t\t"b": {\n\t\t\t"y": 3\n\t\t}\n\t}\n}'


def test_edited_json_distinguishes_one_and_true() -> None:
    assert change('{"a": 1}', a=True) == '{\n\t"a": true\n}'


def test_edited_json_key_gets_dockers_capitals() -> None:
    text = edited(b'{"KNOWN": "x", "Mine":1}', {"Known": "x", "Mine": 1}, {"Known": "y", "Mine": 1}, KNOWN)
    assert text.decode() == '{\n\t"Known": "y",\n\t"Mine":1\n}'


@given(OBJECTS, OBJECTS, st.sampled_from([None, 1, "\t", "   "]))
def test_edited_json_decodes_to_requested_value(before: dict[str, Any], changes: dict[str, Any], indent: Any) -> None:
    data = json.dumps(before, indent=indent, ensure_ascii=False).encode("utf-8", "replace")
    before = json.loads(data)
    after = {**before, **changes}
    written = edited(data, before, after, {})
    assert json.loads(written) == json.loads(json.dumps(after))
    for name, text, _ in go_json_decoder.members(data):
        if name not in changes:
            assert text in written


@given(OBJECTS, OBJECTS)
def test_edited_json_known_members_have_layout_of_new_object(before: dict[str, Any], changes: dict[str, Any]) -> None:
    data = json.dumps({"auths": before}).encode()
    after = {"auths": {**before, **changes}}
    assert json.loads(edited(data, {"auths": before}, after, KNOWN)) == json.loads(json.dumps(after))
