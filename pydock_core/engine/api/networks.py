"""`/networks`: list, create, inspect, connect, disconnect, remove, prune."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from pydock_core.engine.api.client import Client, Shape

    Listing: TypeAlias = "list[dict[str, Any]]"  # inside the class, `list` is its method

# What commands rely on.
_SUMMARY: Shape = {"Id": str, "Name": str, "Driver": str, "Labels": {"": str}}
_CREATED: Shape = {"Id": str, "Warning": str}


def _path(name: str, tail: str = "") -> str:
    return f"/networks/{name_path('network', name)}{tail}"


class Networks:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> Listing:
        """The networks, without their containers."""
        query = {"filters": encode_filters(filters)}
        return self._client.json("GET", "/networks", list, query=query, shape=_SUMMARY)

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """`{"Id": …, "Warning": …}` of a new network; `body` has its Name, Driver, Labels, IPAM, …"""
        return self._client.json("POST", "/networks/create", dict, body=body, shape=_CREATED)

    def inspect(self, name: str, *, verbose: bool = False, scope: str | None = None) -> dict[str, Any]:
        """All that the engine knows about the network, its containers among it."""
        query = {"verbose": "true" if verbose else None, "scope": scope or None}
        return self._client.json("GET", _path(name), dict, query=query)

    def connect(self, name: str, container: str, *, endpoint: dict[str, Any] | None = None) -> None:
        """Puts the container on the network; `endpoint` is the API's EndpointSettings."""
        body: dict[str, Any] = {"Container": container}
        if endpoint is not None:
            body["EndpointConfig"] = endpoint
        self._client.request("POST", _path(name, "/connect"), body=body).close()

    def disconnect(self, name: str, container: str, *, force: bool = False) -> None:
        """Takes the container off the network."""
        self._client.request("POST", _path(name, "/disconnect"), body={"Container": container, "Force": force}).close()

    def remove(self, name: str) -> None:
        """Removes it."""
        self._client.request("DELETE", _path(name)).close()

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """`{"NetworksDeleted": [...]}`."""
        return self._client.json("POST", "/networks/prune", dict, query={"filters": encode_filters(filters)})
