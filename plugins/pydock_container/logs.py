"""`pydock logs`: shows the output of a container."""

from __future__ import annotations

from pydock_container.inspected import inspected
from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import demultiplex, parse_moment


class Options:
    details = flags.boolean("details", help="Show the attributes that the logging driver keeps")
    follow = flags.boolean("follow", "f", help="Go on as new lines come")
    since = flags.string("since", help="Leave out what is older (2013-01-02T13:23:37Z, or 42m ago)")
    tail = flags.string("tail", "n", default="all", help="Number of lines to show from the end")
    timestamps = flags.boolean("timestamps", "t", help="Show times")
    until = flags.string("until", since="1.35", help="Leave out what is newer (2013-01-02T13:23:37Z, or 42m ago)")
    name = flags.arguments("CONTAINER", exactly=1, complete="container")


def command(session: Session, options: Options) -> None:
    container = inspected(session, options.name[0])
    answer = session.engine.containers.logs(
        container["Id"],
        since=parse_moment(session, options.since, "since"),
        until=parse_moment(session, options.until, "until"),
        timestamps=options.timestamps,
        details=options.details,
        follow=options.follow,
        tail=options.tail,
    )
    stdout, stderr = session.stdout.write_bytes, session.stderr.write_bytes
    try:
        if container["Config"].get("Tty"):
            for piece in answer.pieces():
                stdout(piece)
        else:
            demultiplex(answer.body.read, stdout, stderr)
    finally:
        answer.close()  # malformed frames leave a rest unread
