"""`pydock create`: creates a container and leaves it to `start`."""

from __future__ import annotations

from pydock_container.create_options import CreateOptions
from pydock_container.create_request import make, prepare
from pydock_core.plugin_api import Session


class Options(CreateOptions):
    pass


def command(session: Session, options: Options) -> None:
    creation = prepare(session, options, "create")
    container = make(session, options, creation)
    session.stdout.write(f"{container}\n")
