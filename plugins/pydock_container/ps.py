"""`pydock ps`: lists containers."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, render
from pydock_core.toolkit import container_listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import Listing


class Options:
    all = flags.boolean("all", "a", help="Show stopped containers too", default_text="shows just running")
    filter = flags.filters()
    format = flags.list_format()
    last = flags.integer("last", "n", default=-1, help="Show the last n created containers, whatever their state")
    latest = flags.boolean("latest", "l", help="Show the last created container, whatever its state")
    no_trunc = flags.boolean("no-trunc", help="Show ids, commands and names in full")
    quiet = flags.boolean("quiet", "q", help="Show ids only")
    size = flags.boolean("size", "s", help="Show how much room each container takes")


def command(session: Session, options: Options) -> None:
    rows = container_listing(truncate=not options.no_trunc, now=session.clock.time())
    form = options.format or session.load_config().get("psFormat")
    if options.quiet and options.format:
        session.stderr.write("WARNING: Ignoring custom format, because both --format and --quiet are set.\n")
    with_size = options.size
    if form:
        used = _fields_used(rows, form)
        with_size = with_size or ("Size" in used and not options.quiet and not flags.is_set(options, "size"))
    containers = session.engine.containers.list(
        all=options.all,
        limit=1 if options.latest and options.last == -1 else options.last,
        size=with_size,
        filters=_filters(options.filter),
    )
    columns = None
    if with_size:
        columns = [*rows.default, rows.columns["Size"]]
        rows.raw += "size: {{.Size}}\n"
    form = "" if options.quiet and form not in ("raw", "") else form
    session.stdout.write(
        render(rows, containers, form, quiet=options.quiet, columns=columns, escape=session.stdout.is_terminal)
    )


def _filters(pairs: list[tuple[str, str]]) -> dict[str, dict[str, bool]] | None:
    if not pairs:
        return None
    from pydock_core.toolkit import build_filters

    return build_filters(pairs)


def _fields_used(rows: Listing, form: str) -> set[str]:
    """Returns the fields that the template uses; checks the template before any request is sent."""
    from pydock_core.toolkit import fields_used

    blank: dict[str, Any] = {}
    return fields_used(rows, form, blank)
