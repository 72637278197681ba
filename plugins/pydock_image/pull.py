"""`pydock pull`: has the engine download an image from its registry."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import check_content_trust, pull_image
from pydock_image.name_argument import read_name


class Options:
    all_tags = flags.boolean("all-tags", "a", help="Download every tag of the repository")
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Verify no signature; content trust is not supported"
    )
    platform = flags.string("platform", since="1.32", complete="platform", help="Platform of the image (os/arch)")
    quiet = flags.boolean("quiet", "q", help="Show the image's name only")
    name = flags.arguments("NAME[:TAG|@DIGEST]", exactly=1, complete=())


def command(session: Session, options: Options) -> None:
    reference = read_name(session, options.name[0], all_tags=options.all_tags, quiet=options.quiet)
    check_content_trust(session, options)
    given = flags.is_set(options, "platform")
    pull_image(
        session,
        reference,
        out=session.stdout,
        platform=options.platform if given else session.environ.get("DOCKER_DEFAULT_PLATFORM"),
        all_tags=options.all_tags,
        quiet=options.quiet,
        login=True,
        on_credentials_failure=lambda message: session.stderr.write(f"{message}\n"),
    )
    session.stdout.write(f"{reference}\n")
