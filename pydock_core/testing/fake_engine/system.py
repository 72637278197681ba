"""The fake engine as a whole: ping, version, info, events, disk usage, authentication."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_NO_CACHE = {"Cache-Control": "no-cache, no-store, must-revalidate", "Pragma": "no-cache"}
_BUILT = "2024-01-01T00:00:00.000000000+00:00"
_COUNTED_SINCE = 52  # the API version, 1.52, from which on the disk usage has totals
_KERNEL = "6.1.0"
_EVENT_FILTERS = (
    "config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret",
    "service", "type", "volume",
)  # fmt: skip


def ping(engine: FakeEngine, asked: Asked) -> Answer:
    headers = dict(_NO_CACHE)
    if engine.builder_version:
        headers["Builder-Version"] = engine.builder_version
    if engine.api_number >= 42:
        headers["Swarm"] = engine.swarm
    return Answer(200, b"OK", content_type="text/plain; charset=utf-8", headers=headers)


def version(engine: FakeEngine, asked: Asked) -> Answer:
    shared = {
        "ApiVersion": engine.api_version,
        "Arch": "amd64",
        "BuildTime": _BUILT,
        "GitCommit": "abcdef0",
        "GoVersion": "go1.21.0",
        "KernelVersion": _KERNEL,
        "MinAPIVersion": engine.min_api_version,
        "Os": "linux",
    }
    components = [
        {"Name": "Engine", "Version": engine.version, "Details": {**shared, "Experimental": "false"}},
        {"Name": "containerd", "Version": "1.6.20", "Details": {"GitCommit": "1.6.20"}},
        {"Name": "runc", "Version": "1.1.5", "Details": {"GitCommit": "1.1.5"}},
        {"Name": "docker-init", "Version": "0.19.0", "Details": {"GitCommit": ""}},
    ]
    return in_json({"Platform": {"Name": ""}, "Components": components, "Version": engine.version, **shared})


def info(engine: FakeEngine, asked: Asked) -> Answer:
    containers = engine.containers.all()
    states = [container.status for container in containers]
    commit = {"ID": "1.6.20", "Expected": "1.6.20"}
    found: dict[str, Any] = {
        "ID": "FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE:FAKE",
        "Containers": len(containers),
        "ContainersRunning": states.count("running"),
        "ContainersPaused": states.count("paused"),
        "ContainersStopped": len(states) - states.count("running") - states.count("paused"),
        "Images": len(engine.images.present),
        "Driver": "overlay2",
        "DriverStatus": [["Backing Filesystem", "extfs"], ["Supports d_type", "true"]],
        "Plugins": {
            "Volume": ["local"],
            "Network": ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"],
            "Authorization": None,
            "Log": ["json-file", "local"],
        },
        **dict.fromkeys(("MemoryLimit", "SwapLimit", "KernelMemory", "KernelMemoryTCP", "CpuCfsPeriod"), True),
        **dict.fromkeys(("CpuCfsQuota", "CPUShares", "CPUSet", "PidsLimit", "IPv4Forwarding"), True),
        **dict.fromkeys(("BridgeNfIptables", "BridgeNfIp6tables"), True),
        "Debug": False,
        "NFd": 20,
        "OomKillDisable": True,
        "NGoroutines": 30,
        "SystemTime": time.strftime("%Y-%m-%dT%H:%M:%S.000000000Z", time.gmtime()),
        "LoggingDriver": "json-file",
        "CgroupDriver": "cgroupfs",
        "CgroupVersion": "1",
        "NEventsListener": 0,
        "KernelVersion": _KERNEL,
        "OperatingSystem": "Fake Linux",
        "OSVersion": "1",
        "OSType": "linux",
        "Architecture": "x86_64",
        "IndexServerAddress": "https://index.docker.io/v1/",
        "RegistryConfig": {
            "AllowNondistributableArtifactsCIDRs": [],
            "AllowNondistributableArtifactsHostnames": [],
            "InsecureRegistryCIDRs": ["127.0.0.0/8"],
            "IndexConfigs": {"docker.io": {"Name": "docker.io", "Mirrors": [], "Secure": True, "Official": True}},
            "Mirrors": [],
        },
        "NCPU": 2,
        "MemTotal": 8 << 30,
        "GenericResources": None,
        "DockerRootDir": "/var/lib/docker",
        "HttpProxy": "",
        "HttpsProxy": "",
        "NoProxy": "",
        "Name": "fake",
        "Labels": [],
        "ExperimentalBuild": False,
        "ServerVersion": engine.version,
        "Runtimes": {
            name: {"path": "runc"} for name in ("io.containerd.runc.v2", "io.containerd.runtime.v1.linux", "runc")
        },
        "DefaultRuntime": "runc",
        "Swarm": {
            "NodeID": "",
            "NodeAddr": "",
            "LocalNodeState": engine.swarm.partition("/")[0],
            "ControlAvailable": engine.swarm == "active/manager",
            "Error": "",
            "RemoteManagers": None,
        },
        "LiveRestoreEnabled": False,
        "Isolation": "",
        "InitBinary": "docker-init",
        "ContainerdCommit": commit,
        "RuncCommit": commit,
        "InitCommit": {"ID": "", "Expected": ""},
        "SecurityOptions": ["name=seccomp,profile=default"],
        "Warnings": None,
    }
    return in_json(found)


def events(engine: FakeEngine, asked: Asked) -> Answer:
    """Answers with the events from `since` to `until`, or until the client closes the connection."""
    asked_filters = asked.filters(None)  # dockerd ignores those that it does not know
    filters = {name: asked_filters[name] for name in _EVENT_FILTERS if name in asked_filters}
    since, until = asked.query.get("since", ""), asked.query.get("until", "")
    begin, end = _time(since, 0.0), _time(until, float("inf"))
    if since and until and begin > end:
        raise Refusal(400, f"`since` time ({since}) cannot be after `until` time ({until})")
    first = 0 if since else len(engine.events)

    def stream() -> Iterator[bytes]:
        sent = first
        while True:
            with engine.changed:
                seconds = end - time.time()
                if sent == len(engine.events) and seconds > 0 and not engine.closed:
                    engine.changed.wait(seconds if until else None)
                    continue
                found = engine.events[sent:]
            if not found:
                return
            sent += len(found)
            for event in found:
                if begin <= event["time"] <= end and _matches(event, filters):
                    yield encoded(event)

    return Answer(200, stream(), content_type="application/json")


def _time(text: str, absent: float) -> float:
    if not text:
        return absent
    try:
        return float(text)
    except ValueError:
        raise Refusal(500, f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


def _matches(event: dict[str, Any], filters: dict[str, list[str]]) -> bool:
    attributes = event["Actor"]["Attributes"]
    for name, values in filters.items():
        if name == "type":
            fits = event["Type"] in values
        elif name == "event":
            fits = any(event["Action"] == value or event["Action"].startswith(f"{value}:") for value in values)
        elif name == "label":
            pairs = [value.partition("=") for value in values]
            fits = all(key in attributes and (not equals or attributes[key] == text) for key, equals, text in pairs)
        elif name == "scope":
            fits = event["scope"] in values
        else:
            owners = (event["Actor"]["ID"], attributes.get("name"), attributes.get(name))
            fits = event["Type"] == name and any(
                value in owners or event["Actor"]["ID"].startswith(value) for value in values
            )
        if not fits:
            return False
    return True


def disk_usage(engine: FakeEngine, asked: Asked) -> Answer:
    users = [container.image for container in engine.containers.all()]
    images = [{**image.summary(), "Containers": users.count(image), "SharedSize": 0} for image in engine.images.present]
    containers = [{**container.summary(), "SizeRootFs": 0} for container in engine.containers.all()]
    volumes = [{**volume, "UsageData": {"RefCount": 0, "Size": 0}} for volume in engine.volumes.by_name.values()]
    if engine.api_number >= _COUNTED_SINCE:
        verbose = asked.flag("verbose")
        running = sum(container["State"] in ("running", "paused", "restarting") for container in containers)
        size = sum(image.size for image in engine.images.present)
        used = sum(image["Containers"] > 0 for image in images)
        return in_json(
            {
                "ImageUsage": _counted(images, used, verbose=verbose, size=size),
                "ContainerUsage": _counted(containers, running, verbose=verbose),
                "VolumeUsage": _counted(volumes, 0, verbose=verbose),
                "BuildCacheUsage": _counted([], 0, verbose=verbose),
            }
        )
    return in_json(
        {
            "LayersSize": sum(image.size for image in engine.images.present),
            "Images": images,
            "Containers": containers,
            "Volumes": volumes,
            "BuildCache": None,
            "BuilderSize": 0,
        }
    )


def _counted(items: list[dict[str, Any]], active: int, *, verbose: bool, size: int = 0) -> dict[str, Any]:
    """Returns a member of the disk usage since API 1.52; zero counts and, without `verbose`, the items are left out."""
    counts = {"ActiveCount": active, "TotalCount": len(items), "TotalSize": size, "Reclaimable": 0}
    found: dict[str, Any] = {name: count for name, count in counts.items() if count}
    if verbose and items:
        found["Items"] = items
    return found


def authenticate(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /auth`: accepts every password except `wrong`."""
    body = asked.object()
    if body.get("password") == "wrong":
        server = body.get("serveraddress") or "registry"
        raise Refusal(401, f'Get "http://{server}/v2/": unauthorized: incorrect username or password')
    return in_json({"IdentityToken": "", "Status": "Login Succeeded"})


def prune_build_cache(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /build/prune`: there is no build cache."""
    return in_json({"CachesDeleted": None, "SpaceReclaimed": 0})


ROUTES = [
    ("GET", "/_ping", ping),
    ("HEAD", "/_ping", ping),
    ("GET", "/version", version),
    ("GET", "/info", info),
    ("GET", "/events", events),
    ("GET", "/system/df", disk_usage),
    ("POST", "/auth", authenticate),
    ("POST", "/build/prune", prune_build_cache),
]
