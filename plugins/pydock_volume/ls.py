"""`pydock volume ls`: lists volumes."""

from __future__ import annotations

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import build_filters, human_size, natural_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Item = dict[str, Any]

UNKNOWN = "N/A"


class Options:
    cluster = flags.boolean(
        "cluster", since="1.42", swarm="manager", help="Show cluster volumes only, with their state"
    )
    filter = flags.filters()
    format = flags.list_format()
    quiet = flags.boolean("quiet", "q", help="Show names only")


def command(session: Session, options: Options) -> None:
    volumes = session.engine.volumes.list(filters=build_filters(options.filter)).get("Volumes") or []
    form = options.format or ""
    columns = None
    if options.cluster:
        # As in docker, --format has no effect with --cluster.
        volumes, form, columns = [volume for volume in volumes if _is_cluster(volume)], "", CLUSTER
    elif not form and not options.quiet:
        form = session.load_config().get("volumesFormat") or ""
    volumes.sort(key=lambda volume: natural_order(volume.get("Name") or ""))
    session.stdout.write(
        render(FIELDS, volumes, form, quiet=options.quiet, columns=columns, escape=session.stdout.is_terminal)
    )


def _text(key: str) -> Callable[[Item], str]:
    return lambda item: item.get(key) or ""


def _labels(item: Item) -> str:
    return ",".join(sorted(f"{key}={value}" for key, value in (item.get("Labels") or {}).items()))


def _links(item: Item) -> str:
    usage = item.get("UsageData")
    return UNKNOWN if usage is None else str(usage.get("RefCount") or 0)


def _size(item: Item) -> str:
    usage = item.get("UsageData")
    return UNKNOWN if usage is None else human_size(usage.get("Size") or 0)


def _is_cluster(item: Item) -> bool:
    return item.get("ClusterVolume") is not None


def _specified(key: str) -> Callable[[Item], str]:
    return lambda item: (item["ClusterVolume"].get("Spec") or {}).get(key) or "" if _is_cluster(item) else UNKNOWN


def _status(item: Item) -> str:
    if not _is_cluster(item):
        return UNKNOWN
    cluster = item["ClusterVolume"]
    if not (cluster.get("Info") or {}).get("VolumeID"):
        return "pending creation"
    nodes = len(cluster.get("PublishStatus") or ())
    return "created" if not nodes else f"in use ({nodes} node{'s' if nodes > 1 else ''})"


NAME = Column("Name", "VOLUME NAME", _text("Name"))
DRIVER = Column("Driver", "DRIVER", _text("Driver"))
GROUP = Column("Group", "GROUP", _specified("Group"))
AVAILABILITY = Column("Availability", "AVAILABILITY", _specified("Availability"))
STATUS = Column("Status", "STATUS", _status)
CLUSTER = (NAME, GROUP, DRIVER, AVAILABILITY, STATUS)
FIELDS = Listing(
    [
        *CLUSTER,
        Column("Scope", "SCOPE", _text("Scope")),
        Column("Mountpoint", "MOUNTPOINT", _text("Mountpoint")),
        Column("Labels", "LABELS", _labels),
        Column("Links", "LINKS", _links),
        Column("Size", "SIZE", _size),
    ],
    default=[DRIVER, NAME],
    go_type="*formatter.volumeContext",
    quiet="Name",
    raw="name: {{.Name}}\ndriver: {{.Driver}}\n",
    raw_quiet="name: {{.Name}}",
    methods={"Label": lambda item, label: (item.get("Labels") or {}).get(label, "")},
)
