"""What TAB offers after `events --filter`: the filters, and the values that one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError, Session
from pydock_core.toolkit import NO_FILES, NO_SPACE, Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TYPES = "builder config container daemon image network node plugin secret service volume".split()
ACTIONS = (
    "create start restart stop checkpoint pause unpause attach detach resize update rename kill die oom destroy remove "
    "commit top copy archive-path extract-to-dir export import save load tag untag push pull prune delete enable "
    "disable connect disconnect reload mount unmount exec_create exec_start exec_die exec_detach health_status"
).split()


def complete_filter(session: Session, prefix: str) -> Offer:
    """Returns the filters with `=`, or the values of the filter in `prefix`, each after `NAME=`."""
    name, equals, _ = prefix.partition("=")
    if not equals or name not in _VALUES:
        return Offer((f"{known}=" for known in _VALUES), NO_SPACE | NO_FILES if equals else NO_SPACE)
    try:
        return Offer(f"{name}={value}" for value in _VALUES[name](session))
    except PyDockError:
        return Offer()


def _containers(session: Session) -> list[str]:
    found = session.engine.containers.list(all=True)
    return [name.removeprefix("/") for container in found for name in container.get("Names") or []]


def _daemon(session: Session) -> list[str]:
    info = session.engine.system.info()
    return [info.get("Name") or "", info.get("ID") or ""]


def _images(session: Session) -> list[str]:
    return [tag for image in session.engine.images.list() for tag in image.get("RepoTags") or []]


def _networks(session: Session) -> list[str]:
    return [network["Name"] for network in session.engine.networks.list()]


def _nodes(session: Session) -> list[str]:
    nodes = session.engine.json("GET", "/nodes", list, shape={"Description": {"Hostname": str}})
    return [(node.get("Description") or {}).get("Hostname") or "" for node in nodes]


def _volumes(session: Session) -> list[str]:
    return [volume["Name"] for volume in session.engine.volumes.list().get("Volumes") or []]


_VALUES: dict[str, Callable[[Session], Iterable[str]]] = {
    "container": _containers,
    "daemon": _daemon,
    "event": lambda session: ACTIONS,
    "image": _images,
    "label": lambda session: (),
    "network": _networks,
    "node": _nodes,
    "scope": lambda session: ("local", "swarm"),
    "type": lambda session: TYPES,
    "volume": _volumes,
}
