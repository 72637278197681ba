"""Servers that end with their test."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.engine.servers import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.engine.servers import Conversation


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server that has these conversations."""
    servers: list[Server] = []
    # Of our own: pytest's folders are too deep for a unix socket's path on some systems.
    with tempfile.TemporaryDirectory() as folder:

        def start(*conversations: Conversation) -> Server:
            place = Path(folder) / str(len(servers))
            place.mkdir()
            servers.append(Server(place, *conversations))
            return servers[-1]

        yield start
        for server in servers:
            server.close()
