"""`pydock context import`: creates a context from an archive that `context export` wrote."""

from __future__ import annotations

import os

from pydock_context.archive import SIZE_LIMIT, TooLarge, unpack
from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import Contexts, decode_context, os_error_text


class Options:
    words = flags.arguments("CONTEXT FILE|-", exactly=2, options=False, complete="file")


def command(session: Session, options: Options) -> None:
    name, source = options.words
    contexts = Contexts(session)
    contexts.check_new_name(name)
    # Everything is checked before anything is written: docker leaves a context of an archive that turns out broken.
    document, tls = unpack(_read(session, source))
    contexts.create(decode_context(document, name), tls)
    session.stdout.write(f"{name}\n")
    session.stderr.write(f'Successfully imported context "{name}"\n')


def _read(session: Session, source: str) -> bytes:
    """Returns the archive; raises PyDockError if it can't be read, and TooLarge."""
    try:
        descriptor = session.stdin.fileno() if source == "-" else os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise PyDockError(f"open {source}: {os_error_text(error)}") from error
    pieces, size = [], 0
    try:
        while piece := os.read(descriptor, 1 << 16):
            pieces.append(piece)
            size += len(piece)
            if size > SIZE_LIMIT:
                raise TooLarge
    except OSError as error:
        raise PyDockError(f"read {'/dev/stdin' if source == '-' else source}: {os_error_text(error)}") from error
    finally:
        if source != "-":
            os.close(descriptor)
    return b"".join(pieces)
