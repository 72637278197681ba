"""`--detach-keys`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.detach_keys import DEFAULT_DETACH_KEYS, DetachFilter, parse_detach_keys


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), ("a,", ""), ("ab", "ab"), ("ctrl-", "ctrl-"), ("ctrl-1", "ctrl-1"), ("Ctrl-a", "Ctrl-a"), ("é", "é")],
)
def test_unknown_detach_key_is_refused_with_dockers_message(text: str, key: str) -> None:
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
def test_detach_keys_are_terminal_bytes(text: str, keys: bytes) -> None:
    assert parse_detach_keys(text) == keys


@pytest.mark.parametrize(
    ("pieces", "sent", "detached"),
    [
        ([b"a\x10\x11b"], b"a", True),
        ([b"a\x10", b"\x11"], b"a", True),
        ([b"\x10", b"x"], b"\x10x", False),
        ([b"\x10x\x11"], b"\x10x\x11", False),
        # The byte that breaks the sequence off doesn't start a new one.
        ([b"\x10\x10\x11"], b"\x10\x10\x11", False),
        ([b"\x10\x10", b"\x10\x11"], b"\x10\x10", True),
        ([b"\x11"], b"\x11", False),
    ],
)
def test_incomplete_detach_keys_are_sent_on_other_key(pieces: list[bytes], sent: bytes, detached: bool) -> None:
    keys = DetachFilter(b"\x10\x11")
    results = [keys.feed(piece) for piece in pieces]
    assert b"".join(data for data, _ in results) == sent
    assert results[-1][1] is detached


def test_incomplete_detach_keys_are_sent_at_end_of_input() -> None:
    keys = DetachFilter(b"\x10\x11")
    assert keys.feed(b"a\x10") == (b"a", False)
    assert keys.end() == b"\x10"


def test_detach_filter_without_keys_holds_nothing_back() -> None:
    assert DetachFilter(b"").feed(b"\x10\x11") == (b"\x10\x11", False)
