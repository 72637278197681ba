"""`pydock import`: makes an image of a file system's archive."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, Session, flags, parse_reference, show_progress
from pydock_image.archive import open_words, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


class Options:
    change = flags.strings("change", "c", help="Apply a Dockerfile instruction to the image")
    message = flags.string("message", "m", help="Message for the image's history")
    platform = flags.string("platform", since="1.32", complete="platform", help="Platform of the image")
    words = flags.arguments("file|URL|- [REPOSITORY[:TAG]]", at_least=1, complete="file")


def command(session: Session, options: Options) -> None:
    source, name = options.words[0], options.words[1] if len(options.words) > 1 else ""
    archive = None
    if not source.startswith(("https://", "http://")):
        try:
            archive = pieces(session, None if source == "-" else source)
        except OSError as error:
            raise open_words(error) from error
        source = "-"
    if name:
        parse_reference(name)
    given = flags.given(options, "platform")
    messages = session.engine.images.import_(
        source,
        archive,
        repository=name,
        message=options.message,
        changes=options.change,
        platform=options.platform if given else session.environ.get("DOCKER_DEFAULT_PLATFORM"),
    )
    show_progress(_with_image(messages), session.stdout)


def _with_image(messages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The messages; the id of the image is the last of them, and an answer without one is no success."""
    said = False
    for message in messages:
        said = True
        yield message
    if not said:
        raise ProtocolError("the engine's answer to the import says nothing")
