"""`pydock volume update`: changes the availability of a cluster volume."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import loads, typed_json


class Options:
    availability = flags.string(
        "availability",
        default="active",
        since="1.42",
        swarm="manager",
        complete=("active", "pause", "drain"),
        help='Availability of the cluster volume ("active", "pause", "drain")',
    )
    volume = flags.arguments("[VOLUME]", exactly=1, complete="volume")


def command(session: Session, options: Options) -> None:
    cluster = session.engine.volumes.inspect(options.volume[0]).get("ClusterVolume")
    if cluster is None:
        raise PyDockError("can only update cluster volumes")
    specification = cluster.get("Spec") or {}
    if flags.is_set(options, "availability"):
        specification = {**specification, "Availability": options.availability}
    session.engine.volumes.update(
        cluster.get("ID") or "",
        version=(cluster.get("Version") or {}).get("Index") or 0,
        # docker sends the members that it knows, in the form of its types.
        spec=loads(typed_json(specification, "volume.ClusterVolumeSpec")),
    )
