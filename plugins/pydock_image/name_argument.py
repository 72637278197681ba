"""The image that `pull` and `push` name: one tag of a repository, or with `--all-tags` all of them."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, Session, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference


def read_name(session: Session, name: str, *, all_tags: bool, quiet: bool) -> Reference:
    """Returns the reference, with docker's default tag and its message about it if `name` has none.

    Raises InvalidValue for a tag beside `--all-tags`.
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
