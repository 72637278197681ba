"""The columns of volumes, for `volume ls` and `system df -v`."""

from __future__ import annotations

from pydock_core.output.format import Column, Listing
from pydock_core.output.human import human_size
from pydock_core.output.text import format_labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Volume = dict[str, Any]

UNKNOWN = "N/A"


def volume_listing(*columns: str) -> Listing:
    """Returns the fields of docker's formatter.volumeContext; `columns` are the fields of the table."""
    fields = {
        "Availability": Column("Availability", "AVAILABILITY", _specified("Availability")),
        "Driver": Column("Driver", "DRIVER", _text("Driver")),
        "Group": Column("Group", "GROUP", _specified("Group")),
        "Labels": Column("Labels", "LABELS", lambda volume: format_labels(volume.get("Labels"))),
        "Links": Column("Links", "LINKS", _links),
        "Mountpoint": Column("Mountpoint", "MOUNTPOINT", _text("Mountpoint")),
        "Name": Column("Name", "VOLUME NAME", _text("Name")),
        "Scope": Column("Scope", "SCOPE", _text("Scope")),
        "Size": Column("Size", "SIZE", _size),
        "Status": Column("Status", "STATUS", _status),
    }
    return Listing(
        [*fields.values()],
        default=[fields[name] for name in columns],
        go_type="*formatter.volumeContext",
        quiet="Name",
        raw="name: {{.Name}}\ndriver: {{.Driver}}\n",
        raw_quiet="name: {{.Name}}",
        methods={"Label": lambda volume, name: (volume.get("Labels") or {}).get(name) or ""},
    )


def _text(key: str) -> Callable[[Volume], str]:
    return lambda volume: volume.get(key) or ""


def _links(volume: Volume) -> str:
    usage = volume.get("UsageData")
    return UNKNOWN if usage is None else str(usage.get("RefCount") or 0)


def _size(volume: Volume) -> str:
    usage = volume.get("UsageData")
    return UNKNOWN if usage is None else human_size(usage.get("Size") or 0)


def _specified(key: str) -> Callable[[Volume], str]:
    def field(volume: Volume) -> str:
        cluster = volume.get("ClusterVolume")
        return UNKNOWN if cluster is None else (cluster.get("Spec") or {}).get(key) or ""

    return field


def _status(volume: Volume) -> str:
    cluster = volume.get("ClusterVolume")
    if cluster is None:
        return UNKNOWN
    if not (cluster.get("Info") or {}).get("VolumeID"):
        return "pending creation"
    nodes = len(cluster.get("PublishStatus") or ())
    return "created" if not nodes else f"in use ({nodes} node{'s' if nodes > 1 else ''})"
