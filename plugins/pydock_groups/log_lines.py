"""The log of a container in whole lines, each with a prefix; several logs at the same time."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import demultiplex

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.plugin_api import Session

    Write = Callable[[bytes], object]

LONGEST_LINE = 1 << 16  # bytes; a longer line is shown as several
_WAITING = 64  # pieces of output that are read before the first of them is written


class LineWriter:
    """Writes whole lines with a prefix; keeps an unfinished one until its end, or for `close`."""

    def __init__(self, write: Write, prefix: bytes) -> None:
        self._write = write
        self._prefix = prefix
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Writes the lines that `data` completes, in one piece."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        while len(self._rest) > LONGEST_LINE:
            lines.append(self._rest[:LONGEST_LINE])
            self._rest = self._rest[LONGEST_LINE:]
        if lines:
            self._write(b"".join([self._prefix + line + b"\n" for line in lines]))

    def close(self) -> None:
        """Writes an unfinished line, with an end."""
        if self._rest:
            self.feed(b"\n")


class MemberLog:
    """The log of one container; `asked` are arguments of `engine.containers.logs`.

    `stdout` and `stderr` are the functions that `read` writes with.
    """

    def __init__(self, session: Session, container: str, prefix: bytes, asked: dict[str, Any]) -> None:
        self.stdout: Write = session.stdout.write_bytes
        self.stderr: Write = session.stderr.write_bytes
        self._containers = session.engine.containers
        self._id = container
        self._prefix = prefix
        self._asked = asked

    def read(self) -> None:
        """Writes the log until its end; raises EngineError for an answer that is refused, cut or wrong."""
        out, err = LineWriter(self.stdout, self._prefix), LineWriter(self.stderr, self._prefix)
        has_terminal = (self._containers.inspect(self._id).get("Config") or {}).get("Tty")
        answer = self._containers.logs(self._id, **self._asked)
        try:
            if has_terminal:
                for piece in answer.pieces():
                    out.feed(piece)
            else:
                demultiplex(answer.body.read, out.feed, err.feed)
        finally:
            answer.close()
            out.close()
            err.close()


def follow_together(logs: list[MemberLog]) -> list[PyDockError]:
    """Writes several logs at the same time, until the last one ends; returns the errors.

    A thread reads each log, and the caller's thread writes, so that no lines are mixed and a failure of stdout or a
    Ctrl-C ends the command.
    """
    ready: queue.Queue[tuple[Write, bytes] | PyDockError | None] = queue.Queue(_WAITING)
    for log in logs:
        log.stdout, log.stderr = _through(ready, log.stdout), _through(ready, log.stderr)
        try:
            threading.Thread(target=_read, args=(log, ready), daemon=True).start()
        except RuntimeError as error:
            raise PyDockError(f"can't start a thread for each container: {error}") from error
    errors = []
    running = len(logs)
    while running:
        found = ready.get()
        if found is None:
            running -= 1
        elif isinstance(found, PyDockError):
            errors.append(found)
        else:
            write, data = found
            write(data)
    return errors


def _through(ready: queue.Queue[Any], write: Write) -> Write:
    return lambda data: ready.put((write, data))


def _read(log: MemberLog, ready: queue.Queue[Any]) -> None:
    """Reads one log in a thread; the last item that it puts is None."""
    try:
        log.read()
    except PyDockError as error:
        ready.put(error)
    except (ImportError, OSError) as error:  # no file descriptor is left
        ready.put(PyDockError(f"can't read a log: {error}"))
    finally:
        ready.put(None)
