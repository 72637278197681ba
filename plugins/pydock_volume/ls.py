"""`pydock volume ls`: lists volumes."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, render
from pydock_core.toolkit import build_filters, natural_order, volume_listing


class Options:
    cluster = flags.boolean(
        "cluster", since="1.42", swarm="manager", help="Show cluster volumes only, with their state"
    )
    filter = flags.filters()
    format = flags.list_format()
    quiet = flags.boolean("quiet", "q", help="Show names only")


def command(session: Session, options: Options) -> None:
    volumes = session.engine.volumes.list(filters=build_filters(options.filter)).get("Volumes") or []
    form, columns = options.format or "", ["Driver", "Name"]
    if options.cluster:
        # As in docker, --format has no effect with --cluster.
        form, columns = "", ["Name", "Group", "Driver", "Availability", "Status"]
        volumes = [volume for volume in volumes if volume.get("ClusterVolume") is not None]
    elif not form and not options.quiet:
        form = session.load_config().get("volumesFormat") or ""
    volumes.sort(key=lambda volume: natural_order(volume.get("Name") or ""))
    listing = volume_listing(*columns)
    session.stdout.write(render(listing, volumes, form, quiet=options.quiet, escape=session.stdout.is_terminal))
