"""`pydock push`: has the engine upload an image to its registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, OutputStream, Session, flags
from pydock_core.toolkit import (
    check_content_trust,
    dumps,
    note,
    parse_platform,
    printable,
    registry_auth,
    show_progress,
    with_login,
)
from pydock_image.name_argument import read_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

ONE_PLATFORM = """\
Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
"""
NOT_ALL_PRESENT = "Not all multiplatform-content is present and only the available single-platform image was pushed\n"
MISSING = (
    "You're trying to push a manifest list/index which \n"
    "\t\t\t\treferences multiple platform specific manifests, but not all of them are available locally\n"
    "\t\t\t\tor available to the remote repository.\n\n"
    "\t\t\t\tMake sure you have all the referenced content and try again.\n\n"
    "\t\t\t\tYou can also push only a single platform specific manifest directly by specifying the platform you want "
    "to push with the --platform flag."
)


class Options:
    all_tags = flags.boolean("all-tags", "a", help="Upload every tag of the repository")
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Leave the image unsigned; signing is not supported"
    )
    platform = flags.string(
        "platform",
        since="1.46",
        complete="platform",
        help="Upload this platform's image alone (os[/arch[/variant]]), without\nthe index and what else is in it",
    )
    quiet = flags.boolean("quiet", "q", help="Show the image's name only")
    name = flags.arguments("NAME[:TAG]", exactly=1, complete="image")


def command(session: Session, options: Options) -> None:
    platform = _platform(session, options.platform) if options.platform else None
    reference = read_name(session, options.name[0], all_tags=options.all_tags, quiet=options.quiet)
    check_content_trust(session, options)
    auth = registry_auth(session, reference.domain, on_failure=lambda message: session.stderr.write(f"{message}\n"))
    if reference.digest:
        raise InvalidValue("cannot push a digest reference")

    def begin(auth: str) -> Iterator[dict[str, Any]]:
        tag = "" if options.all_tags else reference.tag
        return session.engine.images.push(reference.name, tag=tag, registry_auth=auth, platform=platform)

    messages = with_login(session, reference.domain, "push", auth, begin)
    notes: list[str] = []
    try:
        show_progress(messages, session.stdout, quiet=options.quiet, on_aux=lambda message: _keep(message, notes))
        if options.quiet:
            session.stdout.write(f"{reference}\n")
    finally:
        for text in notes:
            _tell(session.stdout, text)


def _platform(session: Session, text: str) -> str:
    try:
        platform = dumps(parse_platform(text))
    except InvalidValue:
        session.stderr.write(f"Invalid platform {text}")
        raise
    _tell(session.stdout, ONE_PLATFORM)
    return platform


def _keep(message: Mapping[str, Any], notes: list[str]) -> None:
    """Adds the engine's notes about an incomplete push to `notes`, which are printed after the push."""
    aux = message.get("aux")
    if not isinstance(aux, dict):
        return
    if aux.get("manifestPushedInsteadOfIndex"):
        index, pushed = (_digest(aux.get(name)) for name in ("originalIndex", "selectedManifest"))
        # Coloured also without a terminal, as in docker.
        notes.append(f"{NOT_ALL_PRESENT}\x1b[31m{index}\x1b[0m -> \x1b[32m{pushed}\x1b[0m")
    if aux.get("contentMissing"):
        notes.append(MISSING)


def _digest(descriptor: object) -> str:
    digest = descriptor.get("digest") if isinstance(descriptor, dict) else None
    return printable(digest) if isinstance(digest, str) else ""


def _tell(out: OutputStream, text: str) -> None:
    out.write_control(note(text, fancy=out.is_terminal))
    out.flush()
