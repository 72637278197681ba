"""`run_pydock`: runs one command line in this process, on pipes and files or on a pseudo-terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import tempfile
import termios
import threading
import time
from typing import TYPE_CHECKING

from pydock_core.cli import main
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import ProcessContext
from pydock_core.testing.fake_engine.engine import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from pydock_core.declarations.events import Event
    from pydock_core.session import Clock
    from pydock_core.testing.fake_engine.exchange import Asked

    Streams: TypeAlias = tuple[InputStream, int, int]

COLUMNS_AND_ROWS = (80, 24)
# The longest wait for a command to read or to set the terminal's raw mode, before the input is typed all the same.
_TIMEOUT_SECONDS = 1.0


class Result:
    """The result of a command line.

    On a terminal all output is in `stdout`, with CRLF. `events` are the events of `pydock_event`, in order, also if no
    plugin implements the hook.
    """

    def __init__(self, status: int, stdout: bytes, stderr: bytes, requests: list[Asked], events: list[Event]) -> None:
        self.status = status
        self.stdout_bytes = stdout
        self.stderr_bytes = stderr
        self.requests = requests
        self.events = events

    @property
    def stdout(self) -> str:
        """Standard output; bytes that are not UTF-8 are replaced."""
        return self.stdout_bytes.decode("utf-8", "replace")

    @property
    def stderr(self) -> str:
        """Standard error; bytes that are not UTF-8 are replaced."""
        return self.stderr_bytes.decode("utf-8", "replace")

    @property
    def asked(self) -> list[str]:
        """The requests in short: `POST /containers/create`."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def __repr__(self) -> str:
        return f"<Result {self.status} stdout={self.stdout!r} stderr={self.stderr!r}>"


def run_pydock(
    words: Sequence[str],
    *,
    engine: FakeEngine | None = None,
    environ: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    terminal: bool | tuple[int, int] = False,
    plugins: Iterable[str] = (),
    program: str = "pydock",
    clock: Clock | None = None,
) -> Result:
    """Runs `pydock WORDS…` in this process and returns its result; an error of PyDock is in the result, too.

    - `words`: the command line without the program's name.
    - `engine`: the engine; None for a new fake engine with the image busybox:latest.
    - `environ`: the whole environment; None for an empty HOME, removed afterwards, without a stored index.
    - `stdin`: the bytes of standard input. On a terminal they are typed once the command reads or has set raw mode.
    - `terminal`: True, or (columns, rows), makes the three streams one terminal.
    - `plugins`: the names of the plugins of other distributions that take part.
    - `program`: the name that PyDock is started by.
    - `clock`: the session's clock.
    """
    with contextlib.ExitStack() as stack:
        if engine is None:
            engine = stack.enter_context(FakeEngine())
        if environ is None:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="pydock-home-"))
            environ = {"HOME": home, "PYDOCK_INDEX": "off"}
        return _run(
            [program, *words],
            engine,
            {"PYDOCK_PLUGINS": ",".join(plugins) or "none", **environ},
            stdin,
            terminal,
            clock,
        )


def _run(
    argv: list[str],
    engine: FakeEngine,
    environ: Mapping[str, str],
    stdin: bytes,
    terminal: bool | tuple[int, int],
    clock: Clock | None,
) -> Result:
    before = len(engine.requests)
    events: list[Event] = []
    size = (COLUMNS_AND_ROWS if terminal is True else terminal) or None

    def run(streams: Streams) -> int:
        process = ProcessContext(
            environ=environ,
            stdin=streams[0],
            stdout=OutputStream(streams[1], "stdout"),
            stderr=OutputStream(streams[2], "stderr"),
            clock=clock,
            send=engine.send,
            on_event=events.append,
        )
        return main(argv, process)

    status, stdout, stderr = _on_files(run, stdin) if size is None else _on_terminal(run, stdin, size)
    return Result(status, stdout, stderr, engine.requests[before:], events)


def _on_files(run: Callable[[Streams], int], stdin: bytes) -> tuple[int, bytes, bytes]:
    """Runs with input from a pipe, as in a shell, and output into files, which never fill up."""
    readable, writable = os.pipe()
    typist = _type(writable, stdin, close=True)
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        try:
            status = run((InputStream(readable), stdout.fileno(), stderr.fileno()))
        finally:
            os.close(readable)
            typist.join()
        stdout.seek(0)
        stderr.seek(0)
        return status, stdout.read(), stderr.read()


def _on_terminal(run: Callable[[Streams], int], stdin: bytes, size: tuple[int, int]) -> tuple[int, bytes, bytes]:
    """Runs with all three streams on one terminal; returns its output as stdout."""
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (size[1], size[0])) if hasattr(termios, "tcsetwinsize") else _set_size(theirs, size)
    written = bytearray()

    def collect() -> None:
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux's error once the other side is closed
                return
            if not data:
                return
            written.extend(data)

    collector = threading.Thread(target=collect, daemon=True)
    collector.start()
    reader = _Typed(theirs)
    typist = _type(ours, stdin, close=False, when=reader.wait_until_wanted)
    try:
        status = run((reader, theirs, theirs))
    finally:
        reader.wanted.set()
        typist.join()
        termios.tcdrain(theirs)
        os.close(theirs)
        collector.join(5)
        os.close(ours)
    return status, bytes(written), b""


def _set_size(descriptor: int, size: tuple[int, int]) -> None:
    """Sets the terminal's size, as `termios.tcsetwinsize` does from Python 3.11 on."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


class _Typed(InputStream):
    """The terminal as input; `wanted` is set once the command reads."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor)
        self.wanted = threading.Event()

    def read(self, size: int = 65536) -> bytes:
        self.wanted.set()
        return super().read(size)

    def read_line(self) -> str:
        self.wanted.set()
        return super().read_line()

    def wait_until_wanted(self) -> None:
        """Returns once the command reads or has set raw mode, which changes the effect of earlier input."""
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while time.monotonic() < deadline and not self.wanted.wait(0.002):
            if not termios.tcgetattr(self.fileno())[3] & termios.ICANON:
                return


def _type(descriptor: int, text: bytes, *, close: bool, when: Callable[[], None] = lambda: None) -> threading.Thread:
    def write() -> None:
        if text:
            when()
        left = memoryview(text)
        try:
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            pass  # the command has closed its input
        finally:
            if close:
                os.close(descriptor)

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread
