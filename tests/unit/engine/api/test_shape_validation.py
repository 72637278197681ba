"""What an answer's members have to be."""

from __future__ import annotations

from typing import Any

import pytest

from pydock_core.engine.api.decoding import validate

SHAPE: Any = {"Id": str, "Size": int, "On": bool, "Names": [str], "Ports": [{"Type": str}], "Labels": {"": str}}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (5, " is a number, not an object"),
        ([], " is a list, not an object"),
        ({"Id": 5}, ".Id is a number, not a text"),
        ({"Id": True}, ".Id is true or false, not a text"),
        ({"Size": 1.0}, ".Size is a number, not a whole number of 64 bits"),
        ({"Size": True}, ".Size is true or false, not a whole number of 64 bits"),
        ({"Size": 2**63}, ".Size is a number, not a whole number of 64 bits"),
        ({"On": 0}, ".On is a number, not true or false"),
        ({"Names": "x"}, ".Names is a text, not a list"),
        ({"Names": ["x", None]}, ".Names[1] is null, not a text"),
        ({"Ports": [{}, {"Type": []}]}, ".Ports[1].Type is a list, not a text"),
        ({"Labels": {"x": None}}, ".Labels.x is null, not a text"),
        ({"Labels": {"": 5}}, ".Labels. is a number, not a text"),
    ],
)
def test_validate_names_the_first_wrong_member(value: Any, words: str) -> None:
    assert validate(value, SHAPE) == words


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"More": object()},
        dict.fromkeys(SHAPE),
        {"Id": "", "Size": -(2**63), "On": False, "Names": [], "Ports": [{"Type": None}], "Labels": {"a": "b"}},
    ],
)
def test_validate_accepts_missing_null_and_unknown_members(value: Any) -> None:
    assert validate(value, SHAPE) == ""
