"""Shared by every `prune` command: filters of config.json, the confirmation, the report of the removed objects."""

from __future__ import annotations

from pydock_core.errors import ProtocolError
from pydock_core.output.human import human_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.session import Session
    from pydock_core.values.filters import Filters

_OPPOSITE = {"label": "label!", "label!": "label"}

_TOO_LARGE = 1 << 64  # the API's sizes have 64 bits


def prune_filters(session: Session, filters: Filters) -> Filters:
    """Adds config.json's `pruneFilters` to the typed filters, except those that a typed filter contradicts."""
    for text in session.load_config().list("pruneFilters"):
        name, equals, value = text.partition("=")
        if equals and value not in filters.get(_OPPOSITE.get(name, ""), {}):
            filters.setdefault(name, {})[value] = True
    return filters


def confirm_prune(session: Session, what: str) -> bool:
    """Asks whether to remove `what` ("all stopped containers"); returns the answer."""
    return session.confirm(f"WARNING! This will remove {what}.\nAre you sure you want to continue?")


def removed_images(report: Mapping[str, Any]) -> tuple[str, int]:
    """Returns the lines about removed and untagged images, "" for none, and the reclaimed bytes.

    Raises ProtocolError if the report has neither a list of images nor a size.
    """
    deleted, reclaimed = _read(report, "ImagesDeleted", dict)
    if not deleted:
        return "", 0
    lines = ["Deleted Images:\n"]
    for step in deleted:
        untagged = step.get("Untagged")
        lines.append(f"untagged: {untagged}\n" if untagged else f"deleted: {step.get('Deleted') or ''}\n")
    return "".join(lines), reclaimed


def removed_objects(report: Mapping[str, Any], heading: str, member: str) -> tuple[str, int]:
    """Returns the names in the report's `member` below `heading`, and the reclaimed bytes; "" and 0 without a name.

    Raises ProtocolError if the report has neither a list of names nor a size.
    """
    names, reclaimed = _read(report, member, str)
    return (f"{heading}:\n" + "".join(f"{name}\n" for name in names), reclaimed) if names else ("", 0)


def _read(report: Mapping[str, Any], member: str, kind: type) -> tuple[list[Any], int]:
    """Returns the removed objects and the reclaimed bytes; raises ProtocolError if a member has another type."""
    removed, reclaimed = report.get(member) or [], report.get("SpaceReclaimed") or 0
    is_list = isinstance(removed, list) and all(isinstance(one, kind) for one in removed)
    if not is_list or not isinstance(reclaimed, int) or abs(reclaimed) >= _TOO_LARGE:
        raise ProtocolError(f"the engine's report of what it removed has no {member} and SpaceReclaimed")
    return removed, reclaimed


def show_pruned(session: Session, report: Mapping[str, Any], *, heading: str, member: str, total: bool = True) -> None:
    """Prints the names in the report's `member` below `heading`, and with `total` the reclaimed space.

    Raises ProtocolError if the report has neither a list of names nor a size.
    """
    text, reclaimed = removed_objects(report, heading, member)
    if text:
        session.stdout.write(f"{text}\n")
    if total:
        session.stdout.write(f"Total reclaimed space: {human_size(reclaimed)}\n")
