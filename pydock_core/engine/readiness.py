"""Waits until one of several connections can be read or written, whatever their descriptors are."""

from __future__ import annotations

import select
from errno import EBADF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol, TypeVar

    class HasFileno(Protocol):
        """A connection or a stream."""

        def fileno(self) -> int: ...

    T = TypeVar("T", bound=HasFileno)

_SELECT_LIMIT = 1024  # the number of descriptors that select watches


def wait_until_ready(
    reading: Sequence[T], writing: Sequence[T], timeout_seconds: float | None
) -> tuple[Sequence[T], Sequence[T]]:
    """Returns the objects with a `fileno` that can be read and those that can be written; raises OSError as select.

    Descriptors of 1024 and more, of a process that inherits many, are watched by poll: select refuses them.
    """
    if max(one.fileno() for one in (*reading, *writing)) < _SELECT_LIMIT:
        return select.select(reading, writing, [], timeout_seconds)[:2]
    poll = select.poll()
    for one in {*reading, *writing}:
        poll.register(one, (select.POLLIN if one in reading else 0) | (select.POLLOUT if one in writing else 0))
    events = dict(poll.poll(None if timeout_seconds is None else timeout_seconds * 1000))
    if select.POLLNVAL in events.values():
        raise OSError(EBADF, "Bad file descriptor")
    failed = select.POLLERR | select.POLLHUP
    return (
        [one for one in reading if events.get(one.fileno(), 0) & (select.POLLIN | failed)],
        [one for one in writing if events.get(one.fileno(), 0) & (select.POLLOUT | select.POLLERR)],
    )
