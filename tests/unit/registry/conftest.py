"""The servers of the tests of registries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.registry.servers import RawServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    """Starts a server that ends with the test."""
    servers: list[RawServer] = []

    def start(*answers: Any, **more: Any) -> RawServer:
        servers.append(RawServer(*answers, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
