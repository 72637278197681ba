"""`pydock image inspect`: shows the engine's description of images."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import dumps, find_object, inspect_objects, parse_platform


class Options:
    format = flags.object_format()
    platform = flags.string(
        "platform",
        since="1.49",
        complete="platform",
        help="Platform of a multi-platform image to show (os[/arch[/variant]])",
    )
    names = flags.arguments("IMAGE [IMAGE...]", at_least=1, complete="image")


def command(session: Session, options: Options) -> None:
    query = {"platform": dumps(parse_platform(options.platform))} if options.platform else None
    inspect_objects(
        session, options.names, options.format, lambda name: find_object(session, "image", name, query=query)
    )
