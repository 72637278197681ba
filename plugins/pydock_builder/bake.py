"""`pydock bake`: builds the images that a file describes; requires docker-buildx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_builder import buildx

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def command(session: Session, words: list[str]) -> int:
    buildx.check_for_bake(session)
    return buildx.command(session, words)
