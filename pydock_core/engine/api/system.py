"""The engine as a whole: version, info, events, disk usage, registry authentication, the build cache."""

from __future__ import annotations

from pydock_core.engine.api.encoding import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape

# The members that commands rely on.
_VERSION: Shape = {
    **dict.fromkeys(
        ("Version", "ApiVersion", "MinAPIVersion", "GitCommit", "GoVersion", "Os", "Arch", "BuildTime"), str
    ),
    "Experimental": bool,
    "Platform": {"Name": str},
    "Components": [{"Name": str, "Version": str, "Details": {"": str}}],
}
_TEXTS: Shape = [str]
_COMMIT: Shape = {"ID": str}
_INFO: Shape = {
    **dict.fromkeys(("Containers", "ContainersRunning", "ContainersPaused", "ContainersStopped", "Images"), int),
    **dict.fromkeys(("NCPU", "MemTotal", "NFd", "NGoroutines", "NEventsListener"), int),
    **dict.fromkeys(("Debug", "ExperimentalBuild", "LiveRestoreEnabled"), bool),
    **dict.fromkeys(
        (
            *("ServerVersion", "Driver", "LoggingDriver", "CgroupDriver", "CgroupVersion", "DefaultRuntime"),
            *("OSType", "InitBinary", "Isolation", "KernelVersion", "OperatingSystem", "Architecture", "Name", "ID"),
            *("DockerRootDir", "SystemTime", "HttpProxy", "HttpsProxy", "NoProxy", "ProductLicense"),
        ),
        str,
    ),
    **dict.fromkeys(("Labels", "SecurityOptions", "Warnings", "CDISpecDirs"), _TEXTS),
    **dict.fromkeys(("ContainerdCommit", "RuncCommit", "InitCommit"), _COMMIT),
    "DriverStatus": [[str]],
    "SystemStatus": [[str]],
    "Plugins": dict.fromkeys(("Volume", "Network", "Authorization", "Log"), _TEXTS),
    "DiscoveredDevices": [{"Source": str, "ID": str}],
    "Runtimes": {"": dict},
    "DefaultAddressPools": [{"Base": str, "Size": int}],
    "RegistryConfig": {
        "InsecureRegistryCIDRs": [str],
        "IndexConfigs": {"": {"Name": str, "Secure": bool}},
        "Mirrors": [str],
    },
    "Swarm": {
        **dict.fromkeys(("NodeID", "NodeAddr", "LocalNodeState", "Error"), str),
        **dict.fromkeys(("Managers", "Nodes"), int),
        "ControlAvailable": bool,
        "RemoteManagers": [{"Addr": str}],
        "Cluster": {
            "ID": str,
            "DefaultAddrPool": [str],
            "SubnetSize": int,
            "DataPathPort": int,
            "RootRotationInProgress": bool,
            "Spec": {
                "Orchestration": {"TaskHistoryRetentionLimit": int},
                "Raft": dict.fromkeys(("SnapshotInterval", "KeepOldSnapshots", "HeartbeatTick", "ElectionTick"), int),
                "Dispatcher": {"HeartbeatPeriod": int},
                "CAConfig": {
                    **dict.fromkeys(("NodeCertExpiry", "ForceRotate"), int),
                    "SigningCACert": str,
                    "ExternalCAs": [{"Protocol": str, "URL": str}],
                },
                "EncryptionConfig": {"AutoLockManagers": bool},
            },
        },
    },
}
_IMAGES: Shape = [
    {
        **dict.fromkeys(("Created", "Size", "SharedSize", "Containers"), int),
        "Id": str,
        "RepoTags": _TEXTS,
        "RepoDigests": _TEXTS,
    }
]
_CONTAINERS: Shape = [
    {
        **dict.fromkeys(("Id", "Image", "ImageID", "Command", "State", "Status"), str),
        **dict.fromkeys(("Created", "SizeRw", "SizeRootFs"), int),
        "Names": _TEXTS,
        "Ports": [{"IP": str, "PrivatePort": int, "PublicPort": int, "Type": str}],
        "Labels": {"": str},
        "NetworkSettings": {"Networks": dict},
        "Mounts": [{"Name": str, "Source": str, "Driver": str}],
        "ImageManifestDescriptor": {"platform": {"os": str, "architecture": str, "variant": str}},
    }
]
_VOLUMES: Shape = [
    {
        **dict.fromkeys(("Name", "Driver", "Mountpoint", "Scope"), str),
        "Labels": {"": str},
        "UsageData": {"RefCount": int, "Size": int},
        "ClusterVolume": {
            "Spec": {"Group": str, "Availability": str},
            "Info": {"VolumeID": str},
            "PublishStatus": [dict],
        },
    }
]
_CACHE: Shape = [
    {
        **dict.fromkeys(("ID", "Parent", "Type", "Description", "CreatedAt", "LastUsedAt"), str),
        **dict.fromkeys(("Size", "UsageCount"), int),
        **dict.fromkeys(("InUse", "Shared"), bool),
        " Parents": _TEXTS,
    }
]
_COUNTS: dict[str, Shape] = dict.fromkeys(("TotalCount", "ActiveCount", "TotalSize", "Reclaimable"), int)
_DISK_USAGE: Shape = {
    "LayersSize": int,
    "Images": _IMAGES,
    "Containers": _CONTAINERS,
    "Volumes": _VOLUMES,
    "BuildCache": _CACHE,
    "ImageUsage": {**_COUNTS, "Items": _IMAGES},
    "ContainerUsage": {**_COUNTS, "Items": _CONTAINERS},
    "VolumeUsage": {**_COUNTS, "Items": _VOLUMES},
    "BuildCacheUsage": {**_COUNTS, "Items": _CACHE},
}


