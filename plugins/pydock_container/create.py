"""`pydock create`: creates a container without starting it."""

from __future__ import annotations

from pydock_container.create_body import build_create_request
from pydock_container.create_options import CreateOptions
from pydock_core.plugin_api import Session
from pydock_core.toolkit import create_container


class Options(CreateOptions):
    pass


def command(session: Session, options: Options) -> None:
    container = create_container(
        session,
        build_create_request(session, options, "create"),
        pull=options.pull,
        quiet=options.quiet,
        cidfile=options.cidfile,
        api_socket=options.use_api_socket,
    )
    session.stdout.write(f"{container}\n")
