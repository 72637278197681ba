"""`/volumes`: list, create, inspect, update, remove, prune."""

from __future__ import annotations

from pydock_core.engine.api.encoding import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape

# The members that commands rely on.
_CLUSTER: Shape = {
    "ID": str,
    "Version": {"Index": int},
    "Info": {"VolumeID": str},
    "PublishStatus": [dict],
    "Spec": {"Group": str, "Availability": str},
}
_VOLUME: Shape = {
    "Name": str,
    "Driver": str,
    "Scope": str,
    "Mountpoint": str,
    "Labels": {"": str},
    "ClusterVolume": _CLUSTER,
    "UsageData": {"RefCount": int, "Size": int},
}


def _path(name: str) -> str:
    return f"/volumes/{name_path('volume', name)}"


class Volumes:
    """`engine.volumes`. Bodies and results are the API's JSON objects.

    Every method raises APIError if the engine answers with an error (404: no such volume), ConnectionFailed if it
    can't be reached, and ProtocolError for an empty name or a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """Returns `{"Volumes": [...] or null, "Warnings": [...] or null}`; `filters` as `{"dangling": ["true"]}`."""
        query = {"filters": encode_filters(filters)}
        return self._client.json("GET", "/volumes", dict, query=query, shape={"Volumes": [_VOLUME]})

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """Creates a volume and returns it; one that has this name already is returned as it is.

        `body` has its `Name`, `Driver`, `DriverOpts`, `Labels`.
        """
        return self._client.json("POST", "/volumes/create", dict, body=body, shape=_VOLUME)

    def inspect(self, name: str) -> dict[str, Any]:
        """Returns all that the engine knows about the volume."""
        return self._client.json("GET", _path(name), dict, shape=_VOLUME)

    def update(self, name: str, *, version: int, spec: dict[str, Any]) -> None:
        """Replaces the specification of a cluster volume (API 1.42), whose `Version.Index` must still be `version`."""
        self._client.request("PUT", _path(name), query={"version": version}, body={"Spec": spec}).close()

    def remove(self, name: str, *, force: bool = False) -> None:
        """Removes the volume; with `force`, a missing one is a success."""
        self._client.request("DELETE", _path(name), query={"force": force or None}).close()

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """Removes unused volumes; returns `{"VolumesDeleted": [...] or null, "SpaceReclaimed": bytes}`."""
        return self._client.json("POST", "/volumes/prune", dict, query={"filters": encode_filters(filters)})
