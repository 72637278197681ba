"""Tar archives on their way to the engine: from files and stdin, in pieces."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import os_error_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.plugin_api import Session

PIECE_BYTES = 1 << 18


def pieces(session: Session, path: str | None) -> Iterator[bytes]:
    """What the file `path`, or else stdin, holds; at most 256 KiB of it in memory. OSError in Go's words."""
    descriptor = session.stdin.fileno() if path is None else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _read(descriptor, path)


def _read(descriptor: int, path: str | None) -> Iterator[bytes]:
    try:
        while piece := os.read(descriptor, PIECE_BYTES):
            yield piece
    except OSError as error:
        raise OSError(f"read {path or '/dev/stdin'}: {os_error_text(error)}") from error
    finally:
        if path is not None:
            os.close(descriptor)


def open_words(error: OSError) -> PyDockError:
    """Why a file could not be opened, as docker says it."""
    return PyDockError(f"open {error.filename}: {os_error_text(error)}")
