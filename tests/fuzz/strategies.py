"""Random inputs: well-formed examples with pieces changed, repeated, left out and put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.fuzz.target import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias, TypeVar

    from tests.fuzz.target import Target

    T = TypeVar("T")
    Draw: TypeAlias = Callable[[st.SearchStrategy[T]], T]

_TIMES = (2, 3, 50, 600, 5000)
_ANY = (
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\\",
    b'"',
    b" ",
    b"9" * 20,
    b"9" * 5000,
    b"0" * 5000,
    b"-1",
    b"0x2",
    b"\x1b[2J",
)
_CHANGES = ("put", "put", "replace", "repeat", "drop", "token of all", "example", "bytes")


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Returns the strategy for a target: mutated examples most often, else any bytes."""
    return st.one_of(_mutated(target), _mutated(target), _mutated(target), st.binary(max_size=300))


def growing(target: Target) -> st.SearchStrategy[tuple[bytes, bytes, bytes]]:
    """Returns the strategy for `check_growth`: a head, a piece to be repeated, and a tail."""
    pieces = st.one_of(st.sampled_from((*target.tokens, *_ANY)), st.binary(min_size=1, max_size=3), _cut(target))
    edges = st.one_of(st.just(b""), _cut(target), st.sampled_from(target.examples))
    piece = st.lists(pieces, min_size=1, max_size=3).map(b"".join).filter(bool)
    return st.tuples(edges, piece, edges)


@st.composite
def _cut(draw: Draw[object], target: Target) -> bytes:
    data = _bytes(draw(st.sampled_from(target.examples)))
    start = _int(draw(st.integers(0, len(data))))
    return data[start : start + _int(draw(st.integers(1, 40)))]


@st.composite
def _mutated(draw: Draw[object], target: Target) -> bytes:
    data = _bytes(draw(st.sampled_from(target.examples)))
    for _ in range(_int(draw(st.integers(0, 6)))):
        start = _int(draw(st.integers(0, len(data))))
        end = _int(draw(st.integers(start, min(len(data), start + 24))))
        piece = data[start:end]
        change = draw(st.sampled_from(_CHANGES))
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
