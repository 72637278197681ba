"""`--attach`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.streams import parse_stream


@pytest.mark.parametrize("text", ["", "x", "stdin "])
def test_unknown_stream_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="valid streams are STDIN, STDOUT and STDERR"):
        parse_stream(text)


def test_stream_may_be_typed_in_any_case() -> None:
    assert [parse_stream(text) for text in ("STDIN", "Stdout", "stderr")] == ["stdin", "stdout", "stderr"]
