"""`pydock import`: creates an image from the archive of a file system."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, parse_reference
from pydock_core.toolkit import show_progress
from pydock_image.archive import open_words, pieces


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
    given = flags.is_set(options, "platform")
    messages = session.engine.images.import_(
        source,
        archive,
        repository=name,
        message=options.message,
        changes=options.change,
        platform=options.platform if given else session.environ.get("DOCKER_DEFAULT_PLATFORM"),
    )
    show_progress(messages, session.stdout)
