"""Initializers: PyDock called by another name, which a plugin registered (docker's `reexec.Init`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.host.initializers import take_over
from pydock_core.invocation.open_session import load_plugins

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_initializer(name: str, argv: list[str], environ: Mapping[str, str]) -> int | None:
    """Returns the exit status of the initializer `name`; None if no plugin registered that name. Raises PluginError."""
    _, index = load_plugins(environ, [])
    return None if index.initializer(name) is None else take_over(index, name, argv)
