"""`/volumes` of the fake engine: names, labels and cluster volumes, no files."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.container import ROOT
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json
from pydock_core.testing.fake_engine.network_creation import NO_MANAGER

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_OPTIONS = ("device", "o", "size", "type")  # of the driver `local`
_CLUSTER_SINCE = 42  # API 1.42
_FILTERS = ("dangling", "driver", "label", "name")


class Volumes:
    """The volumes of an engine: name → object of the API. A volume that was created without a name is anonymous."""

    def __init__(self) -> None:
        self.by_name: dict[str, dict[str, Any]] = {}
        self._anonymous: set[str] = set()

    def ensure(
        self,
        engine: FakeEngine,
        name: str,
        *,
        labels: dict[str, str] | None = None,
        options: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Returns the volume of this name, made if it does not exist; an anonymous one for no name."""
        if not name:
            name = engine.new_id()
            self._anonymous.add(name)
        if name not in self.by_name:
            self.by_name[name] = {
                "CreatedAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "Driver": "local",
                "Labels": labels,
                "Mountpoint": f"{ROOT}/volumes/{name}/_data",
                "Name": name,
                "Options": options,
                "Scope": "local",
            }
            engine.emit("volume", "create", name, {"driver": "local"})
        return self.by_name[name]

    def discard_anonymous(self, name: str) -> None:
        """Removes the volume if it is anonymous."""
        if name in self._anonymous:
            self.by_name.pop(name, None)

    def is_anonymous(self, name: str) -> bool:
        """Returns whether the engine chose the volume's name."""
        return name in self._anonymous

    def get(self, name: str) -> dict[str, Any]:
        """Returns the volume; raises Refusal 404 for an unknown name."""
        if name not in self.by_name:
            raise Refusal(404, f"get {name}: no such volume")
        return self.by_name[name]


def _users(engine: FakeEngine, name: str) -> list[str]:
    """Returns the ids of the containers that mount the volume."""
    return [
        container.id
        for container in engine.containers.all()
        if any(mount.get("Name") == name for mount in container.mounts)
    ]


