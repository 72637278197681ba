"""Requests that turn their connection into a raw one: attach and exec."""

from __future__ import annotations

from pydock_core.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.encoding import QueryValue
    from pydock_core.engine.protocols import Connection


def hijack(
    client: Client,
    path: str,
    *,
    query: Mapping[str, QueryValue] | None = None,
    body: dict[str, Any] | None = None,
    content_type: str | None = None,
) -> Connection:
    """Makes the exchange and returns the raw connection after the engine's 101, or 200 from old engines.

    Arguments and errors are those of `Client.request`; any other success is a ProtocolError.
    """
    headers = {"Content-Type": content_type} if content_type else None
    response = client.request("POST", path, query=query, body=body, headers=headers, hijack=True)
    if response.connection is None:
        response.close()
        raise ProtocolError(f"unable to upgrade to tcp, received {response.status}")
    return response.connection
