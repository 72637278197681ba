"""`pydock plugin inspect`: shows the engine's description of plugins."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import find_object, inspect_objects


class Options:
    format = flags.object_format()
    names = flags.arguments("PLUGIN [PLUGIN...]", at_least=1, complete="engine-plugin")


def command(session: Session, options: Options) -> None:
    inspect_objects(session, options.names, options.format, lambda name: find_object(session, "plugin", name))
