"""`/networks`: list, create, inspect, connect, disconnect, remove, prune."""

from __future__ import annotations

from pydock_core.engine.api.encoding import bare_name, encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape

    Listing = list[dict[str, Any]]  # inside the class, `list` is its method

# The members that commands rely on.
_SUMMARY: Shape = {
    "Id": str,
    "Name": str,
    "Driver": str,
    "Scope": str,
    "Created": str,
    "Labels": {"": str},
    "EnableIPv4": bool,
    "EnableIPv6": bool,
    "Internal": bool,
}
_INSPECTED: Shape = {"Ingress": bool}
_CREATED: Shape = {"Id": str, "Warning": str}


def _path(name: str, tail: str = "") -> str:
    return f"/networks/{name_path('network', name)}{tail}"


class Networks:
    """`engine.networks`. `name` is a network's name or id; bodies and results are the API's JSON objects.

    Every method raises APIError if the engine answers with an error (404: no such network), ConnectionFailed if it
    can't be reached, and ProtocolError for an empty name or a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> Listing:
        """Returns summaries of the networks, without their containers; `filters` as `{"driver": ["bridge"]}`."""
        query = {"filters": encode_filters(filters)}
        return self._client.json("GET", "/networks", list, query=query, shape=_SUMMARY)

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Creates a network and returns `{"Id": …, "Warning": …}`.

        `body` has its `Name`, `Driver`, `Labels`, `IPAM`, …
        """
        return self._client.json("POST", "/networks/create", dict, body=body, shape=_CREATED)

    def inspect(self, name: str, *, verbose: bool = False, scope: str | None = None) -> dict[str, Any]:
        """Returns all that the engine knows about the network, with its containers.

        `verbose` adds the services of a swarm; `scope` is `local`, `global` or `swarm`, for a name that is not unique.
        """
        query = {"verbose": "true" if verbose else None, "scope": scope or None}
        return self._client.json("GET", _path(name), dict, query=query, shape=_INSPECTED)

    def connect(self, name: str, container: str, *, endpoint: dict[str, Any] | None = None) -> None:
        """Connects a container to the network; `endpoint` is the API's EndpointSettings."""
        path = _path(name, "/connect")  # docker checks the network's name first
        body: dict[str, Any] = {"Container": bare_name("container", container)}
        if endpoint is not None:
            body["EndpointConfig"] = endpoint
        self._client.request("POST", path, body=body).close()

    def disconnect(self, name: str, container: str, *, force: bool = False) -> None:
        """Disconnects a container from the network, with `force` a container that can't be found too."""
        path = _path(name, "/disconnect")
        body = {"Container": bare_name("container", container), "Force": force}
        self._client.request("POST", path, body=body).close()

    def remove(self, name: str) -> None:
        """Removes the network."""
        self._client.request("DELETE", _path(name)).close()

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """Removes the unused networks; returns `{"NetworksDeleted": [...] or null}`."""
        return self._client.json("POST", "/networks/prune", dict, query={"filters": encode_filters(filters)})
