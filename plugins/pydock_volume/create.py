"""`pydock volume create`: creates a volume, or a cluster volume in a swarm."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import check_label, to_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The flags that make a cluster volume. As in docker, secrets and topologies alone don't.
CLUSTER = ("group", "scope", "sharing", "availability", "type", "limit_bytes", "required_bytes")
CLUSTER_SINCE = "1.42"
MANAGER = "manager"


class Options:
    availability = flags.string(
        "availability",
        default="active",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        complete=("active", "pause", "drain"),
        help='Availability of the cluster volume ("active", "pause", "drain")',
    )
    driver = flags.string("driver", "d", default="local", help="Driver of the volume")
    group = flags.string("group", since=CLUSTER_SINCE, swarm=MANAGER, help="Group of the cluster volume")
    label = flags.strings("label", convert=check_label, help="Set metadata on the volume")
    limit_bytes = flags.bytes(
        "limit-bytes", since=CLUSTER_SINCE, swarm=MANAGER, help="Largest size of the cluster volume in bytes"
    )
    name = flags.string("name", hidden=True, help="Name of the volume")
    opt = flags.strings("opt", "o", value="map", default_text="map[]", help="Options for the driver (name=value)")
    required_bytes = flags.bytes(
        "required-bytes", since=CLUSTER_SINCE, swarm=MANAGER, help="Smallest size of the cluster volume in bytes"
    )
    scope = flags.string(
        "scope",
        default="single",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        complete=("single", "multi"),
        help='Nodes that use the cluster volume at once ("single", "multi")',
    )
    secret = flags.strings(
        "secret",
        value="map",
        default_text="map[]",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        help="Secrets for the driver of the cluster volume (name=secret)",
    )
    sharing = flags.string(
        "sharing",
        default="none",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        complete=("none", "readonly", "onewriter", "all"),
        help='Tasks that share the cluster volume ("none", "readonly", "onewriter", "all")',
    )
    topology_preferred = flags.strings(
        "topology-preferred",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        help="Topology that the cluster volume should be in (segment=value[,segment=value])",
    )
    topology_required = flags.strings(
        "topology-required",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        help="Topology that the cluster volume must be accessible from (segment=value[,segment=value])",
    )
    type = flags.string(
        "type",
        default="block",
        since=CLUSTER_SINCE,
        swarm=MANAGER,
        complete=("mount", "block"),
        help='Form in which tasks get the cluster volume ("mount", "block")',
    )
    volume = flags.arguments("[VOLUME]", at_most=1, complete=())


def command(session: Session, options: Options) -> None:
    if options.volume and options.name:
        raise PyDockError(
            "conflicting options: cannot specify a volume-name through both --name and as a positional arg"
        )
    body = {
        "ClusterVolumeSpec": _specification(options) if _is_cluster_volume(options) else None,
        "Driver": options.driver,
        "DriverOpts": to_map(options.opt),
        "Labels": to_map(options.label),
        "Name": options.volume[0] if options.volume else options.name,
    }
    made = session.engine.volumes.create({name: value for name, value in body.items() if value})
    if not isinstance(made.get("Name"), str) or not made["Name"]:
        raise ProtocolError("the engine's answer to POST /volumes/create has no Name")
    session.stdout.write(f"{made['Name']}\n")


def _is_cluster_volume(options: Options) -> bool:
    return any(flags.is_set(options, attribute) for attribute in CLUSTER)


def _specification(options: Options) -> dict[str, Any]:
    """Returns the API's ClusterVolumeSpec; empty texts and lists are left out, as docker's encoder does."""
    access: dict[str, Any] = {"Scope": options.scope, "Sharing": options.sharing}
    access = {name: value for name, value in access.items() if value}
    if options.type in ("mount", "block"):
        access[f"{options.type.capitalize()}Volume"] = {}
    topologies = {
        "Requisite": _topologies(options.topology_required),
        "Preferred": _topologies(options.topology_preferred),
    }
    secrets = sorted(to_map(options.secret).items())
    texts = {"Group": options.group, "Availability": options.availability}
    return {
        **{name: text for name, text in texts.items() if text},
        "AccessMode": access,
        "AccessibilityRequirements": {name: found for name, found in topologies.items() if found},
        "CapacityRange": {
            "RequiredBytes": options.required_bytes or 0,
            "LimitBytes": options.limit_bytes or 0,
        },
        **({"Secrets": [{"Key": key, "Secret": secret} for key, secret in secrets]} if secrets else {}),
    }


def _topologies(texts: list[str]) -> list[dict[str, Any]]:
    return [{"Segments": to_map(text.split(","))} for text in texts]
