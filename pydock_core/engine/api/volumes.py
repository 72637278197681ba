"""`/volumes`: list, create, inspect, update, remove, prune."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client


def _path(name: str) -> str:
    return f"/volumes/{name_path('volume', name)}"


class Volumes:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """`{"Volumes": [...] or null, "Warnings": [...] or null}`."""
        return self._client.json("GET", "/volumes", dict, query={"filters": encode_filters(filters)})

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """The new volume, or the one that had this name already; `body` has its Name, Driver, DriverOpts, Labels."""
        return self._client.json("POST", "/volumes/create", dict, body=body)

    def inspect(self, name: str) -> dict[str, Any]:
        """All that the engine knows about the volume."""
        return self._client.json("GET", _path(name), dict)

    def update(self, name: str, *, version: int, spec: dict[str, Any]) -> None:
        """Changes a cluster volume that has this version."""
        self._client.request("PUT", _path(name), query={"version": version}, body={"Spec": spec}).close()

    def remove(self, name: str, *, force: bool = False) -> None:
        """Removes it; one that isn't there is a success with `force`."""
        self._client.request("DELETE", _path(name), query={"force": force or None}).close()

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """`{"VolumesDeleted": [...], "SpaceReclaimed": bytes}`."""
        return self._client.json("POST", "/volumes/prune", dict, query={"filters": encode_filters(filters)})
