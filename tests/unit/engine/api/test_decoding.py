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
def test_invalid_json_is_a_protocol_error(text: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        decode(text)


def test_json_with_space_around_it_or_invalid_utf_8_is_decoded_as_by_go() -> None:
    assert decode(b' \n {"a":"\xff"} \r\n') == {"a": "\ufffd"}
