"""`pydock history`: shows the layers of an image and the command that created each of them."""

from __future__ import annotations

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import ellipsis, human_duration, human_size, local_rfc3339, truncate_id
from pydock_image.platform_option import platform_to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Layer = dict[str, Any]

COMMAND_COLUMNS = 45
_NO_AGE_BEFORE = 946684800  # 2000-01-01: a layer with an earlier time, such as the epoch, has no known age


class Options:
    format = flags.list_format()
    human = flags.boolean("human", "H", default=True, help="Sizes and ages as people say them")
    no_trunc = flags.boolean("no-trunc", help="Show ids and commands in full")
    platform = flags.string(
        "platform", since="1.48", complete="platform", help="Platform to show (os[/arch[/variant]])"
    )
    quiet = flags.boolean("quiet", "q", help="Show ids only")
    image = flags.arguments("IMAGE", exactly=1, complete="image")


def command(session: Session, options: Options) -> None:
    layers = session.engine.images.history(options.image[0], platform=platform_to_json(options.platform))
    listing = _listing(human=options.human, truncate=not options.no_trunc, now=session.clock.time())
    session.stdout.write(
        render(listing, layers, options.format or "", quiet=options.quiet, escape=session.stdout.is_terminal)
    )


def _listing(*, human: bool, truncate: bool, now: float) -> Listing:
    def created_at(layer: Layer) -> str:
        return local_rfc3339(layer.get("Created") or 0)

    def created_since(layer: Layer) -> str:
        created = layer.get("Created") or 0
        if not human:
            return created_at(layer)
        return "N/A" if created <= _NO_AGE_BEFORE else f"{human_duration(now - created)} ago"

    def created_by(layer: Layer) -> str:
        text = (layer.get("CreatedBy") or "").replace("\t", " ")
        return ellipsis(text, COMMAND_COLUMNS) if truncate else text

    def identifier(layer: Layer) -> str:
        full = layer.get("Id") or ""
        return truncate_id(full) if truncate else full

    def size(layer: Layer) -> str:
        return human_size(layer.get("Size") or 0, 3) if human else str(layer.get("Size") or 0)

    image = Column("ID", "IMAGE", identifier)
    since = Column("CreatedSince", "CREATED", created_since)
    at = Column("CreatedAt", "CREATED AT", created_at)
    by = Column("CreatedBy", "CREATED BY", created_by)
    bytes_ = Column("Size", "SIZE", size)
    comment = Column("Comment", "COMMENT", lambda layer: layer.get("Comment") or "")
    return Listing(
        [image, since, at, by, bytes_, comment],
        default=[image, since if human else at, by, bytes_, comment],
        go_type="*image.historyContext",
    )
