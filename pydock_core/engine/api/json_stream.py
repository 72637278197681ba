"""Decodes responses that are a stream of JSON objects: progress of pull, push and build, events, statistics."""

from __future__ import annotations

from pydock_core.engine.api.decoding import decode
from pydock_core.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.engine.messages import Response

_LINE_LIMIT = 64 << 20


def json_objects(response: Response) -> Iterator[dict[str, Any]]:
    """Returns an iterator over the objects of a response's body, each as soon as it is complete.

    Closing the iterator closes the connection. Raises ConnectionFailed for a body that is cut, ProtocolError for a text
    that is not an object or longer than 64 MiB, in both cases after the objects before it.
    """
    for batch in json_batches(response):
        yield from batch


def json_batches(response: Response) -> Iterator[list[dict[str, Any]]]:
    """Returns an iterator over the objects of a response's body, in lists: those that have arrived together.

    A list is never empty. Closing and errors are those of `json_objects`.
    """
    left: list[bytes] = []
    size = 0
    try:
        for piece in response.pieces():
            head, newline, tail = piece.rpartition(b"\n")
            if newline:
                left.append(head)
                yield from _batches([line for line in b"".join(left).split(b"\n") if line.strip()])
                left, size = [], 0
            if tail:
                left.append(tail)
                size += len(tail)
                if size > _LINE_LIMIT:
                    raise ProtocolError(f"the engine sent a JSON text of more than {_LINE_LIMIT >> 20} MiB")
        rest = b"".join(left)
        if rest.strip():
            yield from _batches([rest])
    finally:
        response.close()


def _batches(lines: list[bytes]) -> Iterator[list[dict[str, Any]]]:
    """Returns the objects of whole lines in one list; before the error of a wrong text, those before that text."""
    if len(lines) > 1:
        try:
            # One text is decoded much faster than many.
            values = decode(b"[" + b",".join(lines) + b"]")
        except ProtocolError:
            values = []  # the text that is wrong is found line by line
        if len(values) == len(lines) and all([value.__class__ is dict for value in values]):
            yield values
            return
    objects: list[dict[str, Any]] = []
    try:
        for line in lines:
            for value in _decoded(line):
                objects.append(value)
    except ProtocolError:
        if objects:
            yield objects
        raise
    if objects:
        yield objects


def _decoded(line: bytes) -> Iterator[dict[str, Any]]:
    """The objects of one line: engines may put several on one, with nothing between them."""
    for text in _split(line):
        value = decode(text)
        if not isinstance(value, dict):
            raise ProtocolError(f"the engine's stream holds {text[:40]!r}, where an object is due")
        yield value


def _split(line: bytes) -> list[bytes]:
    if b"}{" not in line:
        return [line]
    parts: list[bytes] = []
    start = depth = 0
    quoted = escaped = False
    for position, byte in enumerate(line):
        if quoted:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                quoted = False
        elif byte == 0x22:
            quoted = True
        elif byte == 0x7B:
            depth += 1
        elif byte == 0x7D:
            depth -= 1
            if depth == 0:
                parts.append(line[start : position + 1])
                start = position + 1
    if line[start:].strip():
        parts.append(line[start:])
    return parts
