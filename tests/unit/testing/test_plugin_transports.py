"""A plugin's transport in-process: it is asked before the fake engine answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pydock_core.testing import FakeEngine
from tests.unit.host.installed import Installed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pydock_core.testing import PyDock

SOURCE = """
import socket
from pydock_core.plugin_api import hookimpl, socket_transport

@hookimpl
def pydock_transport(session, endpoint):
    if endpoint.scheme != "far":
        return None

    def connect():
        connection = socket.socket(socket.AF_UNIX)
        connection.connect("/" + endpoint.address)
        return connection

    return socket_transport(connect, endpoint=endpoint)
"""


def test_transport_scheme_of_plugin_reaches_another_engine(
    pydock: PyDock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    installed = Installed(folder, tmp_path / "cache")
    (folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()  # the real built-ins
    installed.plugin("far", SOURCE)
    with FakeEngine(images=["far:1"]) as far:
        socket = tmp_path_factory.mktemp("e") / "s"
        far.serve(str(socket))
        there = pydock("--host", f"far:/{socket}", "images", "--quiet", plugins=["far"])
        here = pydock("images", "--format", "{{.Repository}}", plugins=["far"])
        assert (there.status, len(there.requests), far.requests[-1].path) == (0, 0, "/images/json")
    assert here.stdout == "busybox\n"
