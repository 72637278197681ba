"""`pydock bake`: builds what a file describes; docker-buildx does it, and without it there is nothing to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_builder.buildx import find_for_bake, hand_over

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def command(session: Session, words: list[str]) -> int:
    return hand_over(session, find_for_bake(session), words)
