"""`pydock save`: writes images into a tar archive."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import write_archive
from pydock_image.platform_option import platforms_to_json


class Options:
    output = flags.string("output", "o", complete="file", help="File to write to, instead of stdout")
    platform = flags.string(
        "platform", since="1.48", complete="platform", help="Platform to save (os[/arch[/variant]])"
    )
    names = flags.arguments("IMAGE [IMAGE...]", at_least=1, complete="image")


def command(session: Session, options: Options) -> None:
    platforms = platforms_to_json(session, options.platform)
    write_archive(
        session,
        options.output,
        lambda: session.engine.images.save(options.names, platform=platforms),
        failure="failed to save image",
    )
