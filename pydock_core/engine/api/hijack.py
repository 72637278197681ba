"""Requests that turn their connection into a raw stream: attach, exec, dial-stdio."""

from __future__ import annotations

from pydock_core.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client, QueryValue
    from pydock_core.engine.protocols import Connection


def hijack(
    client: Client,
    path: str,
    *,
    query: Mapping[str, QueryValue] | None = None,
    body: dict[str, Any] | None = None,
    content_type: str | None = None,
) -> Connection:
    """The connection after the engine's 101, or 200 from old engines; ProtocolError for any other success."""
    headers = {"Content-Type": content_type} if content_type else None
    response = client.request("POST", path, query=query, body=body, headers=headers, hijack=True)
    if response.connection is None:
        response.close()
        raise ProtocolError(f"unable to upgrade to tcp, received {response.status}")
    return response.connection
