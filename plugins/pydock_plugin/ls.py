"""`pydock plugin ls`: lists plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import build_filters, ellipsis, natural_order, truncate_id

if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

RAW = "plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n"
_DESCRIPTION_COLUMNS = 45


class Options:
    filter = flags.filters(help='Show only what matches ("enabled=true")')
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show ids and descriptions in full")
    quiet = flags.boolean("quiet", "q", help="Show ids only")


def command(session: Session, options: Options) -> None:
    plugins = session.engine.plugins.list(filters=build_filters(options.filter))
    plugins.sort(key=lambda plugin: natural_order(plugin.get("Name") or ""))
    form = options.format or (not options.quiet and session.load_config().get("pluginsFormat")) or ""
    session.stdout.write(
        render(
            listing(truncate=not options.no_trunc),
            plugins,
            form,
            quiet=options.quiet,
            escape=session.stdout.is_terminal,
        )
    )


def listing(*, truncate: bool) -> Listing:
    """Returns the fields of docker's plugin.pluginContext; `truncate` shortens ids and descriptions."""

    def identifier(item: Item) -> str:
        full = item.get("Id") or ""
        return truncate_id(full) if truncate else full

    def description(item: Item) -> str:
        text = (item.get("Config") or {}).get("Description") or ""
        text = text.replace("\n", "").replace("\r", "")
        return ellipsis(text, _DESCRIPTION_COLUMNS) if truncate else text

    enabled = Column("Enabled", "ENABLED", lambda item: bool(item.get("Enabled")))
    shown = [
        Column("ID", "ID", identifier),
        Column("Name", "NAME", lambda item: item.get("Name") or ""),
        Column("Description", "DESCRIPTION", description),
    ]
    return Listing(
        [*shown, enabled, Column("PluginReference", "IMAGE", lambda item: item.get("PluginReference") or "")],
        # A cell of the table is a text; templates and JSON have the boolean.
        default=[*shown, Column("Enabled", "ENABLED", lambda item: "true" if item.get("Enabled") else "false")],
        go_type="*plugin.pluginContext",
        raw=RAW,
        raw_quiet="plugin_id: {{.ID}}",
    )
