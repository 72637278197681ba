"""`pydock rm`: removes containers."""

from __future__ import annotations

from pydock_core.plugin_api import APIError, PyDockError, Session, flags, for_each_name


class Options:
    force = flags.boolean("force", "f", help="Kill a running container first")
    link = flags.boolean("link", "l", help="Remove a link, not the container")
    volumes = flags.boolean("volumes", "v", help="Remove its anonymous volumes too")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="pydock_container.completers:removable")


def command(session: Session, options: Options) -> None:
    def remove(name: str) -> None:
        bare = name.strip("/")
        if not bare:
            raise PyDockError("container name cannot be empty")
        session.engine.containers.remove(bare, force=options.force, volumes=options.volumes, link=options.link)

    for_each_name(session, options.names, remove, parallel=True, ignore_error=_is_gone if options.force else None)


def _is_gone(error: PyDockError) -> bool:
    """Returns whether the container does not exist: `rm -f` prints that error and succeeds."""
    return isinstance(error, APIError) and error.status == 404
