"""`pydock container inspect`: shows the engine's description of containers."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import find_object, inspect_objects


class Options:
    format = flags.object_format()
    size = flags.boolean("size", "s", help="Show how much room each container takes")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="container")


def command(session: Session, options: Options) -> None:
    query = {"size": options.size or None}
    inspect_objects(
        session, options.names, options.format, lambda name: find_object(session, "container", name, query=query)
    )
