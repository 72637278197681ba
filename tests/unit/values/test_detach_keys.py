"""`--detach-keys`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.detach_keys import DEFAULT_DETACH_KEYS, parse_detach_keys


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), ("a,", ""), ("ab", "ab"), ("ctrl-", "ctrl-"), ("ctrl-1", "ctrl-1"), ("Ctrl-a", "Ctrl-a"), ("é", "é")],
)
def test_an_unknown_key_is_refused_in_docker_s_words(text: str, key: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_detach_keys(text)
    assert caught.value.message == f"Unknown character: '{key}'"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ctrl-p,ctrl-q", DEFAULT_DETACH_KEYS),
        ("a", b"a"),
        ("ctrl-@,ctrl-a,ctrl-_", b"\x00\x01\x1f"),
        ("ctrl-[,DEL", b"\x1b\x7f"),
    ],
)
def test_keys_are_what_the_terminal_sends(text: str, keys: bytes) -> None:
    assert parse_detach_keys(text) == keys
