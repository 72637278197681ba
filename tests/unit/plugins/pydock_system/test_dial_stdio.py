from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = b"GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_dial_stdio_carries_bytes_both_ways(tmp_path: Path) -> None:
    with FakeEngine() as engine, engine.serve(f"{tmp_path}/s.sock") as door:
        environ = {"HOME": str(tmp_path), "PYDOCK_INDEX": "off", "DOCKER_HOST": door.host}
        result = run_pydock(["system", "dial-stdio"], environ=environ, stdin=REQUEST)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("HTTP/1.1 200 OK\r\n")
    assert result.stdout.endswith("\r\n\r\nOK")


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("unix:///nowhere/x.sock", "dial unix /nowhere/x.sock: connect: no such file or directory"),
        ("tcp://127.0.0.1:1", "dial tcp 127.0.0.1:1: connect: connection refused"),
        ("fd://x", "dial fd: unknown network fd"),
    ],
)
def test_dial_stdio_without_engine_is_reported(tmp_path: Path, host: str, reason: str) -> None:
    environ = {"HOME": str(tmp_path), "PYDOCK_INDEX": "off", "DOCKER_HOST": host}
    result = run_pydock(["system", "dial-stdio"], environ=environ)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"failed to open the raw stream connection: {reason}\n"
