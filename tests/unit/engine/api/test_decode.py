from __future__ import annotations

import pytest

from pydock_core.engine.api.decoding import decode
from pydock_core.errors import ProtocolError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "unexpected end of JSON input"),
        ('{"a":"x', "unexpected end of JSON input"),
        ("<html>", "invalid character '<'"),
        ("[1] x", "after top-level value"),
        ("[" * 100_000, "exceeded max depth"),
    ],
)
def test_an_answer_that_is_no_json_is_the_engines_fault(text: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        decode(text)


def test_space_around_and_invalid_utf_8_are_taken_as_go_does() -> None:
    assert decode(b' \n {"a":"\xff"} \r\n') == {"a": "\ufffd"}
