"""`pydock save`: writes images into a tar archive."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, Session, flags
from pydock_core.toolkit import dumps, parse_platform, write_archive


class Options:
    output = flags.string("output", "o", complete="file", help="File to write to, instead of stdout")
    platform = flags.string(
        "platform", since="1.48", complete="platform", help="Platform to save (os[/arch[/variant]])"
    )
    names = flags.arguments("IMAGE [IMAGE...]", at_least=1, complete="image")


def command(session: Session, options: Options) -> None:
    platform = parsed_platform(options.platform)
    write_archive(
        session,
        options.output,
        lambda: session.engine.images.save(options.names, platform=platform),
        failure="failed to save image",
    )


def parsed_platform(text: str | None) -> str | None:
    """`--platform` as the API wants it: a JSON object."""
    if not text:
        return None
    try:
        return dumps(parse_platform(text))
    except InvalidValue as error:
        raise InvalidValue(f"invalid platform: {error.message}") from error
