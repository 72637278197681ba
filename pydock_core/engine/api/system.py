"""The engine as a whole: version, info, events, disk usage, registry authentication, the build cache."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client, Shape

# What commands rely on.
_VERSION: Shape = {
    **dict.fromkeys(
        ("Version", "ApiVersion", "MinAPIVersion", "GitCommit", "GoVersion", "Os", "Arch", "BuildTime"), str
    ),
    "Experimental": bool,
    "Platform": {"Name": str},
    "Components": [{"Name": str, "Version": str, "Details": {"": str}}],
}
_INFO: Shape = {"Swarm": {"ControlAvailable": bool}}


class System:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def version(self) -> dict[str, Any]:
        """The engine's version and those of its parts."""
        return self._client.json("GET", "/version", dict, shape=_VERSION)

    def info(self) -> dict[str, Any]:
        """The engine's state and settings."""
        return self._client.json("GET", "/info", dict, shape=_INFO)

    def disk_usage(self, *, types: Iterable[str] = ()) -> dict[str, Any]:
        """What images, containers, volumes and the build cache take, in bytes."""
        return self._client.json("GET", "/system/df", dict, query={"type": [*types]})

    def events(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        filters: Mapping[str, Iterable[str]] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Events as they happen, for ever unless `until` (a unix time, like `since`) is given."""
        query = {"since": since or None, "until": until or None, "filters": encode_filters(filters)}
        return self._client.stream_json("GET", "/events", query=query)

    def authenticate(self, body: dict[str, Any]) -> dict[str, Any]:
        """`{"Status": …, "IdentityToken": …}` of a login with the registry that `body` names."""
        return self._client.json("POST", "/auth", dict, body=body)

    def distribution(self, name: str, *, registry_auth: str | None = None) -> dict[str, Any]:
        """The image's descriptor and platforms, as the registry has them."""
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.json("GET", f"/distribution/{name_path('image', name)}/json", dict, headers=headers)

    def prune_build_cache(
        self, *, all: bool = False, filters: Mapping[str, Iterable[str]] | None = None, keep_bytes: int = 0
    ) -> dict[str, Any]:
        """`{"CachesDeleted": [...], "SpaceReclaimed": bytes}`."""
        query = {"all": all or None, "keep-storage": keep_bytes or None, "filters": encode_filters(filters) or ""}
        return self._client.json("POST", "/build/prune", dict, query=query)
