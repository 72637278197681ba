"""Random inputs: well-formed examples with pieces changed, repeated, left out and put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.fuzz.target import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.target import Target

_TIMES = (2, 3, 50, 600, 5000)
_ANY = (
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff",
    b"\xc3\xa9",
    b"\\",
    b'"',
    b" ",
    b"9" * 20,
    b"9" * 5000,
    b"-1",
    b"0x2",
    b"\x1b[2J",
)


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Returns the strategy for a target: mutated examples most often, else any bytes."""
    return st.one_of(_mutated(target), _mutated(target), _mutated(target), st.binary(max_size=300))


@st.composite
def _mutated(draw: Callable[..., object], target: Target) -> bytes:
    data = _bytes(draw(st.sampled_from(target.examples)))
    for _ in range(_int(draw(st.integers(0, 6)))):
        start = _int(draw(st.integers(0, len(data))))
        end = _int(draw(st.integers(start, min(len(data), start + 24))))
        piece = data[start:end]
        change = draw(st.sampled_from(("put", "put", "replace", "repeat", "drop", "token of all", "example", "bytes")))
        if change in ("put", "replace"):
            piece = (piece if change == "put" else b"") + _bytes(draw(st.sampled_from(target.tokens)))
        elif change == "token of all":
            piece += _bytes(draw(st.sampled_from(_ANY)))
        elif change == "repeat":
            piece *= _int(draw(st.sampled_from(_TIMES)))
        elif change == "drop":
            piece = b""
        elif change == "example":
            piece = _bytes(draw(st.sampled_from(target.examples)))
        else:
            piece = _bytes(draw(st.binary(max_size=8)))
        data = (data[:start] + piece + data[end:])[:LARGEST]
    return data


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
