"""What the tests of the testing kit share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint
from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from pydock_core.testing import FakeEngine

__all__ = ["fake_engine", "pydock"]


@pytest.fixture
def client(fake_engine: FakeEngine) -> Client:
    """PyDock's own client on the fake engine."""
    endpoint = Endpoint("unix", "/var/run/docker.sock", url="unix:///var/run/docker.sock")
    return Client(lambda: Channel(endpoint, fake_engine.send), user_agent="test")
