"""The checks of the fuzzing find each kind of fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import InvalidValue
from tests.fuzz import target as module
from tests.fuzz.target import Target, check, check_growth
from tests.fuzz.targets import TARGETS, keep, replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def refusing(message: str) -> Callable[[bytes], object]:
    def parse(data: bytes) -> object:
        raise InvalidValue(message)

    return parse


def check_with(parse: Callable[[bytes], object], data: bytes = b"x") -> None:
    check(Target("tests", parse, (b"",), (b"",)), data)


def endless(data: bytes) -> None:
    while data:
        try:
            data += b""
        except Exception:  # noqa: BLE001  the time's end is no Exception
            return


def quadratic_time(data: bytes) -> None:
    while data:
        data = data[1:]


def quadratic_memory(data: bytes) -> list[bytes]:
    return [data[:size] for size in range(0, len(data), 64)]


def test_exception_that_is_no_error_of_pydock_is_a_fault() -> None:
    with pytest.raises(UnicodeDecodeError):
        check_with(bytes.decode, b"\xff")


@pytest.mark.parametrize("message", ["", " \n", "two\nlines", "x" * 10000, "Traceback (most recent call last):"])
def test_message_that_is_not_one_clear_line_is_a_fault(message: str) -> None:
    with pytest.raises(AssertionError):
        check_with(refusing(message))


def test_refusal_in_one_line_is_no_fault() -> None:
    check_with(refusing("invalid value"))


def test_endless_loop_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match=r"more than 0\.2 s of CPU"):
        check(Target("tests", endless, (b"",), (b"",)), b"x", seconds=0.2)


@pytest.mark.parametrize("parse", [quadratic_time, quadratic_memory])
def test_quadratic_cost_is_a_fault(parse: Callable[[bytes], object]) -> None:
    with pytest.raises(AssertionError, match="times as"):
        check_growth(Target("tests", parse, (b"",), (b"",)), b"", b"ab", b"")


def test_linear_cost_is_no_fault() -> None:
    check_growth(Target("tests", lambda data: [bytes([byte]) * 500 for byte in data], (b"",), (b"",)), b"", b"ab", b"")


def test_kept_inputs_are_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr("tests.fuzz.targets.KEPT", tmp_path)
    monkeypatch.setattr(module, "LARGEST", 64)
    monkeypatch.setattr(module, "SMALL", 8)
    monkeypatch.setitem(TARGETS, "tests", Target("tests", seen.append, (b"",), (b"",)))
    replay("tests", keep("tests", b"\xff\r\n"))
    assert seen == [b"\xff\r\n"]
    replay("tests", keep("tests", (b"\xff", b"ab", b"\0")))
    assert seen[1] == b"\xff" + b"ab" * 32 + b"\0"
