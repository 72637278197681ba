"""`pydock images`: lists images."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags, render
from pydock_core.toolkit import build_filters, image_listing, image_rows, version_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DIGEST = "{{.Digest}}"
# Commands of `pydock image`: after `images`, such a word is the name of a repository.
SUBCOMMANDS = (
    "build",
    "history",
    "import",
    "inspect",
    "list",
    "load",
    "ls",
    "prune",
    "pull",
    "push",
    "rm",
    "save",
    "tag",
)
_TREE_SINCE = "1.47"


class Options:
    all = flags.boolean("all", "a", help="Show intermediate images too", default_text="hides intermediate images")
    digests = flags.boolean("digests", help="Show digests")
    filter = flags.filters()
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show ids in full")
    quiet = flags.boolean("quiet", "q", help="Show ids only")
    tree = flags.boolean("tree", since=_TREE_SINCE, help="Show the platforms of each image as a tree (experimental)")
    repository = flags.arguments("[REPOSITORY[:TAG]]", at_most=1, complete="image")


def command(session: Session, options: Options) -> None:
    name = options.repository[0] if options.repository else ""
    filters = build_filters([*options.filter, *([("reference", name)] if name else [])])
    show = _view(session, options)
    images = session.engine.images.list(all=options.all, filters=filters, manifests=show is not None)
    if show is None:
        _list(session, options, images)
    else:
        show(session, images, all=options.all)
    if not images and not options.tree and name in SUBCOMMANDS and session.invoked_name == "images":
        session.stderr.write(f'\nNo images found matching "{name}": did you mean "{session.program} image {name}"?\n')


def _view(session: Session, options: Options) -> Callable[..., None] | None:
    """Returns the function that shows trees or the collapsed view of docker 29; None for the list.

    The collapsed view needs the setting, an engine with platforms, and no flag or `imagesFormat` for another form.
    """
    if options.tree:
        _refuse_with_tree(options)
        from pydock_image import tree

        return tree.show
    if session.settings.get("images_view") != "tree":
        return None
    if options.quiet or options.no_trunc or options.digests or options.format:
        return None
    if session.load_config().get("imagesFormat"):
        return None
    if version_key(session.engine.negotiate_version()) < version_key(_TREE_SINCE):
        return None
    from pydock_image import collapsed

    return collapsed.show


def _list(session: Session, options: Options, images: list[dict[str, Any]]) -> None:
    form = options.format or (not options.quiet and session.load_config().get("imagesFormat")) or ""
    if options.digests and form.startswith("table") and form != "table" and DIGEST not in form:
        form += f"\t{DIGEST}"
    names = image_rows(images, digests=options.digests or DIGEST in form, digest_rows=options.digests)
    fields = image_listing(truncate=not options.no_trunc, digests=options.digests, now=session.clock.time())
    session.stdout.write(render(fields, names, form, quiet=options.quiet, escape=session.stdout.is_terminal))


def _refuse_with_tree(options: Options) -> None:
    for typed, flag in (
        (options.quiet, "--quiet"),
        (options.no_trunc, "--no-trunc"),
        (options.digests, "--show-digest"),
        (options.format, "--format"),
    ):
        if typed:
            raise PyDockError(f"{flag} is not yet supported with --tree")
