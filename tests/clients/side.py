"""A script of steps with one client as `docker`, and the transcript of the steps by which the clients are compared."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

from tests.e2e.terminals import Terminal
from tests.parity.normalise import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.engines.dockerd import Dockerd

    Script = Callable[["Side"], None]
    Compare = Callable[[Script], None]

TIMEOUT_SECONDS = 90
COLUMNS = 150
_BLANKS = re.compile(r"(?<=\S) +(?=\S)")


class Side:
    """A client in an empty home, first on PATH, with the folder `project` as the current one.

    Each step adds to `transcript` its command, its exit status and its outputs without ids, times and folders.
    `environ` is the environment of the steps.
    """

    def __init__(self, engine: Dockerd, home: Path, path: Iterable[Path], plugins: Iterable[Path], cache: Path) -> None:
        self.engine = engine
        self.transcript: list[str] = []
        self.project = home / "project"
        self._fixed = {str(home): "<home>", engine.socket: "<socket>", str(engine.folder): "<engine>"}
        for folder in (self.project, home / "tmp", home / ".docker" / "cli-plugins"):
            folder.mkdir(parents=True)
        for plugin in plugins:
            (home / ".docker" / "cli-plugins" / plugin.name).symlink_to(plugin)
        self.environ = {
            "PATH": os.pathsep.join(map(str, path)),
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "XDG_CACHE_HOME": str(cache),
            "DOCKER_HOST": engine.host,
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "TZ": "UTC",
        }

    def hide(self, text: str, replacement: str) -> None:
        """Replaces a text that differs between two runs in the following steps."""
        self._fixed[text] = replacement

    def write(self, files: Mapping[str, str]) -> None:
        """Writes files of the project."""
        for name, text in files.items():
            (self.project / name).parent.mkdir(parents=True, exist_ok=True)
            (self.project / name).write_text(text)

    def run(self, command: str, *, stdin: str = "", only: str = "", unordered: bool = False) -> str:
        """Runs a shell command and returns its stdout.

        `only` is a pattern for outputs that depend on the speed of the machine: the transcript has its matches alone,
        or those of its group.
        `unordered` is for several things at a time: the lines of both outputs are sorted, each once. Raises
        subprocess.TimeoutExpired.
        """
        with self.running(command, only=only, unordered=unordered) as process:
            return process.end(stdin)

    @contextmanager
    def running(self, command: str, *, only: str = "", unordered: bool = False) -> Iterator[Running]:
        """Starts a shell command, whose outputs are pipes, and kills it at the end unless it has ended."""
        process = Running(self, command, only, unordered)
        try:
            yield process
        finally:
            process.kill()

    @contextmanager
    def terminal(self, command: str) -> Iterator[Terminal]:
        """Starts a shell command on a terminal, and kills it at the end unless it has ended.

        The transcript has what the caller adds with `note`.
        """
        words = ("sh", "-c", f"exec {command}")
        terminal = Terminal(*words, columns=COLUMNS, environ=self.environ, folder=self.project)
        try:
            yield terminal
        finally:
            terminal.close()

    def note(self, subject: str, *facts: object) -> None:
        """Adds facts to the transcript, such as the status of a command that had a terminal."""
        normaliser = self.normaliser()
        self.transcript += [
            f"# {subject}",
            *(line for fact in facts for line in normaliser.text(str(fact)).splitlines()),
        ]

    def note_engine(self) -> None:
        """Adds the objects of the engine to the transcript."""
        self.note("containers", *sorted(map(self._container, self.get("/containers/json?all=1"))))
        networks = [network for network in self.get("/networks") if network["Name"] not in ("bridge", "host", "none")]
        self.note("networks", *sorted(_labelled(network["Name"], network["Labels"]) for network in networks))
        volumes = self.get("/volumes")["Volumes"] or ()
        self.note("volumes", *sorted(_labelled(volume["Name"], volume["Labels"]) for volume in volumes))
        tags = [tag for image in self.get("/images/json") for tag in image["RepoTags"] or ()]
        self.note("images", *sorted(tags))

    def normaliser(self) -> Normaliser:
        """Returns what replaces the parts of a text that differ between two runs."""
        listed = [thing for kind in ("containers", "images") for thing in self.get(f"/{kind}/json?all=1")]
        networks = self.get("/networks")
        names = [name.removeprefix("/") for thing in listed for name in thing.get("Names", ())]
        return Normaliser(self._fixed, [thing["Id"] for thing in (*listed, *networks)], names)

    def _container(self, listed: dict[str, Any]) -> str:
        container = self.get(f"/containers/{listed['Id']}/json")
        state = f"{container['State']['Status']} {container['State']['ExitCode']}"
        mounts = sorted(f"{mount['Type']}:{mount['Destination']}" for mount in container["Mounts"])
        networks = sorted(container["NetworkSettings"]["Networks"])
        words = [container["Name"], container["Config"]["Image"], state, *mounts, *networks]
        return _labelled(" ".join(words), container["Config"]["Labels"])

    def get(self, path: str) -> Any:
        """Returns the decoded answer of the engine."""
        return self.engine.request("GET", path).json()


class Running:
    """A shell command in a session of its own, with pipes as its streams."""

    def __init__(self, side: Side, command: str, only: str, unordered: bool) -> None:
        self._side = side
        self._command = command
        self._only = re.compile(only, re.M) if only else None
        self._unordered = unordered
        self._process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=side.project,
            env=side.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._shown = (bytearray(), bytearray())
        pipes = zip((self._process.stdout, self._process.stderr), self._shown, strict=True)
        self._readers = [threading.Thread(target=_collect, args=pair, daemon=True) for pair in pipes]
        for reader in self._readers:
            reader.start()

    def wait_for(self, text: str) -> None:
        """Waits until an output contains the text; raises AssertionError if the program ends before, or takes long."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not any(text.encode() in shown for shown in self._shown):
            running = any(reader.is_alive() for reader in self._readers) and time.monotonic() < deadline
            assert running or any(text.encode() in shown for shown in self._shown), f"{text!r}: {self._shown}"
            time.sleep(0.01)

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> None:
        """Sends a signal to the program, which replaced its shell by `exec`."""
        self._process.send_signal(number)

    def end(self, stdin: str = "") -> str:
        """Writes `stdin` and waits for the end; adds the step to the transcript and returns the program's stdout.

        Raises subprocess.TimeoutExpired.
        """
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(stdin.encode())
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        status = self._process.wait(TIMEOUT_SECONDS)
        for reader in self._readers:
            reader.join(TIMEOUT_SECONDS)
        normaliser = self._side.normaliser()
        lines = [f"$ {normaliser.text(self._command)}", f"status {status}"]
        for name, shown in zip(("stdout", "stderr"), self._shown, strict=True):
            lines += self._lines(name, normaliser.output(bytes(shown)))
        self._side.transcript += lines
        return self._shown[0].decode("utf-8", "replace")

    def kill(self) -> None:
        """Kills the program and the processes that it has started; closes the pipes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for reader in self._readers:
            reader.join(TIMEOUT_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()

    def _lines(self, name: str, text: str) -> list[str]:
        if self._only is not None:
            found = [match[match.lastindex or 0] for match in self._only.finditer(text)]
        else:
            found = text.splitlines()
            if text and not text.endswith("\n"):
                found[-1] += " (no newline at the end)"
        # The width of a column depends on the service that came first; a long step of a build is shown repeatedly.
        shown = sorted({_BLANKS.sub(" ", line) for line in found}) if self._unordered else found
        return [f"{name}: {line}".rstrip() for line in shown]


def _collect(pipe: IO[bytes], shown: bytearray) -> None:
    while piece := os.read(pipe.fileno(), 65536):
        shown += piece


def _labelled(text: str, labels: Mapping[str, str] | None) -> str:
    return f"{text} {' '.join(sorted(labels or ()))}".rstrip()
