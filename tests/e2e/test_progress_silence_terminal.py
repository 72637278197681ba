"""The screen shows all progress that has arrived, while the engine is silent after a burst of messages."""

from __future__ import annotations

import base64
import io
import json
import sys
import tarfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing.fake_engine.exchange import Answer, Asked
from pydock_core.testing.fake_engine.server import Listener
from tests.e2e.terminals import Terminal, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

PYDOCK = str(Path(sys.executable).with_name("pydock"))
_COUNTS = range(1, 42)
_STAT = {"name": "file", "size": 9 << 20, "mode": 0o644, "mtime": "2024-01-01T00:00:00Z", "linkTarget": ""}
_COPY_COMMAND = ("cp", "box:/file", ".")


class SilentEngine:
    """An engine that sends a burst of progress, then nothing until `end`; a context manager."""

    def __init__(self, folder: Path) -> None:
        self.is_silent = threading.Event()
        self._ended = threading.Event()
        self._listener = Listener(str(folder / "engine"), self._answer)
        self.host = self._listener.host

    def end(self) -> None:
        """Ends the silence: the engine completes its answers."""
        self._ended.set()

    def __enter__(self) -> SilentEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._listener.close()

    def _answer(self, asked: Asked) -> tuple[Answer, None]:
        if asked.path.endswith(("/push", "/create", "/load", "/build")):
            return Answer(200, self._then_silence(_layers()), content_type="application/json"), None
        if asked.path.endswith("/stats"):
            return Answer(200, self._then_silence(_stats()), content_type="application/json"), None
        if asked.path.endswith("/archive"):
            headers = {"X-Docker-Container-Path-Stat": base64.b64encode(json.dumps(_STAT).encode()).decode()}
            return Answer(200, self._then_silence(_archive()), content_type="application/x-tar", headers=headers), None
        return Answer(200, b"OK", headers={"Api-Version": "1.41", "Builder-Version": "1"}), None

    def _then_silence(self, pieces: list[bytes]) -> Iterator[bytes]:
        yield from pieces[:-1]
        self.is_silent.set()
        self._ended.wait(60)
        yield pieces[-1]


def _lines(*messages: dict[str, Any]) -> list[bytes]:
    return [json.dumps(message).encode() + b"\n" for message in messages]


def _layers() -> list[bytes]:
    """Returns the counts of two layers in one burst, and a last message."""
    begun: list[dict[str, Any]] = [
        {"status": "Preparing", "id": layer, "progressDetail": {}} for layer in ("aaa", "bbb")
    ]
    counts = [
        {"status": "Downloading", "id": layer, "progressDetail": {"current": count * 10**6, "total": 50 * 10**6}}
        for count in _COUNTS
        for layer in ("aaa", "bbb")
    ]
    return [b"".join(_lines(*begun, *counts)), *_lines({"status": "All is done"})]


def _stats() -> list[bytes]:
    used = [{"memory_stats": {"usage": count << 20, "limit": 100 << 20}, "name": "/box"} for count in _COUNTS]
    return [b"".join(_lines(*used)), *_lines(used[-1])]


def _archive() -> list[bytes]:
    """Returns an archive in pieces; before the last one, 4.1 MB of the file are copied."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        entry = tarfile.TarInfo("file")
        entry.size = 9 << 20
        archive.addfile(entry, io.BytesIO(bytes(9 << 20)))
    data = whole.getvalue()
    return [*(data[start : start + 100_000] for start in range(0, 4_100_000, 100_000)), data[4_100_000:]]


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    ("words", "shown", "last"),
    [
        pytest.param(("pull", "busybox"), ["aaa: 41MB/50MB", "bbb: 41MB/50MB"], "All is done", id="pull"),
        pytest.param(("push", "busybox"), ["aaa: 41MB/50MB", "bbb: 41MB/50MB"], "All is done", id="push"),
        pytest.param(("load", "-i", "a.tar"), ["aaa: 41MB/50MB", "bbb: 41MB/50MB"], "All is done", id="load"),
        pytest.param(("build", "."), ["aaa: 41MB/50MB", "bbb: 41MB/50MB"], "All is done", id="build"),
        pytest.param(_COPY_COMMAND, ["4.1MB"], "", id="cp"),
        pytest.param(("stats", "box"), ["41MiB"], "", id="stats"),
    ],
)
def test_screen_shows_last_progress_while_engine_is_silent(
    words: tuple[str, ...], shown: list[str], last: str, columns: int, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    (tmp_path / "a.tar").write_bytes(b"archive")
    with SilentEngine(tmp_path) as engine:
        environ = environment(tmp_path, engine.host, DOCKER_BUILDKIT="0", PYDOCK_PLUGIN_WARNINGS="0")
        terminal = Terminal(PYDOCK, *words, columns=columns, environ=environ, folder=tmp_path)
        try:
            lines = terminal.wait(lambda lines: all(any(_agrees(line, text) for line in lines) for text in shown))
            assert engine.is_silent.wait(15)
            assert all(len(line) <= columns for line in lines)
            if last:
                engine.end()
                terminal.wait(last)
                assert terminal.end() == 0
        finally:
            terminal.close()


def _agrees(line: str, text: str) -> bool:
    """Returns whether a line has the parts of `text`: the layer, and its counts in any other place."""
    return all(part in line for part in text.split(" "))
