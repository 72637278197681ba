"""The image argument of `pull` and `push`: one tag of a repository, or with `--all-tags` all of them."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, Session, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference


def read_name(session: Session, name: str, *, all_tags: bool, quiet: bool) -> Reference:
    """Returns the reference; a name without a tag gets docker's default tag, which is printed unless `quiet`.

    Raises InvalidValue for a tag together with `--all-tags`.
    """
    reference = parse_reference(name)
    if all_tags:
        if not reference.is_name_only:
            raise InvalidValue("tag can't be used with --all-tags/-a")
        return reference
    if reference.is_name_only:
        reference = reference.with_default_tag()
        if not quiet:
            session.stdout.write(f"Using default tag: {reference.tag}\n")
            session.stdout.flush()
    return reference
