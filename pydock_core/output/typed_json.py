"""The engine's JSON as docker encodes it again from its Go types."""

from __future__ import annotations

from pydock_core.output.template.typed import typed
from pydock_core.output.template_json import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def typed_json(value: dict[str, Any], go_type: str) -> str:
    """Returns an object with the fields of docker's type `go_type` alone, in Go's order, as compact JSON.

    A field that the engine did not send has its zero value, or is left out where the type says so.
    """
    return marshal(typed(value, go_type))
