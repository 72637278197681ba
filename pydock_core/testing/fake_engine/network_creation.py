"""`POST /networks/create` of the fake engine: dockerd's checks of a new network, and its addresses."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Refusal, in_json

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Answer, Asked

DRIVERS = ("bridge", "host", "ipvlan", "macvlan", "null", "overlay")
PREDEFINED = ("bridge", "host", "none")
_SINGLE = ("host", "null")  # drivers with one network
NO_MANAGER = (
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm '
    "and try again."
)
_CONFIGURATION_ONLY = (
    "configuration network can only contain network specific fields. Network operator fields like [ ingress | "
    "internal | attachable | scope ] are not supported."
)


def create(engine: FakeEngine, asked: Asked) -> Answer:
    body = asked.object()
    name = body.get("Name") or ""
    if name in PREDEFINED:
        raise Refusal(403, f"operation is not permitted on predefined {name} network ")
    if any(network.name == name for network in engine.networks.all()):
        raise Refusal(409, f"network with name {name} already exists")
    _check_driver(engine, body)
    if body.get("ConfigOnly"):
        if any(body.get(member) for member in ("Ingress", "Internal", "Attachable", "Scope")):
            raise Refusal(403, _CONFIGURATION_ONLY)
        body = {**body, "Driver": "null"}
    elif body.get("Ingress"):
        raise Refusal(403, "Ingress network can only be global scope network")
    source = (body.get("ConfigFrom") or {}).get("Network")
    if source:
        body = {**body, **_configuration(engine, source)}
    _check_subnets(engine, body)
    network = engine.networks.add(engine, body)
    engine.emit("network", "create", network.id, {"name": network.name, "type": network.driver})
    return in_json({"Id": network.id, "Warning": ""}, 201)


def subnets_of(body: dict[str, Any]) -> list[IPv4Network]:
    """Returns the IPv4 subnets that a request asks for; raises Refusal for a text that is no subnet."""
    found = []
    for configuration in (body.get("IPAM") or {}).get("Config") or ():
        text = configuration.get("Subnet") or ""
        try:
            subnet = ip_network(text, strict=False) if "/" in text else None
        except ValueError:
            subnet = None
        if subnet is None:
            raise Refusal(500, f"Invalid subnet {text} : invalid CIDR address: {text}")
        if isinstance(subnet, IPv4Network):
            found.append(subnet)
    return found


def _check_driver(engine: FakeEngine, body: dict[str, Any]) -> None:
    driver = body.get("Driver") or "bridge"
    if driver not in DRIVERS:
        raise Refusal(404, f'plugin "{driver}" not found')
    if driver == "overlay" and engine.swarm != "active/manager":
        raise Refusal(500, NO_MANAGER)
    if body.get("Scope") == "swarm" and engine.swarm == "inactive":
        raise Refusal(403, "cannot create a swarm scoped network when swarm is not active")
    if driver in _SINGLE and not body.get("ConfigOnly"):
        raise Refusal(403, f'only one instance of "{driver}" network is allowed')


def _check_subnets(engine: FakeEngine, body: dict[str, Any]) -> None:
    for subnet in subnets_of(body):
        if any(subnet.overlaps(network.subnet) for network in engine.networks.all() if network.subnet is not None):
            raise Refusal(403, "Pool overlaps with other one on this address space")


def _configuration(engine: FakeEngine, name: str) -> dict[str, Any]:
    """Returns what a network takes over from a configuration; raises Refusal for any other network."""
    for network in engine.networks.all():
        if network.name == name and network.configuration_only:
            found = network.inspect()
            return {"IPAM": found["IPAM"], "Options": found["Options"], "Labels": found["Labels"]}
    raise Refusal(404, f'configuration network "{name}" does not exist')


ROUTES = [("POST", "/networks/create", create)]
