"""`pydock save`: writes images into a tar archive."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, NewFile, PyDockError, Session, dumps, flags, parse_platform
from pydock_image.archive import checked


class Options:
    output = flags.string("output", "o", complete="file", help="File to write to, instead of stdout")
    platform = flags.string(
        "platform", since="1.48", complete="platform", help="Platform to save (os[/arch[/variant]])"
    )
    names = flags.arguments("IMAGE [IMAGE...]", at_least=1, complete="image")


def command(session: Session, options: Options) -> None:
    platform = parsed_platform(options.platform)
    images = session.engine.images
    if not options.output:
        if session.stdout.is_terminal:
            raise PyDockError("cowardly refusing to save to a terminal. Use the -o flag or redirect")
        for piece in checked(images.save(options.names, platform=platform)):
            session.stdout.write_bytes(piece)
        return
    try:
        file = NewFile(options.output)
    except PyDockError as error:
        raise PyDockError(f"failed to save image: {error.message}") from error
    with file:
        for piece in checked(images.save(options.names, platform=platform)):
            file.write(piece)
        file.keep()


def parsed_platform(text: str | None) -> str | None:
    """`--platform` as the API wants it: a JSON object."""
    if not text:
        return None
    try:
        return dumps(parse_platform(text))
    except InvalidValue as error:
        raise InvalidValue(f"invalid platform: {error.message}") from error
