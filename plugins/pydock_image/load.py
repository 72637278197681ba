"""`pydock load`: loads the images of a tar archive."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import json_objects, show_progress
from pydock_image.archive import open_words, pieces
from pydock_image.platform_option import platform_to_json


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
        platform=platform_to_json(options.platform),
    )
    if answer.headers.get("content-type") == "application/json":
        show_progress(json_objects(answer), session.stdout)
        return
    # An engine without progress messages sends a few lines of text.
    text = answer.read().decode("utf-8", "surrogateescape")
    if not text:
        raise ProtocolError("the engine's answer says nothing")
    session.stdout.write(text)
