"""The three streams of a command: descriptors, whether each is a terminal, and safe writing of text."""

from __future__ import annotations

import os

from pydock_core.errors import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Stream:
    """One file descriptor; for a closed descriptor, `is_terminal` is False."""

    __slots__ = ("_descriptor", "is_terminal")

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        try:
            self.is_terminal = os.isatty(descriptor)
        except OSError:
            self.is_terminal = False

    def fileno(self) -> int:
        """Returns the file descriptor."""
        return self._descriptor

    def size(self) -> tuple[int, int] | None:
        """Returns (columns, rows) of the terminal; None without a terminal, or where the size is unknown."""
        try:
            size = os.get_terminal_size(self._descriptor)
        except OSError:
            return None
        return (size.columns, size.lines) if size.columns and size.lines else None


class InputStream(Stream):
    """Standard input, unbuffered."""

    __slots__ = ()

    def read(self, size: int = 65536) -> bytes:
        """Returns the next bytes, at most `size`, as soon as there are any; b"" at the end of input."""
        return os.read(self._descriptor, size)

    def read_line(self) -> str:
        """Returns the next line without its newline; "" at the end of input. Bytes after the line are not consumed."""
        line = bytearray()
        while (byte := os.read(self._descriptor, 1)) and byte != b"\n":
            line += byte
        return line.decode("utf-8", "replace").rstrip("\r")


class OutputStream(Stream):
    """Standard output or error. `write` collects text until `flush`; `write_bytes` writes at once.

    On a terminal, and on standard error everywhere (CI logs render escape codes, too), control characters in the text
    are shown escaped. PyDock flushes both streams at the end of a command. A failed write raises PyDockError; a write
    to a closed pipe raises BrokenPipeError, which ends PyDock as SIGPIPE ends other programs.
    """

    __slots__ = ("_collected", "_escapes", "name")

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__(descriptor)
        self.name = name
        self._escapes = self.is_terminal or name == "stderr"
        self._collected: list[str] = []

    def write(self, text: str) -> None:
        """Collects text. Control characters in the text are escaped on a terminal and on standard error."""
        if self._escapes and not text.isprintable():
            from pydock_core.output.text import printable

            text = printable(text)
        self._collected.append(text)

    def write_control(self, text: str) -> None:
        """Adds PyDock's own text that moves the cursor or sets colours, unescaped."""
        self._collected.append(text)

    def write_bytes(self, data: bytes | memoryview) -> None:
        """Flushes collected text, then writes the bytes unchanged: a container's output, a tar archive."""
        if self._collected:
            self.flush()
        view: Any = data
        while True:
            try:
                written = os.write(self._descriptor, view)
            except BlockingIOError:
                self._wait_until_writable()
                continue
            except BrokenPipeError:
                raise
            except OSError as error:
                from pydock_core.values.os_errors import os_error_text

                raise PyDockError(f"write /dev/{self.name}: {os_error_text(error)}") from error
            if written == len(view):
                return
            view = memoryview(view)[written:]

    def flush(self) -> None:
        """Writes the collected text. A failed write raises PyDockError; docker ignores it (a listed difference)."""
        if not self._collected:
            return
        # Another thread may add text during the write: the next flush writes it.
        collected, self._collected = self._collected, []
        data = "".join(collected).encode("utf-8", "surrogateescape")
        if data:
            self.write_bytes(data)

    def _wait_until_writable(self) -> None:
        # A descriptor shared with the shell may be non-blocking; a write is then completed piece by piece.
        import select

        select.select([], [self._descriptor], [])
