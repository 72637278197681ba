"""`pydock bake`: builds the images that a file describes; requires docker-buildx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_builder.buildx import find_for_bake, hand_over

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def command(session: Session, words: list[str]) -> int:
    return hand_over(session, find_for_bake(session), words)
