"""`--detach-keys`: the keys that leave a container running, such as `ctrl-p,ctrl-q`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

DEFAULT_DETACH_KEYS = b"\x10\x11"
_CONTROL = "@abcdefghijklmnopqrstuvwxyz[\\]^_"


def parse_detach_keys(text: str) -> bytes:
    """The bytes that a terminal sends for a comma-separated list of single characters, `ctrl-x` and `DEL`."""
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
