"""`/networks` of the fake engine, and the endpoints that containers have on them; `network_creation` makes networks."""

from __future__ import annotations

import time
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json
from pydock_core.testing.fake_engine.network_creation import PREDEFINED, subnets_of
from pydock_core.values.durations import parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.testing.fake_engine.container import Container
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_FILTERS = ("driver", "id", "label", "name", "scope", "type", "dangling")
_IPV4_SINCE = 48  # API 1.48
_BRIDGE_OPTIONS = {
    "com.docker.network.bridge.default_bridge": "true",
    "com.docker.network.bridge.enable_icc": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "true",
    "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0",  # noqa: S104 (no socket is bound)
    "com.docker.network.bridge.name": "docker0",
    "com.docker.network.driver.mtu": "1500",
}


class Network:
    """A network and its connected containers: container → endpoint.

    `subnet` is its first IPv4 subnet, None for a driver without addresses; `has_own_subnet` whether the request named
    it. `created` is in seconds since the epoch.
    """

    def __init__(self, id: str, body: dict[str, Any], default_subnet: IPv4Network) -> None:
        self.id = id
        self.name: str = body.get("Name") or ""
        self.driver: str = body.get("Driver") or "bridge"
        self.labels: dict[str, str] = body.get("Labels") or {}
        self.configuration_only = bool(body.get("ConfigOnly"))
        self.source: str = (body.get("ConfigFrom") or {}).get("Network") or ""
        self.created = time.time()
        self.plugged: dict[Container, dict[str, Any]] = {}
        own = subnets_of(body)
        self.has_own_subnet = bool(own)
        self.subnet = own[0] if own else default_subnet if self.driver == "bridge" else None
        self._used_addresses = 1
        ipam = body.get("IPAM") or {}
        addresses = [{name: value for name, value in given.items() if value} for given in ipam.get("Config") or ()]
        self._json: dict[str, Any] = {
            "Name": self.name,
            "Id": id,
            "Created": shapes.timestamp(self.created),
            "Scope": "swarm" if self.driver == "overlay" else "local",
            "Driver": self.driver,
            "EnableIPv6": bool(body.get("EnableIPv6")),
            "IPAM": {
                "Driver": ipam.get("Driver") or "default",
                "Options": ipam.get("Options"),
                "Config": addresses or self._default_addresses(),
            },
            "Internal": bool(body.get("Internal")),
            "Attachable": bool(body.get("Attachable")),
            "Ingress": False,
            "ConfigFrom": {"Network": self.source},
            "ConfigOnly": self.configuration_only,
            "Containers": {},
            "Options": body.get("Options") or {},
            "Labels": self.labels,
        }

    def _default_addresses(self) -> list[dict[str, str]]:
        if self.subnet is None:
            return []
        gateway = {} if self.name == "bridge" else {"Gateway": self.gateway}
        return [{"Subnet": str(self.subnet), **gateway}]

    @property
    def gateway(self) -> str:
        """The address that containers reach other networks through; "" without addresses."""
        given = self._json["IPAM"]["Config"][0].get("Gateway") if self.has_own_subnet else ""
        return given or (str(self.subnet[1]) if self.subnet is not None else "")

    @property
    def built_in(self) -> bool:
        """Whether every engine has the network."""
        return self.name in PREDEFINED

    def inspect(self) -> dict[str, Any]:
        """Returns the object of `GET /networks/NAME`."""
        containers = {
            container.id: {
                "Name": container.name,
                "EndpointID": endpoint["EndpointID"],
                "MacAddress": endpoint["MacAddress"],
                "IPv4Address": f"{endpoint['IPAddress']}/{endpoint['IPPrefixLen']}" if endpoint["IPAddress"] else "",
                "IPv6Address": "",
            }
            for container, endpoint in self.plugged.items()
        }
        return {**self._json, "Containers": containers}

    def address(self, wanted: str) -> str:
        """Returns the wanted address, else the next free one; raises Refusal for one that the network can't give."""
        assert self.subnet is not None
        if wanted:
            try:
                address = IPv4Address(wanted)
            except AddressValueError:
                raise Refusal(500, f"Invalid IPv4 address: {wanted})") from None
            if address not in self.subnet:
                words = "It does not belong to any of this network's subnets"
                raise Refusal(500, f"Invalid address {wanted}: {words}")
            return wanted
        self._used_addresses += 1
        return str(self.subnet[self._used_addresses])


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
        network = Network(engine.new_id(), body, IPv4Network((f"172.{17 + self._made}.0.0", 16)))
        if network.driver == "bridge":
            self._made += 1
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
        if network.subnet is not None:
            endpoint["IPAddress"] = network.address((endpoint["IPAMConfig"] or {}).get("IPv4Address") or "")
            endpoint["MacAddress"] = "02:42:" + IPv4Address(endpoint["IPAddress"]).packed.hex(":")
            endpoint["Gateway"], endpoint["IPPrefixLen"] = network.gateway, network.subnet.prefixlen
            if network.name != "bridge":
                endpoint["Aliases"] = [*(endpoint["Aliases"] or []), container.id[:12]]
        endpoint["NetworkID"] = network.id
        endpoint["EndpointID"] = engine.new_id()
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
    for value in filters.get("dangling", ()):
        if value not in ("1", "true", "0", "false"):
            words = 'must be "true" (or "1"), or "false" (or "0")'
            raise Refusal(400, f"invalid value for filter 'dangling', {words}")
    for value in filters.get("type", ()):
        if value not in ("builtin", "custom"):
            raise Refusal(500, f"invalid filter: 'type'='{value}'")
    found = [network for network in engine.networks.all() if _matches(network, filters)]
    return in_json([_shown(engine, {**network.inspect(), "Containers": {}}) for network in found])