class System:
    """`engine.system`. Bodies and results are the API's JSON objects.

    Every method raises APIError if the engine answers with an error, ConnectionFailed if it can't be reached, and
    ProtocolError for a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def version(self) -> dict[str, Any]:
        """Returns the version of the engine and of its components."""
        return self._client.json("GET", "/version", dict, shape=_VERSION)

    def info(self) -> dict[str, Any]:
        """Returns the engine's state and settings."""
        return self._client.json("GET", "/info", dict, shape=_INFO)

    def disk_usage(self, *, types: Iterable[str] = (), verbose: bool = False) -> dict[str, Any]:
        """Returns the disk usage, in bytes, of images, containers, volumes and the build cache.

        `types` restricts it (API 1.42): `container`, `image`, `volume`, `build-cache`. Since API 1.52 the members are
        totals (`ImageUsage`, …), which have the objects as `Items` with `verbose`; before, lists (`Images`, …).
        """
        query = {"type": [*types], "verbose": verbose or None}
        return self._client.json("GET", "/system/df", dict, query=query, shape=_DISK_USAGE)

    def events(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        filters: Mapping[str, Iterable[str]] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Returns an iterator over the engine's events as they happen; it ends only at `until`.

        `since` and `until` are Unix times with an optional fraction; `filters` as `{"type": ["container"]}`.
        """
        from pydock_core.engine.api.json_stream import json_objects

        query = {"since": since or None, "until": until or None, "filters": encode_filters(filters)}
        return json_objects(self._client.stream("GET", "/events", query=query))

    def event_batches(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        filters: Mapping[str, Iterable[str]] | None = None,
    ) -> Iterator[list[dict[str, Any]]]:
        """Returns an iterator over lists of events, those that arrived together; arguments are those of `events`."""
        from pydock_core.engine.api.json_stream import json_batches

        query = {"since": since or None, "until": until or None, "filters": encode_filters(filters)}
        return json_batches(self._client.stream("GET", "/events", query=query))

    def authenticate(self, body: dict[str, Any]) -> dict[str, Any]:
        """Has the engine log in to a registry; returns `{"Status": …, "IdentityToken": …}`.

        `body` is the API's AuthConfig: `username`, `password`, `serveraddress`.
        """
        return self._client.json("POST", "/auth", dict, body=body)

    def distribution(self, name: str, *, registry_auth: str | None = None) -> dict[str, Any]:
        """Returns the descriptor and the platforms of an image, from its registry.

        `registry_auth` is the encoded header X-Registry-Auth.
        """
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.json("GET", f"/distribution/{name_path('image', name)}/json", dict, headers=headers)

    def prune_build_cache(
        self, *, all: bool = False, filters: Mapping[str, Iterable[str]] | None = None, keep_bytes: int = 0
    ) -> dict[str, Any]:
        """Removes unused build cache; returns `{"CachesDeleted": [...] or null, "SpaceReclaimed": bytes}`.

        `all` removes all of it, not only what no image refers to; `keep_bytes` is how much to keep.
        """
        query = {"all": all or None, "keep-storage": keep_bytes or None, "filters": encode_filters(filters) or ""}
        return self._client.json("POST", "/build/prune", dict, query=query)
