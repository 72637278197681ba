"""`pydock network disconnect`: disconnects a container from a network."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags

CONNECTED = "pydock_network.endpoint_completers:connected_containers"


class Options:
    force = flags.boolean("force", "f", help="Disconnect a container that the engine can't find, too")
    words = flags.arguments("NETWORK CONTAINER", exactly=2, complete="network", complete_next=CONNECTED)


def command(session: Session, options: Options) -> None:
    network, container = options.words
    session.engine.networks.disconnect(network, container, force=options.force)
