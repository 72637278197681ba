"""`-e`, `--env-file`, `--label-file`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.environment import parse_key_values, parse_variable, read_labels, read_variables

if TYPE_CHECKING:
    from pathlib import Path

HOST = {"HOME": "/root", "EMPTY": ""}


@pytest.mark.parametrize("text", ["", "=b"])
def test_environment_variable_needs_name(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_variable(text, HOST)
    assert caught.value.message == f"invalid environment variable: {text}"


@pytest.mark.parametrize(
    ("text", "variable"),
    [("A=b", "A=b"), ("HOME", "HOME=/root"), ("HOME=", "HOME="), ("EMPTY", "EMPTY="), ("GONE", "GONE")],
)
def test_environment_variable_without_value_gets_callers_value_if_any(text: str, variable: str) -> None:
    assert parse_variable(text, HOST) == variable


def test_missing_env_file_error_has_gos_message(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_key_values(str(tmp_path / "gone"))
    assert caught.value.message == f"open {tmp_path / 'gone'}: no such file or directory"


def test_folder_as_env_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_key_values(str(tmp_path))
    assert caught.value.message == f"invalid env file ({tmp_path}): read {tmp_path}: is a directory"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"A=1\n=x", "no variable name on line '=x'"),
        (b" A B=1", "variable 'A B' contains whitespaces"),
        (b"A\t=1", "variable 'A\t' contains whitespaces"),
        (b"A=1\nB=\xff\xfe\r\n", "invalid utf8 bytes at line 2: [66 61 255 254]"),
    ],
)
def test_env_file_with_invalid_line_is_refused_with_dockers_message(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_key_values("F", lambda path: content)
    assert caught.value.message == f"invalid env file (F): {reason}"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"\xef\xbb\xbfA=1\n", ["A=1"]),
        (b"A=1\n\xef\xbb\xbfB=2", ["A=1", "\ufeffB=2"]),
        (b"# c\n\n  # d\n \t\n  A= x  \r\nB='q'\n", ["A= x  ", "B='q'"]),
        (b"\xc2\xa0A=1\n\x1cB=1", ["A=1", "\x1cB=1"]),
        (b"A=1\rB=2\r\n", ["A=1\rB=2"]),
    ],
)
def test_env_file_has_one_pair_per_line(content: bytes, lines: list[str]) -> None:
    assert parse_key_values("F", lambda path: content) == lines


def test_env_flags_follow_and_override_env_files() -> None:
    files = {"a": b"A=1\nHOME\nGONE\nEMPTY", "b": b"B=2"}
    assert read_variables(["a", "b"], ["A=3"], HOST, files.__getitem__) == ["A=1", "HOME=/root", "EMPTY=", "B=2", "A=3"]


def test_label_file_labels_need_value() -> None:
    assert read_labels(["f"], ["c"], lambda path: b"a=1\nb\n") == ["a=1", "c"]


@given(st.binary())
def test_any_environment_file_text_raises_only_invalid_value(content: bytes) -> None:
    try:
        read_variables(["F"], [], HOST, lambda path: content)
    except InvalidValue:
        pass
