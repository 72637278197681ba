"""Groups on the engine: a network with the label `pydock.group`, and containers with the same label."""

from __future__ import annotations

from pydock_core.plugin_api import APIError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import CreateRequest, Session

LABEL = "pydock.group"


def all_groups(session: Session) -> list[dict[str, Any]]:
    """Returns the networks that are groups, sorted by name."""
    found = session.engine.networks.list(filters={"label": [LABEL]})
    return sorted(found, key=lambda network: str(network.get("Name")))


def find(session: Session, name: str) -> dict[str, Any]:
    """Returns the network of the group; raises PyDockError if the network is missing or has no label of a group."""
    for network in session.engine.networks.list(filters={"label": [f"{LABEL}={name}"]}):
        if network.get("Name") == name:
            return network
    raise PyDockError(f"no such group: {name}")


def members(session: Session, name: str, *, all: bool = True) -> list[dict[str, Any]]:
    """Returns the group's containers as `GET /containers/json` lists them; stopped ones too unless `all` is False."""
    return session.engine.containers.list(all=all, filters={"label": [f"{LABEL}={name}"]})


def container_name(container: dict[str, Any]) -> str:
    """Returns the container's own name."""
    names = container.get("Names") or [container.get("Id", "")]
    return str(names[0]).removeprefix("/")


def join(session: Session, name: str, request: CreateRequest) -> None:
    """Adds the group's network and label to the request that creates a container."""
    find(session, name)
    host = request.body["HostConfig"]
    if host["NetworkMode"] not in ("default", name):
        raise PyDockError("conflicting options: cannot specify both --group and --network")
    host["NetworkMode"] = name
    endpoints = request.body["NetworkingConfig"]["EndpointsConfig"]
    if "default" in endpoints:
        endpoints[name] = endpoints.pop("default")
    request.body["Labels"][LABEL] = name


def complete(session: Session, prefix: str) -> list[str]:
    """Returns the names of the groups, for completion."""
    try:
        return [str(network.get("Name")) for network in all_groups(session)]
    except (APIError, PyDockError):
        return []
