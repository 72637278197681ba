"""`pydock network ls`: lists networks."""

from __future__ import annotations

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import build_filters, engine_time, format_labels, natural_order, truncate_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Item = dict[str, Any]

RAW = "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n"
_NEVER = "0001-01-01T00:00:00Z"


class Options:
    filter = flags.filters()
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show ids in full")
    quiet = flags.boolean("quiet", "q", help="Show ids only")


def command(session: Session, options: Options) -> None:
    networks = session.engine.networks.list(filters=build_filters(options.filter))
    networks.sort(key=lambda network: natural_order(network.get("Name") or ""))
    form = options.format or (not options.quiet and session.load_config().get("networksFormat")) or ""
    session.stdout.write(
        render(
            listing(truncate=not options.no_trunc),
            networks,
            form,
            quiet=options.quiet,
            escape=session.stdout.is_terminal,
        )
    )


def listing(*, truncate: bool) -> Listing:
    """Returns the fields of docker's network.networkContext; `truncate` shortens ids to twelve digits."""

    def identifier(item: Item) -> str:
        full = item.get("Id") or ""
        return truncate_id(full) if truncate else full

    number = Column("ID", "NETWORK ID", identifier)
    name = Column("Name", "NAME", _text("Name"))
    driver = Column("Driver", "DRIVER", _text("Driver"))
    scope = Column("Scope", "SCOPE", _text("Scope"))
    return Listing(
        [
            number,
            name,
            driver,
            scope,
            Column("IPv4", "IPV4", _boolean("EnableIPv4")),
            Column("IPv6", "IPV6", _boolean("EnableIPv6")),
            Column("Internal", "INTERNAL", _boolean("Internal")),
            Column("Labels", "LABELS", lambda item: format_labels(item.get("Labels"))),
            Column("CreatedAt", "CREATED AT", lambda item: engine_time(item.get("Created") or _NEVER)),
        ],
        default=[number, name, driver, scope],
        go_type="*network.networkContext",
        raw=RAW,
        raw_quiet="network_id: {{.ID}}",
        methods={"Label": lambda item, label: (item.get("Labels") or {}).get(label, "")},
    )


def _text(key: str) -> Callable[[Item], str]:
    return lambda item: item.get(key) or ""


def _boolean(key: str) -> Callable[[Item], str]:
    return lambda item: "true" if item.get(key) else "false"