def list_volumes(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(_FILTERS)
    if any(value not in ("1", "true", "0", "false") for value in filters.get("dangling", ())):
        raise Refusal(400, f"Invalid filter 'dangling=[{' '.join(filters['dangling'])}]'")
    found = [volume for volume in engine.volumes.by_name.values() if _matches(engine, volume, filters)]
    return in_json({"Volumes": found, "Warnings": None})


def _matches(engine: FakeEngine, volume: dict[str, Any], filters: dict[str, list[str]]) -> bool:
    labels = volume["Labels"] or {}
    for text in filters.get("label", ()):
        name, equals, value = text.partition("=")
        if name not in labels or (equals and labels[name] != value):
            return False
    for text in filters.get("label!", ()):
        name, equals, value = text.partition("=")
        if name in labels and (not equals or labels[name] == value):
            return False
    for text in filters.get("dangling", ()):
        if (text in ("1", "true")) == bool(_users(engine, volume["Name"])):
            return False
    names = filters.get("name")
    drivers = filters.get("driver")
    return (not names or any(text in volume["Name"] for text in names)) and (not drivers or "local" in drivers)


def create(engine: FakeEngine, asked: Asked) -> Answer:
    body = asked.object()
    name = body.get("Name") or ""
    driver = body.get("Driver") or "local"
    if body.get("ClusterVolumeSpec") and engine.api_number >= _CLUSTER_SINCE:
        return _create_in_cluster(engine, name, driver, body["ClusterVolumeSpec"])
    if driver != "local":
        raise Refusal(404, f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found')
    if len(name) == 1:
        raise Refusal(
            400, f"create {name}: volume name is too short, names should be at least two alphanumeric characters"
        )
    if name and not _NAME.fullmatch(name):
        raise Refusal(
            400,
            f'create {name}: "{name}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
        )
    options = body.get("DriverOpts") or None
    if name not in engine.volumes.by_name:
        _check_options(name, options or {})
    return in_json(engine.volumes.ensure(engine, name, labels=body.get("Labels"), options=options), 201)


def _check_options(name: str, options: dict[str, str]) -> None:
    for option in options:
        if option not in _OPTIONS:
            raise Refusal(400, f'create {name}: invalid option: "{option}"')
    for required, others in (("device", ("type", "o")), ("type", ("device", "o"))):
        if required not in options and any(other in options for other in others):
            raise Refusal(400, f'create {name}: missing required option: "{required}"')


def _create_in_cluster(engine: FakeEngine, name: str, driver: str, specification: dict[str, Any]) -> Answer:
    if engine.swarm != "active/manager":
        raise Refusal(503, NO_MANAGER)
    now = shapes.timestamp(time.time())
    cluster = {
        "ID": engine.new_id()[:25],
        "Version": {"Index": 1},
        "CreatedAt": now,
        "UpdatedAt": now,
        "Spec": specification,
    }
    made = {
        "ClusterVolume": cluster,
        "CreatedAt": now,
        "Driver": driver,
        "Labels": {},
        "Mountpoint": "",
        "Name": name,
        "Options": {},
        "Scope": "global",
    }
    engine.volumes.by_name[name] = made
    return in_json(made, 201)


def update(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """`PUT /volumes/NAME`, by the name or the id of a cluster volume."""
    if engine.api_number < _CLUSTER_SINCE:
        return Answer(404, encoded({"message": "page not found"}), content_type="application/json", bare=True)
    if engine.swarm != "active/manager":
        raise Refusal(503, NO_MANAGER)
    for found in engine.volumes.by_name.values():
        cluster = found.get("ClusterVolume")
        if cluster is not None and name in (found["Name"], cluster["ID"]):
            if asked.number("version") != cluster["Version"]["Index"]:
                raise Refusal(500, "rpc error: code = Unknown desc = update out of sequence")
            cluster["Spec"] = asked.object()["Spec"]
            cluster["Version"] = {"Index": cluster["Version"]["Index"] + 1}
            return Answer(200)
    raise Refusal(404, f"volume {name} not found")


def inspect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    return in_json(engine.volumes.get(name))


def remove(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    if name not in engine.volumes.by_name and asked.flag("force"):
        return Answer(204)
    engine.volumes.get(name)
    users = _users(engine, name)
    if users:
        raise Refusal(409, f"remove {name}: volume is in use - [{', '.join(users)}]")
    del engine.volumes.by_name[name]
    engine.emit("volume", "destroy", name, {"driver": "local"})
    return Answer(204)


def prune(engine: FakeEngine, asked: Asked) -> Answer:
    allowed = ("label", "label!", "all") if engine.api_number >= _CLUSTER_SINCE else ("label", "label!")
    filters = asked.filters(allowed)
    every = engine.api_number < _CLUSTER_SINCE or any(value in ("1", "true") for value in filters.pop("all", ()))
    # As in dockerd, a volume with mount options and a cluster volume stay.
    gone = [
        name
        for name, volume in engine.volumes.by_name.items()
        if (every or engine.volumes.is_anonymous(name))
        and not volume["Options"]
        and "ClusterVolume" not in volume
        and not _users(engine, name)
        and _matches(engine, volume, filters)
    ]
    for name in gone:
        del engine.volumes.by_name[name]
        engine.emit("volume", "destroy", name, {"driver": "local"})
    return in_json({"VolumesDeleted": gone, "SpaceReclaimed": 0})


ROUTES = [
    ("GET", "/volumes", list_volumes),
    ("POST", "/volumes/create", create),
    ("POST", "/volumes/prune", prune),
    ("GET", "/volumes/{name}", inspect),
    ("PUT", "/volumes/{name}", update),
    ("DELETE", "/volumes/{name}", remove),
]
