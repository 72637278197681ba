"""`pydock context export`: writes a context, with its TLS files, to a tar archive."""

from __future__ import annotations

import errno

from pydock_context.archive import pack
from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import Contexts, encode_context, os_error_text, validate_name, write_new_file

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_MODE = 0o600  # the archive holds the private key


class Options:
    words = flags.arguments(
        "[OPTIONS] CONTEXT [FILE|-]",
        at_least=1,
        at_most=2,
        complete="context",
        complete_next="pydock_context.export:files",
    )


def command(session: Session, options: Options) -> None:
    name = options.words[0]
    target = options.words[1] if len(options.words) > 1 else f"{name}.dockercontext"
    if name != "default":
        validate_name(name)
    if target == "-" and session.stdout.is_terminal:
        raise PyDockError("cowardly refusing to export to a terminal, specify a file path")
    contexts = Contexts(session)
    # The whole context is read first: docker leaves an empty file if that fails.
    archive = pack(encode_context(contexts.get(name)), contexts.tls_contents(name))
    if target == "-":
        session.stdout.write_bytes(archive)
        return
    try:
        write_new_file(target, archive, mode=_MODE)
    except OSError as error:
        verb = "write" if error.errno in _FULL else "open"
        raise PyDockError(f"{verb} {target}: {os_error_text(error)}") from error
    session.stderr.write(f'Written file "{target}"\n')


def files(session: Session, prefix: str, before: list[str]) -> None:
    """Returns None, which stands for file names, for the archive."""
