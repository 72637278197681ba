"""`pydock events`: shows what happens on the engine, as it happens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.plugin_api import ProtocolError, PyDockError, Session, TemplateError, flags
from pydock_core.toolkit import ObjectFormat, build_filters, dumps, parse_filter, parse_moment, rfc3339_offset
from pydock_system.event_filters import complete_filter

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Event = dict[str, Any]

_BAD_FORMAT = 64
_JSON = ("json", "{{json .}}")
_SECOND = 1_000_000_000
_FILTER = "Show only what matches"


class Options:
    filter = flags.custom(
        "filter", "f", value="filter", convert=parse_filter, multiple=True, complete=complete_filter, help=_FILTER
    )
    format = flags.object_format("format", "")
    since = flags.string("since", help="Begin with what happened at this time")
    until = flags.string("until", help="End with what happens until this time")


def command(session: Session, options: Options) -> None:
    render: Callable[[list[Event]], str] = Lines().render
    if options.format in _JSON:
        render = json_lines
    elif options.format:
        render = Formatted(session, options.format).render
    batches = session.engine.system.event_batches(
        since=parse_moment(session, options.since),
        until=parse_moment(session, options.until),
        filters=build_filters(options.filter),
    )
    for batch in batches:
        session.stdout.write(render(batch))
        session.stdout.flush()


class Lines:
    """docker's default form: `TIME TYPE ACTION ID (NAME=VALUE, …)`, with the time in the local zone."""

    def __init__(self) -> None:
        self._second = -1
        self._date = self._zone = ""

    def render(self, events: list[Event]) -> str:
        """Returns a line for each event; raises ProtocolError for a member of a wrong type."""
        try:
            return "".join([self._line(event) for event in events])
        except (AttributeError, TypeError) as error:
            raise ProtocolError("the engine's answer to GET /events has a member of a wrong type") from error

    def _line(self, event: Event) -> str:
        actor = event.get("Actor") or {}
        nanoseconds = event.get("timeNano")
        line = self._time(*divmod(nanoseconds, _SECOND)) if nanoseconds else ""
        if not nanoseconds and event.get("time"):
            line = self._time(event["time"], 0)
        line += (event.get("Type") or "") + " " + (event.get("Action") or "") + " " + (actor.get("ID") or "")
        attributes = actor.get("Attributes")
        if attributes:
            shown = [key + "=" + (attributes[key] or "") for key in sorted(attributes)]
            return line + " (" + ", ".join(shown) + ")\n"
        return line + "\n"

    def _time(self, second: int, nanoseconds: int) -> str:
        if second != self._second:
            try:
                local = time.localtime(second)
            except (OverflowError, ValueError, OSError) as error:
                raise ProtocolError(f"the engine's answer to GET /events has the time {second}") from error
            self._second, self._zone = second, rfc3339_offset(local.tm_gmtoff)
            self._date = f"{local.tm_year:04d}-" + time.strftime("%m-%dT%H:%M:%S.", local)
        return f"{self._date}{nanoseconds:09d}{self._zone} "


def json_lines(events: list[Event]) -> str:
    """Returns each event as a JSON object with docker's members in docker's order, as the template `{{json .}}` does.

    A template would take several times as long.
    """
    lines = []
    for event in events:
        members = {key: event[key] for key in ("status", "id", "from") if event.get(key)}
        members["Type"] = event.get("Type") or ""
        members["Action"] = event.get("Action") or ""
        actor = event.get("Actor") or {}
        attributes = actor.get("Attributes") if isinstance(actor, dict) else None
        if not isinstance(actor, dict) or not (attributes is None or isinstance(attributes, dict)):
            raise ProtocolError("the engine's answer to GET /events has a member of a wrong type")
        members["Actor"] = {
            "ID": actor.get("ID") or "",
            "Attributes": attributes and {key: attributes[key] for key in sorted(attributes)},
        }
        for key in ("scope", "time", "timeNano"):
            if event.get(key):
                members[key] = event[key]
        lines.append(dumps(members) + "\n")
    return "".join(lines)


class Formatted:
    """The output of `--format`: a template or `json`, run for each event.

    The constructor raises TemplateError for a template that does not parse or does not run over an empty event, as
    docker does before the request.
    """

    _type = "events.Message"

    def __init__(self, session: Session, form: str) -> None:
        self._stdout = session.stdout
        try:
            self._form = ObjectFormat(form)
            if not self._form.is_named:
                self._form.execute({}, f"*{self._type}", lambda part: None)
        except TemplateError as error:
            message = error.message.removeprefix("template parsing error: ")
            raise TemplateError(f"Error parsing format: {message}", exit_code=_BAD_FORMAT) from error

    def render(self, events: list[Event]) -> str:
        """Returns the text of the events; of a template that fails, the text before the failure is written."""
        parts: list[str] = []
        for event in events:
            try:
                self._form.execute(event, self._type, parts.append)
            except PyDockError:
                self._stdout.write("".join(parts) + "\n")
                raise
            parts.append("\n")
        return "".join(parts)
