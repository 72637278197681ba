"""`pydock word ls`: lists the containers with the label."""

from __future__ import annotations

from pydock_core.plugin_api import Column, Listing, Session, flags, render

from pydock_word.labels import LABEL, labelled

NAME = Column("Name", "NAME", lambda container: str(container["Names"][0]).removeprefix("/"))
VALUE = Column("Value", "VALUE", lambda container: container["Labels"][LABEL])
STATUS = Column("Status", "STATUS", lambda container: container["Status"])
LISTING = Listing(
    [NAME, VALUE, STATUS],
    default=[NAME, VALUE, STATUS],
    go_type="pydock_word.Container",
    quiet="Name",
)


class Options:
    format = flags.list_format()
    quiet = flags.boolean("quiet", "q", help="Show names only")
    value = flags.arguments("[VALUE]", at_most=1, complete="word")


def command(session: Session, options: Options) -> None:
    containers = labelled(session, *options.value)
    escape = session.stdout.is_terminal
    session.stdout.write(render(LISTING, containers, options.format or "", quiet=options.quiet, escape=escape))
