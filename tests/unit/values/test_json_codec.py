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
    """Yields the module with `_json`, and its variant without `_json`."""
    if request.param == "_json":
        yield json_codec
        return
    saved = sys.modules["_json"]
    sys.modules["_json"] = None  # type: ignore[assignment]  # makes the import fail
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
def test_invalid_json_is_refused_with_gos_message(module: ModuleType, text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        module.loads(text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["{1:2}", '{"a" 1}', "[1 2]", '"\n"', '"\\x"', "[1,]", '{"a":1,}', "9" * 5000])
def test_other_malformed_json_is_refused(module: ModuleType, text: str) -> None:
    with pytest.raises(InvalidValue):
        module.loads(text)


def test_json_invalid_utf8_becomes_replacement_character(module: ModuleType) -> None:
    assert module.loads(b'{"a":"x\xffy"}') == {"a": "x\ufffdy"}


def test_json_lone_surrogate_becomes_replacement_character(module: ModuleType) -> None:
    assert module.loads(r'{"\ud800": ["\uDC00x", 1]}') == {"\ufffd": ["\ufffdx", 1]}
    assert module.loads(r'"\ud83d\ude00"') == "\U0001f600"


def test_json_blanks_around_value_are_accepted(module: ModuleType) -> None:
    assert module.loads(b' \r\n\t{"a": [1, 2.5, true, null]}\n ') == {"a": [1, 2.5, True, None]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {"a": {1, 2}}])
@pytest.mark.parametrize("indent", [None, 4])
def test_value_without_json_form_is_refused(module: ModuleType, value: Any, indent: int | None) -> None:
    with pytest.raises(InvalidValue, match="json: unsupported"):
        module.dumps(value, indent=indent)


def test_json_cycle_is_refused(module: ModuleType) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(InvalidValue):
        module.dumps(cycle)
    with pytest.raises(InvalidValue):
        module.dumps(cycle, indent=4)


def test_json_output_is_compact_and_keeps_order_and_unicode(module: ModuleType) -> None:
    assert module.dumps({"b": [1, None], "a": "é"}) == '{"b":[1,null],"a":"é"}'


def test_json_keys_can_be_sorted_as_in_go_map(module: ModuleType) -> None:
    assert module.dumps({"b": 1, "a": {"d": 1, "c": 2}}, sort_keys=True) == '{"a":{"c":2,"d":1},"b":1}'
    assert module.dumps({"b": 1, "a": 2}, sort_keys=True, indent=1) == '{\n "a": 2,\n "b": 1\n}'


def test_indented_json_has_form_of_inspect(module: ModuleType) -> None:
    assert module.dumps([{"Id": "x", "Empty": {}, "None": [], "Two": [1, 2]}], indent=4) == (
        '[\n    {\n        "Id": "x",\n        "Empty": {},\n        "None": [],\n'
        '        "Two": [\n            1,\n            2\n        ]\n    }\n]'
    )


def test_json_html_is_escaped_as_by_gos_marshal(module: ModuleType) -> None:
    assert module.dumps("<a&b>", escape_html=True) == r'"\u003ca\u0026b\u003e"'
    assert module.dumps("<a&b>") == '"<a&b>"'


def test_json_line_separators_are_always_escaped(module: ModuleType) -> None:
    assert module.dumps("a\u2028b\u2029") == r'"a\u2028b\u2029"'


def test_invalid_utf8_of_command_line_becomes_replacement_character(module: ModuleType) -> None:
    text = module.dumps({"a": "x\udcff"})
    assert text == r'{"a":"x\ufffd"}'
    assert text.encode() == rb'{"a":"x\ufffd"}'


def test_json_compact_keeps_strings_numbers_and_keys() -> None:
    text = '{ "a" : [ 1.0, 2e5, "x  y \\" \\\\" ] ,\n\t"b":{}, "b" : 1 }'
    assert json_codec.compact(text) == '{"a":[1.0,2e5,"x  y \\" \\\\"],"b":{},"b":1}'


def test_json_compact_refuses_invalid_json() -> None:
    with pytest.raises(InvalidValue, match="unexpected end of JSON input"):
        json_codec.compact('{"a":')


@given(VALUES)
def test_json_value_round_trips(value: Any) -> None:
    for indent in (None, 2):
        text = json_codec.dumps(value, indent=indent)
        assert json_codec.loads(text.encode()) == value
        assert public_json.loads(json_codec.compact(text)) == value


@given(st.text() | st.binary())
def test_any_json_text_raises_only_invalid_value(data: str | bytes) -> None:
    try:
        json_codec.dumps(json_codec.loads(data)).encode()
    except InvalidValue:
        pass


@pytest.mark.parametrize("depth", [100, 499, 900])
def test_json_lone_surrogate_is_replaced_at_any_depth(module: ModuleType, depth: int) -> None:
    text = '[{"\\ud801": ' * (depth // 2) + r'"\ud800"' + "}]" * (depth // 2)
    try:
        value = module.loads(text)
    except InvalidValue as error:  # where the decoder of this Python stops
        assert error.message == "exceeded max depth"  # noqa: PT017
        assert depth == 900
        return
    while isinstance(value, list):
        value = value[0]["\ufffd"]
    assert value == "\ufffd"


def test_json_number_with_thousands_of_digits_is_refused(module: ModuleType) -> None:
    with pytest.raises(InvalidValue, match="^a number with thousands of digits$"):
        module.loads(f'{{"Id": {"9" * 5000}}}')
