"""The debug log on stderr, in the logfmt of docker's logrus without a terminal; it never contains a secret."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.output.streams import OutputStream

# logrus accepts more levels than docker's help names; `--log-level` accepts them all.
LEVELS = {"trace": 0, "debug": 0, "info": 1, "warn": 2, "warning": 2, "error": 3, "fatal": 4, "panic": 4}
_LOGRUS = {"warn": "warning"}


class Log:
    """Writes log lines: `log("debug", "negotiated", version="1.41")` writes one line if the level is enabled."""

    __slots__ = ("_stream", "_threshold")

    def __init__(self, stream: OutputStream, level: str = "info") -> None:
        self._stream = stream
        self._threshold = LEVELS[level]

    def wants(self, level: str) -> bool:
        """Returns whether lines of this level are written; for callers whose fields are expensive."""
        return LEVELS[level] >= self._threshold

    def __call__(self, level: str, message: str, **fields: Any) -> None:
        if LEVELS[level] < self._threshold:
            return
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        stamp = stamp[:-5] + "Z" if stamp.endswith("+0000") else f"{stamp[:-2]}:{stamp[-2:]}"
        parts = [f'time="{stamp}"', f"level={_LOGRUS.get(level, level)}", f"msg={quote(message)}"]
        for name, value in fields.items():
            text = str(value)
            plain = text != "" and all(character.isalnum() or character in "-._/@^+" for character in text)
            parts.append(f"{name}={text if plain else quote(text)}")
        self._stream.write(" ".join(parts) + "\n")
        self._stream.flush()