def _shown(engine: FakeEngine, found: dict[str, Any]) -> dict[str, Any]:
    """Returns the JSON of a network with the member that newer engines add."""
    return {**found, "EnableIPv4": True} if engine.api_number >= _IPV4_SINCE else found


def _matches(network: Network, filters: dict[str, list[str]]) -> bool:
    for text in filters.get("label", ()):
        name, equals, value = text.partition("=")
        if name not in network.labels or (equals and network.labels[name] != value):
            return False
    for text in filters.get("label!", ()):
        name, equals, value = text.partition("=")
        if name in network.labels and (not equals or network.labels[name] == value):
            return False
    tests: dict[str, Callable[[str], bool]] = {
        "driver": lambda value: network.driver == value,
        "id": lambda value: network.id.startswith(value),
        "name": lambda value: value in network.name,
        "scope": lambda value: value == network.inspect()["Scope"],
        "type": lambda value: value == ("builtin" if network.built_in else "custom"),
        "dangling": lambda value: (value in ("1", "true")) == (not network.built_in and not network.plugged),
    }
    return all(any(test(value) for value in filters[name]) for name, test in tests.items() if name in filters)


def inspect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    found = engine.networks.get(name).inspect()
    if asked.query.get("scope", "") not in ("", found["Scope"]):
        raise Refusal(404, f"network {name} not found")
    return in_json(_shown(engine, found))


def remove(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    network = engine.networks.get(name)
    if network.built_in:
        raise Refusal(403, f"{network.name} is a pre-defined network and cannot be removed")
    if any(other.source == network.name for other in engine.networks.all()):
        raise Refusal(403, f'error while removing network: configuration network "{network.name}" is in use')
    if network.plugged:
        words = f"network {network.name} id {network.id} has active endpoints"
        raise Refusal(403, f"error while removing network: {words}")
    engine.networks.discard(network)
    engine.emit("network", "destroy", network.id, {"name": network.name, "type": network.driver})
    return Answer(204)


def connect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    body = asked.object()
    container = _container(engine, body)
    endpoint = shapes.filled(shapes.ENDPOINT, body.get("EndpointConfig") or {})
    if not container.running:
        # dockerd looks for the network when the container starts.
        container.endpoints[name] = endpoint
        return Answer(200)
    network = engine.networks.get(name)
    if network.name == "host":
        raise Refusal(400, "container cannot be disconnected from host network or connected to host network")
    if endpoint["Aliases"] and network.built_in:
        raise Refusal(400, "network-scoped alias is supported only for containers in user defined networks")
    if (endpoint["IPAMConfig"] or {}).get("IPv4Address") and not network.has_own_subnet:
        words = "user specified IP address is supported only when connecting to networks with user configured subnets"
        raise Refusal(400, words)
    if network.name in container.endpoints:
        raise Refusal(403, f"endpoint with name {container.name} already exists in network {network.name}")
    container.endpoints[network.name] = endpoint
    try:
        engine.networks.plug(engine, container, network.name)
    except Refusal:
        del container.endpoints[network.name]
        raise
    return Answer(200)


def _container(engine: FakeEngine, body: dict[str, Any]) -> Container:
    if not body.get("Container"):
        raise Refusal(400, 'invalid name or ID supplied: ""')
    return engine.containers.get(body["Container"])


def disconnect(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    body = asked.object()
    network = engine.networks.get(name)
    try:
        container = _container(engine, body)
    except Refusal as refusal:
        if body.get("Force") and refusal.status == 404:
            raise Refusal(404, f"endpoint {body['Container']} not found") from None
        raise
    if network.name not in container.endpoints:
        words = "is not connected to network" if container.running else "is not connected to the network"
        raise Refusal(500, f"container {container.id} {words} {network.name}")
    del container.endpoints[network.name]
    network.plugged.pop(container, None)
    engine.emit("network", "disconnect", network.id, _who(network, container))
    return Answer(200)


def prune(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(("label", "label!", "until"))
    until = _until(filters.pop("until", []))
    used = {name for container in engine.containers.all() for name in container.endpoints}
    gone = [
        network
        for network in engine.networks.all()
        if not network.built_in
        and network.name not in used
        and not network.configuration_only
        and network.created <= until
        and _matches(network, filters)
    ]
    for network in gone:
        engine.networks.discard(network)
        engine.emit("network", "destroy", network.id, {"name": network.name, "type": network.driver})
    return in_json({"NetworksDeleted": [network.name for network in gone] or None})


def _until(texts: list[str]) -> float:
    """Returns the time before which networks are removed, in seconds since the epoch, of a duration before now."""
    if not texts:
        return float("inf")
    if len(texts) > 1:
        raise Refusal(500, "more than one until filter specified")
    try:
        return time.time() - parse_duration(texts[0]) / 1e9
    except InvalidValue:
        raise Refusal(500, f'failed to parse value as time or duration: "{texts[0]}"') from None


ROUTES = [
    ("GET", "/networks", list_networks),
    ("POST", "/networks/prune", prune),
    ("GET", "/networks/{name}", inspect),
    ("POST", "/networks/{name}/connect", connect),
    ("POST", "/networks/{name}/disconnect", disconnect),
    ("DELETE", "/networks/{name}", remove),
]
