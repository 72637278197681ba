"""`pydock export`: writes a container's file system as a tar archive."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import write_archive


class Options:
    output = flags.string("output", "o", complete="file", help="Write to a file, not to standard output")
    name = flags.arguments("CONTAINER", exactly=1, complete="container")


def command(session: Session, options: Options) -> None:
    write_archive(
        session,
        options.output,
        lambda: session.engine.containers.export(options.name[0]),
        failure="failed to export container",
    )
