"""`pydock context ls`: lists contexts."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, Session, SettingsError, flags, render
from pydock_core.toolkit import Contexts, context_engine, describe_context, ellipsis, natural_order

if TYPE_CHECKING:
    from typing import Any

_ERROR_COLUMNS = 45


class Options:
    format = flags.list_format()
    quiet = flags.boolean("quiet", "q", help="Show names only")


def command(session: Session, options: Options) -> None:
    contexts = Contexts(session)
    rows = [_row(metadata, contexts.current) for metadata in contexts.all()]
    if not any(row["Current"] for row in rows):
        rows.append(_missing(contexts))
        rows.sort(key=lambda row: natural_order(row["Name"]))
    form = "" if options.quiet else options.format or ""
    session.stdout.write(render(_listing(), rows, form, quiet=options.quiet, escape=session.stdout.is_terminal))
    if session.environ.get("DOCKER_HOST"):
        session.stderr.write(
            "Warning: DOCKER_HOST environment variable overrides the active context. "
            "To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n"
        )


def _row(metadata: dict[str, Any], current: str) -> dict[str, Any]:
    host = problem = ""
    try:
        host = context_engine(metadata)["Host"]
    except SettingsError as error:
        problem = error.message
    name = metadata["Name"]
    return {
        "Name": name,
        "Current": name == current,
        "Description": describe_context(metadata),
        "DockerEndpoint": host,
        "Error": ellipsis(problem, _ERROR_COLUMNS),
    }


def _missing(contexts: Contexts) -> dict[str, Any]:
    """Returns the row of a context in use that is not in the list; its error says why."""
    problem = ""
    try:
        contexts.get(contexts.current)
    except SettingsError as error:
        problem = error.message
    empty = {"Description": "", "DockerEndpoint": ""}
    return {"Name": contexts.current, "Current": True, **empty, "Error": ellipsis(problem, _ERROR_COLUMNS)}


def _listing() -> Listing:
    """Returns the fields of docker's formatter.clientContextContext; docker has no header for `Current`."""
    headers = {
        "Name": "NAME",
        "Current": None,
        "Description": "DESCRIPTION",
        "DockerEndpoint": "DOCKER ENDPOINT",
        "Error": "ERROR",
    }
    columns = {name: Column(name, header, itemgetter(name)) for name, header in headers.items()}
    marked = Column("Name", "NAME", lambda row: f"{row['Name']} *" if row["Current"] else row["Name"])
    return Listing(
        [*columns.values()],
        default=[marked, columns["Description"], columns["DockerEndpoint"], columns["Error"]],
        go_type="*formatter.clientContextContext",
        quiet="Name",
    )
