"""`pydock groups inspect`: shows groups with their containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import Inspected, dumps, inspect_objects
from pydock_groups.groups import LABEL, container_name, find, members

if TYPE_CHECKING:
    from typing import Any


class Options:
    format = flags.object_format()
    names = flags.arguments("NAME [NAME...]", at_least=1, complete="group")


def command(session: Session, options: Options) -> None:
    def described(name: str) -> Inspected:
        group = describe(find(session, name), members(session, name))
        return Inspected(dumps(group), group, "map[string]any")

    inspect_objects(session, options.names, options.format, described)


def describe(network: dict[str, Any], containers: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns a group as one object: its network, its labels without PyDock's own, and its containers by name."""
    labels = {key: value for key, value in (network.get("Labels") or {}).items() if key != LABEL}
    return {
        "Name": network.get("Name") or "",
        "NetworkID": network.get("Id") or "",
        "Driver": network.get("Driver") or "",
        "Created": network.get("Created") or "",
        "Labels": dict(sorted(labels.items())),
        "Containers": [
            {
                "ID": container.get("Id") or "",
                "Name": container_name(container),
                "Image": container.get("Image") or "",
                "State": container.get("State") or "",
                "Status": container.get("Status") or "",
            }
            for container in sorted(containers, key=container_name)
        ],
    }
