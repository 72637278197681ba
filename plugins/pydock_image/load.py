"""`pydock load`: loads the images of a tar archive."""

from __future__ import annotations

from itertools import chain

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import json_objects, show_progress
from pydock_image.archive import open_words, pieces
from pydock_image.platform_option import platforms_to_json


class Options:
    input = flags.string("input", "i", complete="file", help="Archive to read, instead of stdin")
    platform = flags.string(
        "platform", since="1.48", complete="platform", help="Platform to load (os[/arch[/variant]])"
    )
    quiet = flags.boolean("quiet", "q", help="Show no progress")


def command(session: Session, options: Options) -> None:
    if not options.input and session.stdin.is_terminal:
        raise PyDockError("requested load from stdin, but stdin is empty")
    try:
        archive = pieces(session, options.input or None)
    except OSError as error:
        raise open_words(error) from error
    answer = session.engine.images.load(
        archive,
        quiet=options.quiet or not session.stdout.is_terminal,
        platform=platforms_to_json(session, options.platform),
    )
    if answer.headers.get("content-type") == "application/json":
        messages = json_objects(answer)
        first = next(messages, None)
        if first is not None:  # the engine has accepted the archive, with or without a message
            show_progress(chain([first], messages), session.stdout)
        return
    # An engine without progress messages sends a few lines of text.
    session.stdout.write(answer.read().decode("utf-8", "surrogateescape"))
