"""`--detach-keys`: the keys that detach from a container, such as `ctrl-p,ctrl-q`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

DEFAULT_DETACH_KEYS = b"\x10\x11"
_CONTROL = "@abcdefghijklmnopqrstuvwxyz[\\]^_"


def parse_detach_keys(text: str) -> bytes:
    """Returns the bytes that a terminal sends for a comma-separated list of single characters, `ctrl-x` and `DEL`."""
    keys = bytearray()
    for key in text.split(","):
        encoded = key.encode("utf-8", "surrogateescape")
        if len(encoded) == 1:
            keys += encoded
        elif len(key) == 6 and key.startswith("ctrl-") and key[5] in _CONTROL:
            keys.append(_CONTROL.index(key[5]))
        elif key == "DEL":
            keys.append(127)
        else:
            raise InvalidValue(f"Unknown character: '{key}'")
    return bytes(keys)


class DetachFilter:
    """Filters the input of a container with a terminal: holds back bytes that may become the detach keys.

    If another byte breaks off the sequence, the held bytes are sent; as in docker, that byte can't start a new
    sequence.
    """

    __slots__ = ("_keys", "_matched")

    def __init__(self, keys: bytes) -> None:
        self._keys = keys
        self._matched = 0

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        """Returns the bytes of `data` to send, and whether the detach keys are complete.

        Bytes after them are dropped.
        """
        keys = self._keys
        if not keys:
            return data, False
        if not self._matched and keys[0] not in data:
            return data, False
        sent = bytearray()
        for byte in data:
            if byte == keys[self._matched]:
                self._matched += 1
                if self._matched == len(keys):
                    return bytes(sent), True
                continue
            sent += keys[: self._matched]
            sent.append(byte)
            self._matched = 0
        return bytes(sent), False

    def end(self) -> bytes:
        """Returns the held bytes at the end of the input."""
        held, self._matched = self._keys[: self._matched], 0
        return held
