from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.engine.json_text import decode, encode
from pydock_core.errors import ProtocolError

CUT = "^unexpected end of JSON input$"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("text", ["", "  ", "[", "[1", "[1,", '{"a', '{"a"', '{"a":', '{"a":"x', '{"a":"x\\', "{", '"'])
def test_a_cut_text_is_said_to_be_cut(text: str) -> None:
    with pytest.raises(ProtocolError, match=CUT):
        decode(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("junk", "invalid character 'j' at character 1"),
        ("<html>", "invalid character '<' at character 1"),
        ('{"a" 1}', "invalid character '1' at character 6"),
        ("[1,]", "invalid character ']' at character 4"),
        ("[1] x", "after top-level value"),
        ("NaN", "NaN is no JSON value"),
        ("[-Infinity]", "-Infinity is no JSON value"),
        ('["\x01"]', "invalid character"),
        ("[" * 100_000, "nested too deeply|unexpected end"),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        decode(text)


def test_a_failure_is_found_before_the_json_package_was_imported() -> None:
    code = (
        "from pydock_core.engine.json_text import decode\n"
        "from pydock_core.errors import ProtocolError\n"
        "try: decode('[1')\n"
        "except ProtocolError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "unexpected end of JSON input\n"


def test_space_around_and_invalid_utf_8_are_taken_as_go_does() -> None:
    assert decode(b' \n {"a":"\xff"} \r\n') == {"a": "\ufffd"}


@given(JSON)
def test_what_is_encoded_comes_back(value: object) -> None:
    assert decode(encode(value)) == value
    assert json.loads(encode(value)) == value


@given(st.text())
def test_any_text_is_decoded_or_refused(text: str) -> None:
    try:
        decode(text)
    except ProtocolError:
        return


def test_texts_are_written_as_go_writes_them() -> None:
    assert encode({"a": [1, True, None, "<é&\u2028\udcff>\n"]}) == (
        '{"a":[1,true,null,"\\u003cé\\u0026\\u2028\ufffd\\u003e\\n"]}'
    )


def test_what_json_has_no_word_for_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="set is no JSON value"):
        encode({"a": {1}})
