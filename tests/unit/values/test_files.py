"""Files that the client reads itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.files import read_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "open : no such file or directory"),
        ("/", "read /: is a directory"),
        ("a\0b", "open a\0b: invalid argument"),
    ],
)
def test_unreadable_file_error_has_gos_message(path: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_file(path)
    assert caught.value.message == message


def test_file_is_read_as_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xff\r\n")
    assert read_file(str(tmp_path / "f")) == b"\xff\r\n"
