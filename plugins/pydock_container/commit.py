"""`pydock commit`: creates an image from a container."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, ProtocolError, Session, flags, parse_reference


class Options:
    author = flags.string("author", "a", help='Author ("Grace Hopper <grace@example.org>")')
    change = flags.strings("change", "c", help="Apply a Dockerfile's instruction to the image")
    message = flags.string("message", "m", help="Message of the commit")
    no_pause = flags.boolean("no-pause", help="Do not pause the container meanwhile")
    pause = flags.boolean("pause", "p", default=True, help="Pause the container meanwhile")
    words = flags.arguments(
        "CONTAINER [REPOSITORY[:TAG]]", at_least=1, at_most=2, interspersed=False, complete="running-container"
    )


def command(session: Session, options: Options) -> None:
    container, *reference = options.words
    repository, tag = _split(reference[0]) if reference else ("", "")
    answer = session.engine.containers.commit(
        container,
        repository=repository,
        tag=tag,
        comment=options.message or "",
        author=options.author or "",
        changes=options.change,
        pause=options.pause and not options.no_pause,
    )
    if not isinstance(answer.get("Id"), str) or not answer["Id"]:
        raise ProtocolError("the engine's answer to POST /commit has no Id")
    session.stdout.write(answer["Id"] + "\n")


def _split(text: str) -> tuple[str, str]:
    """Returns (full name, tag) of the new image; ("", "") for the empty text."""
    if not text:
        return "", ""
    reference = parse_reference(text)
    if reference.digest:
        raise InvalidValue("refusing to create a tag with a digest reference")
    return reference.name, reference.with_default_tag().tag
