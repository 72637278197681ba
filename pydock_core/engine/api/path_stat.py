"""Decodes what the engine says about a path in a container."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from pydock_core.engine.api.decoding import decode
from pydock_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def decode_path_stat(headers: Mapping[str, str]) -> dict[str, Any]:
    """Returns the object in the header X-Docker-Container-Path-Stat; raises ProtocolError if there is none.

    Its members are `name`, `size` (bytes), `mode` (Go's FileMode), `mtime` and `linkTarget`, none of them checked.
    """
    try:
        value = decode(base64.b64decode(headers.get("x-docker-container-path-stat", ""), validate=True))
    except (binascii.Error, ProtocolError) as error:
        raise ProtocolError(f"unable to decode container path stat header: {error}") from error
    if not isinstance(value, dict):
        raise ProtocolError("unable to decode container path stat header: no object")
    return value
