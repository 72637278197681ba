"""Copies between PyDock's streams and those of a container or an exec command, in one select loop without threads."""

from __future__ import annotations

from pydock_core.engine.api.multiplexed_stream import READ_SIZE, Demultiplexer
from pydock_core.engine.readiness import wait_until_ready
from pydock_core.errors import ConnectionFailed, InvalidValue, PyDockError
from pydock_core.values.detach_keys import DEFAULT_DETACH_KEYS, DetachFilter, parse_detach_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.actions.stalled_input import StalledInput
    from pydock_core.actions.terminal import Resizing
    from pydock_core.engine.protocols import Connection
    from pydock_core.output.streams import InputStream, OutputStream
    from pydock_core.session import Session


_MOST_UNSENT = 1 << 16  # bytes; an engine that takes no input gets no more keys than these


class Attachment:
    """A hijacked connection that is attached to the standard streams which `stdin`, `stdout` and `stderr` select.

    With `tty` the output is one raw stream, and `detach_keys` in the input end the attachment; otherwise the output is
    multiplexed in frames. With `propagate_eof`, the end of the input closes the connection for writing.
    With `reports_broken_pipe`, a reader of stdout that has gone is an error, else it ends PyDock by SIGPIPE.
    `received` is whether the container has sent output, `hung_up` whether the end of the input hangs up its terminal.
    """

    def __init__(
        self,
        session: Session,
        connection: Connection,
        *,
        stdin: bool,
        stdout: bool,
        stderr: bool,
        tty: bool,
        detach_keys: bytes = DEFAULT_DETACH_KEYS,
        propagate_eof: bool = True,
        reports_broken_pipe: bool = False,
    ) -> None:
        self._connection = connection
        self.received = False
        self.hung_up = False
        self._stdin: InputStream | None = session.stdin if stdin else None
        self._outgoing = b""
        self._input_ended = False
        self._propagate_eof = propagate_eof
        self._stall: StalledInput | None = None
        if tty and stdin and session.stdin.is_terminal:
            from pydock_core.actions.stalled_input import StalledInput  # scripts have no terminal

            self._stall = StalledInput(session, connection)
        self._filter = DetachFilter(detach_keys if tty else b"")
        self._frames: Demultiplexer | None = None
        # Where docker forwards signals, it catches SIGPIPE, too; elsewhere the signal ends docker.
        out = _writer(session.stdout) if reports_broken_pipe else session.stdout.write_bytes
        if tty:
            self._write: Callable[[bytes], object] = out if stdout or stderr else _discard
        else:
            error = session.stderr.write_bytes if stderr else _discard
            self._frames = Demultiplexer(out if stdout else _discard, error)
            self._write = self._frames.feed

    def run(self, resizing: Resizing | None = None) -> bool:
        """Copies until the engine has sent all output; returns True if the user detached before.

        Raises ProtocolError if the stream ends inside a frame, ConnectionFailed if the connection breaks, Interrupted
        for Ctrl-C on a terminal in raw mode whose input the engine does not take.
        """
        if self._stdin is None:
            self._end_input()
        try:
            while True:
                readable, writable, typed = self._wait(resizing)
                if readable:
                    data = self._connection.recv(READ_SIZE)
                    if not data:
                        if self._frames is not None:
                            self._frames.close()
                        return False
                    self.received = True
                    if self._stall is not None:
                        self._stall.received()
                    self._write(data)
                if writable:
                    self._outgoing = self._outgoing[self._connection.send_some(self._outgoing) :]
                    if not self._outgoing and self._input_ended:
                        self._half_close()
                if typed and self._read_input():
                    return True
        finally:
            self.close()

    def check(self) -> None:
        """Raises ConnectionFailed if the engine has ended the streams of a container that is not started yet."""
        if self._connection.pending or not wait_until_ready([self._connection], [], 0)[0]:
            return
        data = self._connection.recv(READ_SIZE)
        if not data:
            raise ConnectionFailed("the engine ended the container's streams before it was started")
        self._write(data)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def _wait(self, resizing: Resizing | None) -> tuple[bool, bool, bool]:
        """Waits for a ready stream; returns (output can be read, input can be sent, input can be read).

        Input that was read is sent before more input is read.
        """
        connection = self._connection
        reading: list[Connection | InputStream] = [connection]
        writing = [connection] if self._outgoing else []
        stall = self._stall
        if self._stdin is not None and (not self._outgoing or (stall is not None and stall.stalled)):
            reading.append(self._stdin)
        timeout = 0.0 if connection.pending else None
        if timeout is None and resizing is not None:
            timeout = resizing.due_seconds()
        if stall is not None and timeout != 0.0 and (due := stall.due_seconds()) is not None:
            timeout = due if timeout is None else min(timeout, due)
        try:
            ready, writable = wait_until_ready(reading, writing, timeout)
        except OSError:
            if self._stdin is None:
                raise
            # select refuses a closed stdin.
            self._end_input()
            return False, False, False
        if resizing is not None:
            resizing.retry()
        if stall is not None and connection not in ready:
            stall.check(unsent=bool(self._outgoing) and not writable)
        return connection in ready or connection.pending, bool(writable), self._stdin in ready

    def _read_input(self) -> bool:
        """Reads input; returns True if the input has the detach keys."""
        assert self._stdin is not None
        try:
            data = self._stdin.read()
        except BlockingIOError:
            return False  # another process that shares the descriptor made it non-blocking
        except OSError:
            data = b""
        if not data:
            self.hung_up = self._frames is None and self._propagate_eof
            self._end_input()
            return False
        if self._stall is not None:
            self._stall.typed(data)
        data, detached = self._filter.feed(data)
        if len(self._outgoing) < _MOST_UNSENT:
            self._outgoing += data
        if detached and self._outgoing:
            self._connection.send_some(self._outgoing)
        return detached

    def _end_input(self) -> None:
        self._stdin = None
        self._input_ended = True
        self._outgoing += self._filter.end()
        if not self._outgoing:
            self._half_close()

    def _half_close(self) -> None:
        if self._propagate_eof:
            self._connection.close_write()


def resolve_detach_keys(session: Session, typed: str | None) -> tuple[bytes, str]:
    """Returns the detach keys as bytes for PyDock and as text for the engine ("" for the engine's default).

    The keys are those of `--detach-keys`, else `detachKeys` of docker's config.json. Raises InvalidValue before any
    request is sent.
    """
    text = typed or session.load_config().get("detachKeys")
    if not text:
        return DEFAULT_DETACH_KEYS, ""
    try:
        return parse_detach_keys(text), text
    except InvalidValue as error:
        raise InvalidValue(f"invalid detach keys ({text}): {error.message}") from error


def _writer(stream: OutputStream) -> Callable[[bytes], object]:
    def write(data: bytes) -> None:
        try:
            stream.write_bytes(data)
        except BrokenPipeError as error:
            # The container keeps running, as in docker: only the reader of the output has gone.
            raise PyDockError(f"write /dev/{stream.name}: broken pipe") from error

    return write


def _discard(_data: bytes) -> None:
    """Ignores the output of a stream that is not attached."""
