"""`/containers` of the fake engine: create with mounts and networks, list, inspect, rename, remove, prune."""

from __future__ import annotations

import hashlib
import re
import time
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.container import Container
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json
from pydock_core.values.ports import parse_port_range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_NAME = re.compile(r"/?[a-zA-Z0-9][a-zA-Z0-9_.-]+")
_WORDS = ("brave", "calm", "eager", "gentle", "happy", "keen", "lucid", "merry", "quiet", "sunny", "vivid", "witty")
_PEOPLE = ("curie", "darwin", "euler", "franklin", "gauss", "hopper", "kepler", "lovelace", "noether", "turing")
_STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead")
_MINIMUM_MEMORY = 6 << 20


class Containers:
    """The containers of an engine, oldest first."""

    def __init__(self) -> None:
        self._by_id: dict[str, Container] = {}

    def all(self) -> list[Container]:
        """Returns all containers, oldest first."""
        return list(self._by_id.values())

    def find(self, name: str) -> Container | None:
        """Returns the container with this id, name or unambiguous prefix of an id; None for an unknown one."""
        name = name.removeprefix("/")
        if name in self._by_id:
            return self._by_id[name]
        for container in self._by_id.values():
            if container.name == name:
                return container
        found = [container for id, container in self._by_id.items() if name and id.startswith(name)]
        return found[0] if len(found) == 1 else None

    def get(self, name: str) -> Container:
        """Returns the container; raises Refusal 404 for an unknown one."""
        container = self.find(name)
        if container is None:
            raise Refusal(404, f"No such container: {name}")
        return container

    def add(self, container: Container) -> None:
        self._by_id[container.id] = container

    def discard(self, container: Container) -> None:
        self._by_id.pop(container.id, None)


def create(engine: FakeEngine, asked: Asked) -> Answer:
    if not asked.body:
        raise Refusal(500, "EOF")
    body = asked.object()
    image = engine.images.get(body["Image"]) if body.get("Image") else None
    host = body.get("HostConfig") or {}
    _check(body, host)
    id = engine.new_id()
    name = _check_name(engine, asked.query.get("name", "") or _random_name(id))
    container = Container(id, name, body, image, created=time.time(), changed=engine.changed)
    if not container.command:
        raise Refusal(400, "No command specified")
    container.mounts = _mounts(engine, container, host)
    mode = container.host_config["NetworkMode"]
    network = "bridge" if mode == "default" else mode
    said = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
    given = {"bridge" if name == "default" else name: endpoint for name, endpoint in said.items()}
    if not network.startswith("container:"):
        container.endpoints = {network: _endpoint(given.get(network))}
    container.endpoints.update({other: _endpoint(given[other]) for other in given if other != network})
    engine.containers.add(container)
    engine.emit_container("create", container)
    return in_json({"Id": container.id, "Warnings": []}, 201)


def _endpoint(given: Mapping[str, Any] | None) -> dict[str, Any]:
    return shapes.filled(shapes.ENDPOINT, given or {})


def _check(body: Mapping[str, Any], host: Mapping[str, Any]) -> None:
    folder = body.get("WorkingDir") or "/"
    if not folder.startswith("/"):
        raise Refusal(400, f"the working directory '{folder}' is invalid, it needs to be an absolute path")
    if 0 < (host.get("Memory") or 0) < _MINIMUM_MEMORY:
        raise Refusal(400, "Minimum memory limit allowed is 6MB")
    for bindings in (host.get("PortBindings") or {}).values():
        for binding in bindings or ():
            port = binding.get("HostPort") or "0"
            try:
                parse_port_range(port)
            except InvalidValue:
                raise Refusal(400, f'invalid port specification: "{port}"') from None


