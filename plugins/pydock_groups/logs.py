"""`pydock groups logs`: shows the output of a group's containers, each line after the container's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import ExitStatus, PyDockError, Session, flags
from pydock_core.toolkit import parse_moment
from pydock_groups.groups import container_name, find, members
from pydock_groups.log_lines import MemberLog, follow_together

if TYPE_CHECKING:
    from typing import Any


class Options:
    follow = flags.boolean("follow", "f", help="Go on as new lines come")
    since = flags.string("since", help="Leave out what is older (2013-01-02T13:23:37Z, or 42m ago)")
    tail = flags.string("tail", "n", default="all", help="Number of lines of each container to show from the end")
    timestamps = flags.boolean("timestamps", "t", help="Show times")
    name = flags.arguments("NAME", exactly=1, complete="group")


def command(session: Session, options: Options) -> None:
    since = parse_moment(session, options.since, "since")
    name = options.name[0]
    find(session, name)
    containers = sorted(members(session, name), key=container_name)
    width = max(map(len, map(container_name, containers)), default=0)
    asked = {
        "since": since,
        "tail": options.tail,
        "timestamps": options.timestamps,
        "follow": options.follow,
    }
    logs = [_log_of(session, container, width, asked) for container in containers]
    errors = follow_together(logs) if options.follow else _one_after_another(logs)
    if errors:
        raise ExitStatus(1, "\n".join(error.message for error in errors)) from errors[0]


def _log_of(session: Session, container: dict[str, Any], width: int, asked: dict[str, Any]) -> MemberLog:
    prefix = f"{container_name(container):<{width}} | ".encode("utf-8", "surrogateescape")
    return MemberLog(session, container.get("Id") or "", prefix, asked)


def _one_after_another(logs: list[MemberLog]) -> list[PyDockError]:
    """Writes whole logs; returns the errors of those that can't be read."""
    errors = []
    for log in logs:
        try:
            log.read()
        except PyDockError as error:
            errors.append(error)
    return errors
