"""`/volumes` of the fake engine: names and labels, no files."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.container import ROOT
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_FILTERS = ("dangling", "driver", "label", "name")


class Volumes:
    """The volumes of an engine: name → object of the API."""

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
    found = [volume for volume in engine.volumes.by_name.values() if _matches(engine, volume, filters)]
    return in_json({"Volumes": found, "Warnings": None})


def _matches(engine: FakeEngine, volume: dict[str, Any], filters: dict[str, list[str]]) -> bool:
    labels = volume["Labels"] or {}
    for text in filters.get("label", ()):
        name, equals, value = text.partition("=")
        if name not in labels or (equals and labels[name] != value):
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
    if driver != "local":
        raise Refusal(404, f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found')
    if name and not _NAME.fullmatch(name):
        raise Refusal(
            400,
            f'create {name}: "{name}" includes invalid characters for a local volume name, only '
            '"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path',
        )
    made = engine.volumes.ensure(engine, name, labels=body.get("Labels"), options=body.get("DriverOpts"))
    return in_json(made, 201)


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
    filters = asked.filters(("label", "label!", "all"))
    filters.pop("all", None)
    gone = [
        name
        for name, volume in engine.volumes.by_name.items()
        if not _users(engine, name) and _matches(engine, volume, filters)
    ]
    for name in gone:
        del engine.volumes.by_name[name]
    return in_json({"VolumesDeleted": gone, "SpaceReclaimed": 0})


ROUTES = [
    ("GET", "/volumes", list_volumes),
    ("POST", "/volumes/create", create),
    ("POST", "/volumes/prune", prune),
    ("GET", "/volumes/{name}", inspect),
    ("DELETE", "/volumes/{name}", remove),
]
