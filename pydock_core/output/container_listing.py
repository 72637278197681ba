"""docker's formatter.ContainerContext: the fields of a container in a list, for `ps` and `system df -v`."""

from __future__ import annotations

from pydock_core.output.format import Column, Listing
from pydock_core.output.human import human_duration, human_size
from pydock_core.output.text import ellipsis, format_labels, truncate_id
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Item = dict[str, Any]

COMMAND_COLUMNS = 20
MOUNT_COLUMNS = 15

RAW = (
    "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\n"
    "state: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\n"
    "labels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n"
)


def _text(key: str) -> Callable[[Item], str]:
    return lambda item: item.get(key) or ""


def _size(item: Item) -> str:
    written, total = item.get("SizeRw") or 0, item.get("SizeRootFs") or 0
    own = human_size(written, 3)
    return f"{own} (virtual {human_size(total, 3)})" if total > 0 else own


def _label(item: Item, name: str) -> str:
    return str((item.get("Labels") or {}).get(name, ""))


def _networks(item: Item) -> str:
    return ",".join((item.get("NetworkSettings") or {}).get("Networks") or {})


def _local_volumes(item: Item) -> str:
    return str(sum(mount.get("Driver") == "local" for mount in item.get("Mounts") or []))


def _ports(item: Item) -> str:
    ports = item.get("Ports")
    if not ports:
        return ""
    from pydock_core.values.ports import format_ports

    return format_ports(ports)


def _platform(item: Item) -> Any:
    descriptor = item.get("ImageManifestDescriptor") or {}
    platform = descriptor.get("platform")
    return None if platform is None else "/".join(filter(None, map(platform.get, ("os", "architecture", "variant"))))


def _image(item: Item) -> str:
    return item.get("Image") or "<no image>"


def _familiar_image(item: Item) -> str:
    """Returns the image without its digest and `docker.io/library/`; a short id for an image without a name."""
    name = _image(item)
    if "@" not in name and "/" not in name and ":" not in name and len(name) < 12:
        return name
    short = truncate_id(item.get("ImageID") or "")
    if short == truncate_id(name):
        return short
    if "@" not in name and not name.startswith(("docker.io/", "index.docker.io/", "library/")):
        return name
    from pydock_core.errors import InvalidValue
    from pydock_core.values.references import parse_reference

    try:
        return parse_reference(name).without_digest().familiar
    except InvalidValue:
        return name


def _first_name(item: Item) -> str:
    """Returns the container's own name; names of legacy links, which contain a slash, only if it has no other."""
    names = [name.removeprefix("/") for name in item.get("Names") or []]
    return next((name for name in names if "/" not in name), ",".join(names))


def _all_names(item: Item) -> str:
    return ",".join(name.removeprefix("/") for name in item.get("Names") or [])


def _mounts(item: Item) -> str:
    return ",".join(mount.get("Name") or mount.get("Source") or "" for mount in item.get("Mounts") or [])


def _short_mounts(item: Item) -> str:
    mounts = item.get("Mounts") or []
    return ",".join(ellipsis(mount.get("Name") or mount.get("Source") or "", MOUNT_COLUMNS) for mount in mounts)


def _health_status(item: Item) -> str:
    """Returns `starting`, `healthy`, `unhealthy` or `none`; below API 1.52, by the status, "" in place of `none`."""
    health = item.get("Health")
    if isinstance(health, dict):
        return str(health.get("Status") or "")
    _, found, rest = (item.get("Status") or "").rpartition("(")
    word = rest.removesuffix(")").removeprefix("health: ")
    return word if found and word in ("starting", "healthy", "unhealthy") else ""


def _created_at(item: Item) -> str:
    from pydock_core.output.times import local_time  # only templates ask for this column

    return local_time(item.get("Created") or 0)


def container_listing(*, truncate: bool, now: float) -> Listing:
    """Returns the fields; ages are counted from `now`, seconds since the epoch."""
    if truncate:
        identifier = Column("ID", "CONTAINER ID", lambda item: truncate_id(item.get("Id") or ""))
        image = Column("Image", "IMAGE", _familiar_image)
        command = Column("Command", "COMMAND", lambda item: quote(ellipsis(item.get("Command") or "", COMMAND_COLUMNS)))
        names = Column("Names", "NAMES", _first_name)
        mounts = Column("Mounts", "MOUNTS", _short_mounts)
    else:
        identifier = Column("ID", "CONTAINER ID", _text("Id"))
        image = Column("Image", "IMAGE", _image)
        command = Column("Command", "COMMAND", lambda item: quote(item.get("Command") or ""))
        names = Column("Names", "NAMES", _all_names)
        mounts = Column("Mounts", "MOUNTS", _mounts)
    running_for = Column(
        "RunningFor", "CREATED", lambda item: human_duration(now - (item.get("Created") or 0)) + " ago"
    )
    status = Column("Status", "STATUS", _text("Status"))
    ports = Column("Ports", "PORTS", _ports)
    return Listing(
        [
            identifier,
            names,
            image,
            command,
            Column("CreatedAt", "CREATED AT", _created_at),
            running_for,
            ports,
            Column("State", "STATE", _text("State")),
            status,
            # docker 29 has this column; the JSON stays that of docker 28.
            Column("HealthStatus", "HEALTH STATUS", _health_status, template_only=True),
            Column("Size", "SIZE", _size),
            Column("Labels", "LABELS", lambda item: format_labels(item.get("Labels"))),
            mounts,
            Column("LocalVolumes", "LOCAL VOLUMES", _local_volumes),
            Column("Networks", "NETWORKS", _networks),
            Column("Platform", "PLATFORM", _platform),
        ],
        default=[identifier, image, command, running_for, status, ports, names],
        go_type="*formatter.ContainerContext",
        raw=RAW,
        raw_quiet="container_id: {{.ID}}",
        methods={"Label": _label},
    )
