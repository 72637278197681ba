"""`/networks` of the fake engine, and the endpoints that containers have on them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.testing.fake_engine.container import Container
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_DRIVERS = ("bridge", "host", "ipvlan", "macvlan", "null", "overlay")
_PREDEFINED = ("bridge", "host", "none")
_FILTERS = ("driver", "id", "label", "name", "scope", "type", "dangling")
_BRIDGE_OPTIONS = {
    "com.docker.network.bridge.default_bridge": "true",
    "com.docker.network.bridge.enable_icc": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "true",
    "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",  # noqa: S104 (no socket is bound)
    "com.docker.network.bridge.name": "docker0",
    "com.docker.network.driver.mtu": "1500",
}


class Network:
    """A network and its connected containers: container → endpoint."""

    def __init__(self, id: str, number: int, body: dict[str, Any]) -> None:
        self.id = id
        self.name: str = body["Name"]
        self.driver: str = body.get("Driver") or "bridge"
        self.labels: dict[str, str] = body.get("Labels") or {}
        self.subnet = f"172.{17 + number}"
        self.plugged: dict[Container, dict[str, Any]] = {}
        self._used_addresses = 1
        ipam = body.get("IPAM") or {}
        self._json: dict[str, Any] = {
            "Name": self.name,
            "Id": id,
            "Created": shapes.timestamp(time.time()),
            "Scope": "local",
            "Driver": self.driver,
            "EnableIPv6": bool(body.get("EnableIPv6")),
            "IPAM": {
                "Driver": ipam.get("Driver") or "default",
                "Options": ipam.get("Options"),
                "Config": ipam.get("Config") or self._default_addresses(),
            },
            "Internal": bool(body.get("Internal")),
            "Attachable": bool(body.get("Attachable")),
            "Ingress": False,
            "ConfigFrom": {"Network": ""},
            "ConfigOnly": False,
            "Containers": {},
            "Options": body.get("Options") or {},
            "Labels": self.labels,
        }

    def _default_addresses(self) -> list[dict[str, str]]:
        if self.driver != "bridge":
            return []
        gateway = {} if self.name == "bridge" else {"Gateway": f"{self.subnet}.0.1"}
        return [{"Subnet": f"{self.subnet}.0.0/16", **gateway}]

    def inspect(self) -> dict[str, Any]:
        """Returns the object of `GET /networks/NAME`."""
        containers = {
            container.id: {
                "Name": container.name,
                "EndpointID": endpoint["EndpointID"],
                "MacAddress": endpoint["MacAddress"],
                "IPv4Address": f"{endpoint['IPAddress']}/16" if endpoint["IPAddress"] else "",
                "IPv6Address": "",
            }
            for container, endpoint in self.plugged.items()
        }
        return {**self._json, "Containers": containers}

    def address(self) -> tuple[str, str]:
        """Returns the next free address and its MAC address."""
        self._used_addresses += 1
        last = self._used_addresses
        second = int(self.subnet.partition(".")[2])
        return f"{self.subnet}.0.{last}", f"02:42:ac:{second:02x}:00:{last:02x}"


class Networks:
    """The networks of an engine; bridge, host and none exist from the start."""

    def __init__(self, engine: FakeEngine) -> None:
        self._by_id: dict[str, Network] = {}
        self._made = 0
        self.add(engine, {"Name": "bridge", "Options": dict(_BRIDGE_OPTIONS)})
        self.add(engine, {"Name": "host", "Driver": "host"})
        self.add(engine, {"Name": "none", "Driver": "null"})

    def add(self, engine: FakeEngine, body: dict[str, Any]) -> Network:
        """Adds and returns a network, by the body of `POST /networks/create`."""
        number = self._made
        if (body.get("Driver") or "bridge") == "bridge":
            self._made += 1
        network = Network(engine.new_id(), number, body)
        self._by_id[network.id] = network
        return network

    def all(self) -> list[Network]:
        """Returns all networks, oldest first."""
        return list(self._by_id.values())

    def get(self, name: str) -> Network:
        """Returns the network with this id, name or prefix of an id; raises Refusal 404 for an unknown one."""
        for network in self._by_id.values():
            if name in (network.id, network.name):
                return network
        found = [network for id, network in self._by_id.items() if id.startswith(name)]
        if len(found) != 1:
            raise Refusal(404, f"network {name} not found")
        return found[0]

    def discard(self, network: Network) -> None:
        del self._by_id[network.id]

    def plug(self, engine: FakeEngine, container: Container, name: str) -> None:
        """Connects a starting or running container to a network; raises Refusal for an unknown network."""
        network = self.get(name)
        endpoint = container.endpoints[name]
        endpoint["NetworkID"] = network.id
        endpoint["EndpointID"] = engine.new_id()
        if network.driver == "bridge":
            endpoint["IPAddress"], endpoint["MacAddress"] = network.address()
            endpoint["Gateway"], endpoint["IPPrefixLen"] = f"{network.subnet}.0.1", 16
            if network.name != "bridge":
                endpoint["Aliases"] = [*(endpoint["Aliases"] or []), container.id[:12]]
        network.plugged[container] = endpoint
        engine.emit("network", "connect", network.id, _who(network, container))

    def unplug(self, engine: FakeEngine, container: Container) -> None:
        """Disconnects an exited container from its networks; its configuration keeps them."""
        for name, endpoint in container.endpoints.items():
            for network in self._by_id.values():
                if name in (network.name, network.id) and network.plugged.pop(container, None) is not None:
                    engine.emit("network", "disconnect", network.id, _who(network, container))
            for field in ("EndpointID", "Gateway", "IPAddress", "MacAddress"):
                endpoint[field] = ""
            endpoint["IPPrefixLen"] = 0


def _who(network: Network, container: Container) -> dict[str, str]:
    return {"container": container.id, "name": network.name, "type": network.driver}


def list_networks(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(_FILTERS)
    found = [{**network.inspect(), "Containers": {}} for network in engine.networks.all() if _matches(network, filters)]
    return in_json(found)


def _matches(network: Network, filters: dict[str, list[str]]) -> bool:
    for text in filters.get("label", ()):
        name, equals, value = text.partition("=")
        if name not in network.labels or (equals and network.labels[name] != value):
            return False
    built_in = network.name in _PREDEFINED
    tests: dict[str, Callable[[str], bool]] = {
        "driver": lambda value: network.driver == value,
        "id": lambda value: network.id.startswith(value),
        "name": lambda value: value in network.name,
        "scope": lambda value: value == "local",
        "type": lambda value: value == ("builtin" if built_in else "custom"),
        "dangling": lambda value: (value in ("1", "true")) == (not built_in and not network.plugged),
    }
    return all(any(test(value) for value in filters[name]) for name, test in tests.items() if name in filters)


def inspect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    return in_json(engine.networks.get(name).inspect())


def create(engine: FakeEngine, asked: Asked) -> Answer:
    body = asked.object()
    name = body.get("Name") or ""
    if any(network.name == name for network in engine.networks.all()):
        raise Refusal(409, f"network with name {name} already exists")
    driver = body.get("Driver") or "bridge"
    if driver not in _DRIVERS:
        raise Refusal(404, f'plugin "{driver}" not found')
    network = engine.networks.add(engine, body)
    engine.emit("network", "create", network.id, {"name": network.name, "type": network.driver})
    return in_json({"Id": network.id, "Warning": ""}, 201)


def remove(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    network = engine.networks.get(name)
    if network.name in _PREDEFINED:
        raise Refusal(403, f"{network.name} is a pre-defined network and cannot be removed")
    if network.plugged:
        words = f"network {network.name} id {network.id} has active endpoints"
        raise Refusal(403, f"error while removing network: {words}")
    engine.networks.discard(network)
    engine.emit("network", "destroy", network.id, {"name": network.name, "type": network.driver})
    return Answer(204)


def connect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    body = asked.object()
    container = engine.containers.get(body.get("Container") or "")
    endpoint = shapes.filled(shapes.ENDPOINT, body.get("EndpointConfig") or {})
    if not container.running:
        # dockerd looks for the network when the container starts.
        container.endpoints[name] = endpoint
        return Answer(200)
    network = engine.networks.get(name)
    if network.name in container.endpoints:
        raise Refusal(403, f"endpoint with name {container.name} already exists in network {network.name}")
    container.endpoints[network.name] = endpoint
    if container.running:
        engine.networks.plug(engine, container, network.name)
    return Answer(200)


def disconnect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    body = asked.object()
    network = engine.networks.get(name)
    container = engine.containers.get(body.get("Container") or "")
    if network.name not in container.endpoints:
        raise Refusal(500, f"container {container.id} is not connected to the network {network.name}")
    del container.endpoints[network.name]
    network.plugged.pop(container, None)
    engine.emit("network", "disconnect", network.id, _who(network, container))
    return Answer(200)


def prune(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(("label", "label!", "until"))
    used = {name for container in engine.containers.all() for name in container.endpoints}
    gone = [
        network
        for network in engine.networks.all()
        if network.name not in _PREDEFINED and network.name not in used and _matches(network, filters)
    ]
    for network in gone:
        engine.networks.discard(network)
    return in_json({"NetworksDeleted": [network.name for network in gone] or None})


ROUTES = [
    ("GET", "/networks", list_networks),
    ("POST", "/networks/create", create),
    ("POST", "/networks/prune", prune),
    ("GET", "/networks/{name}", inspect),
    ("POST", "/networks/{name}/connect", connect),
    ("POST", "/networks/{name}/disconnect", disconnect),
    ("DELETE", "/networks/{name}", remove),
]