def _check_name(engine: FakeEngine, name: str, *, before: str = "") -> str:
    if not _NAME.fullmatch(name):
        raise Refusal(400, f"{before}Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")
    name = name.removeprefix("/")
    other = next((container for container in engine.containers.all() if container.name == name), None)
    if other is not None:
        raise Refusal(
            409,
            f'Conflict. The container name "/{name}" is already in use by container "{other.id}". You have to remove '
            "(or rename) that container to be able to reuse that name.",
        )
    return name


def _random_name(id: str) -> str:
    number = int(id[:8], 16)
    return f"{_WORDS[number % len(_WORDS)]}_{_PEOPLE[number // len(_WORDS) % len(_PEOPLE)]}{number % 1000}"


def _mounts(engine: FakeEngine, container: Container, host: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the mounts of `-v`, `--mount` and the image's volumes; makes missing volumes."""
    found: dict[str, dict[str, Any]] = {}
    for text in host.get("Binds") or ():
        source, _, rest = text.partition(":")
        target, _, mode = rest.partition(":")
        if not target.startswith("/"):
            raise Refusal(
                500,
                f"invalid volume specification: '{text}': invalid mount config for type \"bind\": "
                f"invalid mount path: '{target}' mount path must be absolute",
            )
        found[target] = _mount(engine, "bind" if source.startswith("/") else "volume", source, target, mode)
    for mount in host.get("Mounts") or ():
        if mount["Type"] == "tmpfs":
            continue
        mode = "ro" if mount.get("ReadOnly") else ""
        made = _mount(engine, mount["Type"], mount.get("Source", ""), mount["Target"], mode)
        found[mount["Target"]] = {**made, "Mode": "z" if mount["Type"] == "volume" else ""}
    for target in container.config["Volumes"] or ():
        found.setdefault(target, _mount(engine, "volume", "", target, ""))
    return list(found.values())


def _mount(engine: FakeEngine, kind: str, source: str, target: str, mode: str) -> dict[str, Any]:
    writable = "ro" not in mode.split(",")
    if kind == "bind":
        found = {"Type": "bind", "Source": source, "Destination": target, "Mode": mode, "RW": writable}
        return {**found, "Propagation": "rprivate"}
    volume = engine.volumes.ensure(engine, source)
    return {
        "Type": "volume",
        "Name": volume["Name"],
        "Source": volume["Mountpoint"],
        "Destination": target,
        "Driver": "local",
        "Mode": mode,
        "RW": writable,
        "Propagation": "",
    }


def list_containers(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(_FILTERS)
    for status in filters.get("status", ()):
        if status not in _STATES:
            raise Refusal(400, f"Invalid filter 'status={status}'")
    limit = asked.number("limit")
    everything = asked.flag("all") or limit > 0 or "status" in filters
    found = [
        container
        for container in engine.containers.all()[::-1]
        if (everything or container.running) and _matches(engine, container, filters)
    ]
    summaries = [container.summary() for container in found[: limit if limit > 0 else None]]
    if asked.flag("size"):
        for summary in summaries:
            summary.update(_sizes(engine.containers.get(summary["Id"])))
    return in_json(summaries)


def _matches(engine: FakeEngine, container: Container, filters: Mapping[str, list[str]]) -> bool:
    """Returns whether the container has every label, and one value of each other filter."""
    return all(
        (all if name == "label" else any)(_FILTERS[name](engine, container, value) for value in values)
        for name, values in filters.items()
    )


def _has_label(engine: FakeEngine, container: Container, text: str) -> bool:
    name, equals, value = text.partition("=")
    labels = container.config["Labels"] or {}
    return name in labels and (not equals or labels[name] == value)


def _is_older(engine: FakeEngine, container: Container, other: str) -> bool:
    order = engine.containers.all()
    return order.index(container) < order.index(engine.containers.get(other))


def _is_newer(engine: FakeEngine, container: Container, other: str) -> bool:
    order = engine.containers.all()
    return order.index(container) > order.index(engine.containers.get(other))


def _has_port(engine: FakeEngine, container: Container, text: str) -> bool:
    port = text if "/" in text else f"{text}/tcp"
    bindings = container.ports.get(port) or []
    number = port.partition("/")[0]
    return bool(bindings) or any(
        item["HostPort"] == number for items in container.ports.values() for item in items or ()
    )


_FILTERS: dict[str, Callable[[FakeEngine, Container, str], bool]] = {
    "ancestor": lambda engine, container, value: (
        container.image is not None and container.image is engine.images.find(value)
    ),
    "before": _is_older,
    "exited": lambda engine, container, value: container.status == "exited" and container.exit_code == int(value),
    "expose": lambda engine, container, value: (
        value in (container.config.get("ExposedPorts") or {})
        or f"{value}/tcp" in (container.config.get("ExposedPorts") or {})
    ),
    "health": lambda engine, container, value: value == "none",
    "id": lambda engine, container, value: container.id.startswith(value),
    "is-task": lambda engine, container, value: value.lower() in ("false", "0"),
    "isolation": lambda engine, container, value: value in ("", "default"),
    "label": _has_label,
    "name": lambda engine, container, value: bool(re.search(value.removeprefix("/"), container.name)),
    "network": lambda engine, container, value: any(
        value in (name, endpoint["NetworkID"]) for name, endpoint in container.endpoints.items()
    ),
    "publish": _has_port,
    "since": _is_newer,
    "status": lambda engine, container, value: container.status == value,
    "volume": lambda engine, container, value: any(
        value in (mount.get("Name"), mount["Destination"]) for mount in container.mounts
    ),
}


def _sizes(container: Container) -> dict[str, int]:
    return {"SizeRootFs": container.image.size if container.image else 0}


def inspect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    return in_json({**container.inspect(), **(_sizes(container) if asked.flag("size") else {})})


def rename(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    new = asked.query.get("name", "").removeprefix("/")
    if not new:
        raise Refusal(400, "Neither old nor new names may be empty")
    container = engine.containers.get(name)
    if new == container.name:
        raise Refusal(400, "Renaming a container with the same name as its current name")
    old, container.name = container.name, _check_name(engine, f"/{new}", before="Error when allocating new name: ")
    engine.emit_container("rename", container, oldName=f"/{old}")
    return Answer(204)


def remove(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if container.running:
        if not asked.flag("force"):
            advice = "Stop the container before attempting removal or force remove"
            if container.status == "paused":
                advice = "Unpause and then stop the container before attempting removal or force remove"
            raise Refusal(409, f"You cannot remove a {container.status} container {container.id}. {advice}")
        assert container.process is not None
        container.process.kill(9)
    discard(engine, container, volumes=asked.flag("v"))
    return Answer(204)


def discard(engine: FakeEngine, container: Container, *, volumes: bool) -> None:
    """Removes a stopped container, with `volumes` also its anonymous volumes; does nothing for a removed one."""
    with engine.changed:
        if container.removed:
            return
        container.removed = True
        engine.containers.discard(container)
        if volumes:
            for mount in container.mounts:
                engine.volumes.discard_anonymous(mount.get("Name", ""))
        engine.changed.notify_all()
    engine.emit_container("destroy", container)


def prune(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(("label", "label!", "until"))
    gone = [
        container
        for container in engine.containers.all()
        if not container.running and all(_has_label(engine, container, text) for text in filters.get("label", ()))
    ]
    for container in gone:
        discard(engine, container, volumes=False)
    return in_json({"ContainersDeleted": [container.id for container in gone] or None, "SpaceReclaimed": 0})


def new_id(number: int) -> str:
    """Returns the engine's n-th id: 64 hexadecimal digits, the same in each run of a test."""
    return hashlib.sha256(f"fake engine {number}".encode()).hexdigest()


ROUTES = [
    ("GET", "/containers/json", list_containers),
    ("POST", "/containers/create", create),
    ("POST", "/containers/prune", prune),
    ("GET", "/containers/{name}/json", inspect),
    ("POST", "/containers/{name}/rename", rename),
    ("DELETE", "/containers/{name}", remove),
]
