"""The protocols around `Request` and `Response`: `Send`, `Transport`, `Body` and `Connection`.

A module of its own: protocols need `typing` at run time, which `messages` must not import.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from pydock_core.engine.messages import Request, Response

Send: TypeAlias = Callable[[Request], Response]


class Body(Protocol):
    """A response's body, read in pieces; a body cut short raises `ConnectionFailed`, never a silent end."""

    def read(self, size: int = 65536) -> bytes:
        """Returns the next bytes, at most `size`, as soon as there are any; b"" at the end."""

    def close(self) -> None:
        """Closes the connection; a body that was read to its end has released it already."""


class Connection(Protocol):
    """A hijacked connection: raw bytes both ways after the engine's 101 (or 200 from old engines)."""

    def fileno(self) -> int:
        """Returns the descriptor to wait on; check `pending` first: bytes may be buffered already."""

    @property
    def pending(self) -> bool:
        """Whether bytes are already buffered, so that `recv` returns without waiting on the descriptor."""

    def recv(self, size: int = 65536) -> bytes:
        """Returns the next bytes, at most `size`; b"" when the engine has closed its side.

        Raises ConnectionFailed if the connection is lost.
        """

    def send(self, data: bytes) -> None:
        """Sends all of `data`; raises ConnectionFailed if the connection is lost."""

    def send_some(self, data: bytes) -> int:
        """Sends what can be sent without waiting, and returns how many bytes that was.

        After a 0, wait until the descriptor is writable and give the same bytes again.
        """

    def close_write(self) -> None:
        """Half-closes: stdin ends for the engine, while output can still come."""

    def close(self) -> None:
        """Closes both directions."""


class Transport(Protocol):
    """A `Send` that keeps connections."""

    def __call__(self, request: Request) -> Response:
        """Makes the exchange."""

    def close(self) -> None:
        """Closes the idle connections; over ssh, all connections."""
