"""JSON as Go reads and writes it."""

from __future__ import annotations

import importlib
import json as public_json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture(params=["_json", "the public module"])
def module(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The module with `_json`, and as it is where there is no `_json`."""
    if request.param == "_json":
        yield json_codec
        return
    saved = sys.modules["_json"]
    sys.modules["_json"] = None  # type: ignore[assignment]  # what makes an import fail
    try:
        yield importlib.reload(json_codec)
    finally:
        sys.modules["_json"] = saved
        importlib.reload(json_codec)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected end of JSON input"),
        ("   ", "unexpected end of JSON input"),
        ('{"a":', "unexpected end of JSON input"),
        ('{"a":1', "unexpected end of JSON input"),
        ("[1,", "unexpected end of JSON input"),
        ('"cut', "unexpected end of JSON input"),
        ("<html>", "invalid character '<' looking for beginning of value"),
        ("[1,x]", "invalid character 'x' looking for beginning of value"),
        ("'a'", r"invalid character '\'' looking for beginning of value"),
        ("{} x", "invalid character 'x' after top-level value"),
        ("01", "invalid character '1' after top-level value"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
        ("[-Infinity]", "invalid character 'I' looking for beginning of value"),
        ("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"),
        ("[" * 100_000, "exceeded max depth"),
    ],
)
def test_a_text_that_is_no_json_is_refused_in_go_s_words(module: ModuleType, text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        module.loads(text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["{1:2}", '{"a" 1}', "[1 2]", '"\n"', '"\\x"', "[1,]", '{"a":1,}', "9" * 5000])
def test_any_other_malformed_json_is_refused_too(module: ModuleType, text: str) -> None:
    with pytest.raises(InvalidValue):
        module.loads(text)


def test_bytes_that_are_no_utf8_become_the_replacement_character(module: ModuleType) -> None:
    assert module.loads(b'{"a":"x\xffy"}') == {"a": "x\ufffdy"}


def test_half_a_surrogate_pair_becomes_the_replacement_character(module: ModuleType) -> None:
    assert module.loads(r'{"\ud800": ["\uDC00x", 1]}') == {"\ufffd": ["\ufffdx", 1]}
    assert module.loads(r'"\ud83d\ude00"') == "\U0001f600"


def test_blanks_around_the_value_are_accepted(module: ModuleType) -> None:
    assert module.loads(b' \r\n\t{"a": [1, 2.5, true, null]}\n ') == {"a": [1, 2.5, True, None]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {"a": {1, 2}}])
@pytest.mark.parametrize("indent", [None, 4])
def test_what_json_cannot_say_is_refused(module: ModuleType, value: Any, indent: int | None) -> None:
    with pytest.raises(InvalidValue, match="json: unsupported"):
        module.dumps(value, indent=indent)


def test_a_cycle_is_refused(module: ModuleType) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(InvalidValue):
        module.dumps(cycle)
    with pytest.raises(InvalidValue):
        module.dumps(cycle, indent=4)


def test_the_output_is_compact_and_keeps_the_order_and_unicode(module: ModuleType) -> None:
    assert module.dumps({"b": [1, None], "a": "é"}) == '{"b":[1,null],"a":"é"}'


def test_keys_can_be_sorted_as_in_a_go_map(module: ModuleType) -> None:
    assert module.dumps({"b": 1, "a": {"d": 1, "c": 2}}, sort_keys=True) == '{"a":{"c":2,"d":1},"b":1}'
    assert module.dumps({"b": 1, "a": 2}, sort_keys=True, indent=1) == '{\n "a": 2,\n "b": 1\n}'


def test_the_indented_form_is_that_of_inspect(module: ModuleType) -> None:
    assert module.dumps([{"Id": "x", "Empty": {}, "None": [], "Two": [1, 2]}], indent=4) == (
        '[\n    {\n        "Id": "x",\n        "Empty": {},\n        "None": [],\n'
        '        "Two": [\n            1,\n            2\n        ]\n    }\n]'
    )


def test_html_is_escaped_as_by_go_s_marshal(module: ModuleType) -> None:
    assert module.dumps("<a&b>", escape_html=True) == r'"\u003ca\u0026b\u003e"'
    assert module.dumps("<a&b>") == '"<a&b>"'


def test_line_separators_are_always_escaped(module: ModuleType) -> None:
    assert module.dumps("a\u2028b\u2029") == r'"a\u2028b\u2029"'


def test_a_byte_of_the_command_line_that_is_no_utf8_becomes_the_replacement_character(module: ModuleType) -> None:
    text = module.dumps({"a": "x\udcff"})
    assert text == r'{"a":"x\ufffd"}'
    assert text.encode() == rb'{"a":"x\ufffd"}'


def test_compacting_keeps_strings_numbers_and_keys_as_written() -> None:
    text = '{ "a" : [ 1.0, 2e5, "x  y \\" \\\\" ] ,\n\t"b":{}, "b" : 1 }'
    assert json_codec.compact(text) == '{"a":[1.0,2e5,"x  y \\" \\\\"],"b":{},"b":1}'


def test_compacting_refuses_what_is_no_json() -> None:
    with pytest.raises(InvalidValue, match="unexpected end of JSON input"):
        json_codec.compact('{"a":')


@given(VALUES)
def test_a_value_survives_writing_and_reading(value: Any) -> None:
    for indent in (None, 2):
        text = json_codec.dumps(value, indent=indent)
        assert json_codec.loads(text.encode()) == value
        assert public_json.loads(json_codec.compact(text)) == value


@given(st.text() | st.binary())
def test_nothing_but_an_invalid_value_escapes(data: str | bytes) -> None:
    try:
        json_codec.dumps(json_codec.loads(data)).encode()
    except InvalidValue:
        pass
