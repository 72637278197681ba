"""A user of one client at a terminal, and the fixture that compares the screens of both clients."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.terminals import Terminal, environment
from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engines.dockerd import Dockerd

WIDTHS = [pytest.param(columns, {}, id=str(columns)) for columns in (40, 80, 200)]
EVERYWHERE = [
    *WIDTHS,
    pytest.param(80, {"TERM": "dumb"}, id="dumb"),
    pytest.param(80, {"NO_COLOR": "1"}, id="no-colour"),
]
ENTER, CTRL_C, CTRL_D, DETACH = "\r", "\x03", "\x04", "\x10\x11"
CHANGING = (
    (r"\b[0-9a-f]{64}\b", "<digest>"),
    (r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{12}\b", "<id>"),
    (r"\b\d seconds", "# seconds"),
)


class Person:
    """A user of one client at a terminal of `columns`; `seen` collects the screens."""

    def __init__(self, program: Path, engine: Dockerd, folder: Path, columns: int, environ: dict[str, str]) -> None:
        self.engine = engine
        self.folder = folder
        self.columns = columns
        self.seen: list[object] = []
        self.environ = environment(folder, engine.host, PATH=str(program), DOCKER_BUILDKIT="0", **environ)
        self._program = str(program / "docker")
        self._running: list[Terminal] = []

    def types(self, *words: str) -> Terminal:
        """Starts a command line and returns its terminal."""
        terminal = Terminal(self._program, *words, columns=self.columns, environ=self.environ, folder=self.folder)
        self._running.append(terminal)
        return terminal

    def looks(self, lines: list[str]) -> None:
        """Collects the lines on the screen, with wrapped lines joined."""
        text = "".join(line if len(line) == self.columns else f"{line}\n" for line in lines)
        for pattern, word in CHANGING:
            text = re.sub(pattern, word, text)
        self.seen.append(text)

    def sees(self, *words: str, sequences: bool = True) -> None:
        """Runs a command line and collects the final screen, the status, and the control sequences."""
        self.sees_end(self.types(*words), sequences=sequences)

    def sees_end(self, terminal: Terminal, *, sequences: bool = True) -> None:
        """Waits for the end of a started command line and collects the same."""
        status = terminal.end()
        self.looks(terminal.lines)
        self.seen.append((status, terminal.is_cursor_shown, sorted(terminal.sequences) if sequences else []))

    def starts(self, name: str, **more: Any) -> None:
        """Starts a container through the API."""
        body = {"Image": "busybox", "Cmd": ["sleep", "1000"], **more}
        assert self.engine.request("POST", f"/containers/create?name={name}", body).status == 201
        assert self.engine.request("POST", f"/containers/{name}/start").status == 204

    def leaves(self) -> None:
        """Ends the clients and resets the engine."""
        for terminal in self._running:
            terminal.close()
        self.engine.reset()


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Returns a folder with docker, and one with PyDock under the name docker."""
    program = clients.docker()
    assert program is not None
    folder = tmp_path_factory.mktemp("clients")
    return [clients.install_docker(program, folder / "docker"), clients.install_pydock(folder / "pydock")]


@pytest.fixture
def same(
    programs: list[Path], engine: Dockerd, tmp_path: Path, columns: int, environ: dict[str, str]
) -> Callable[[Callable[[Person], None]], None]:
    """Runs the steps with docker, then with PyDock; raises AssertionError if the screens differ."""

    def compare(do: Callable[[Person], None]) -> None:
        seen = []
        for program in programs:
            folder = tmp_path / "home"  # the same name for both, because the output contains it
            folder.mkdir()
            person = Person(program, engine, folder, columns, environ)
            try:
                do(person)
            finally:
                person.leaves()
                shutil.rmtree(folder)
            seen.append(person.seen)
        assert seen[0]
        assert seen[1] == seen[0]

    return compare


Same = Any
