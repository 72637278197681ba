"""`pydock network inspect`: shows the engine's description of networks."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import find_object, inspect_objects


class Options:
    format = flags.object_format()
    verbose = flags.boolean("verbose", "v", help="Show the services and nodes of a swarm that use it, too")
    names = flags.arguments("NETWORK [NETWORK...]", at_least=1, complete="network")


def command(session: Session, options: Options) -> None:
    query = {"verbose": "true" if options.verbose else None}
    inspect_objects(
        session, options.names, options.format, lambda name: find_object(session, "network", name, query=query)
    )
