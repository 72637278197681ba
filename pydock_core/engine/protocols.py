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
        """The next bytes, at most `size`, as soon as any are there; b"" at the end."""

    def close(self) -> None:
        """Gives the connection up; a body read to its end has already returned it to the pool."""


class Connection(Protocol):
    """A hijacked connection: raw bytes both ways after the engine's 101 (or 200 from old engines)."""

    def fileno(self) -> int:
        """The descriptor to wait on; check `pending` first: bytes that came with the headers are there."""

    @property
    def pending(self) -> bool:
        """Whether bytes are already buffered, so that `recv` returns without waiting on the descriptor."""

    def recv(self, size: int = 65536) -> bytes:
        """The next bytes; b"" when the engine has closed its side."""

    def send(self, data: bytes) -> None:
        """Sends all of `data`."""

    def send_some(self, data: bytes) -> int:
        """Sends what can be sent without waiting, and tells how much that was: 0 if it is nothing.

        After a 0, wait until the descriptor is writable and offer the same bytes again.
        """

    def close_write(self) -> None:
        """Half-closes: tells the engine that stdin has ended, while output can still come."""

    def close(self) -> None:
        """Closes both directions."""


class Transport(Protocol):
    """A `Send` that keeps connections."""

    def __call__(self, request: Request) -> Response:
        """Makes the exchange."""

    def close(self) -> None:
        """Closes the connections that nobody uses; those over ssh, all of them."""
