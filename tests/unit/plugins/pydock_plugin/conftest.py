"""What the tests of plugin commands share."""

from __future__ import annotations

from pydock_core.testing.pytest_plugin import fake_engine, pydock

__all__ = ["fake_engine", "pydock"]
