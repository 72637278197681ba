"""`pydock search`: has the engine search a registry, Docker Hub unless the term names another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import build_filters, ellipsis, registry_auth, with_login

if TYPE_CHECKING:
    from typing import Any

    Found = dict[str, Any]

DESCRIPTION_COLUMNS = 45
AUTOMATED = (
    'WARNING: the "is-automated" filter is deprecated, and searching for "is-automated=true" will not yield any '
    "results in future.\n"
)


class Options:
    filter = flags.filters()
    format = flags.string("format", help="How to print the list, as a Go template")
    limit = flags.integer("limit", help="Most results to show")
    no_trunc = flags.boolean("no-trunc", help="Show descriptions in full")
    term = flags.arguments("TERM", exactly=1)


def command(session: Session, options: Options) -> None:
    filters = build_filters(options.filter)
    if "is-automated" in filters:
        session.stderr.write(AUTOMATED)
        session.stderr.flush()
    term = options.term[0]
    registry = _registry(term)
    auth = registry_auth(session, registry, on_failure=lambda message: session.stderr.write(f"{message}\n"))

    def search(auth: str) -> list[Found]:
        return session.engine.images.search(term, limit=options.limit, filters=filters, registry_auth=auth)

    found = with_login(session, registry, "search", auth, search)
    session.stdout.write(
        render(
            _listing(truncate=not options.no_trunc),
            found,
            options.format or "",
            escape=session.stdout.is_terminal,
        )
    )


def _registry(term: str) -> str:
    """Returns the registry that a term names before its first slash: `host.example/name`, `localhost/name`."""
    host, slash, _ = term.partition("/")
    return host if slash and ("." in host or ":" in host or host == "localhost") else "docker.io"


def _listing(*, truncate: bool) -> Listing:
    def description(item: Found) -> str:
        text = (item.get("description") or "").replace("\n", " ").replace("\r", " ")
        return ellipsis(text, DESCRIPTION_COLUMNS) if truncate else text

    columns = [
        Column("Name", "NAME", lambda item: item.get("name") or ""),
        Column("Description", "DESCRIPTION", description),
        Column("StarCount", "STARS", lambda item: str(item.get("star_count") or 0)),
        Column(
            "IsOfficial",
            "OFFICIAL",
            lambda item: "[OK]" if item.get("is_official") else "",
            in_json=lambda item: "true" if item.get("is_official") else "false",
        ),
    ]
    return Listing(columns, default=columns, go_type="*registry.searchContext", quiet="Name")
