"""`pydock plugin create`: creates a plugin from a folder with a configuration and a root file system."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError, Session, flags, parse_reference
from pydock_core.toolkit import (
    clean_path,
    gzip_pieces,
    loads,
    os_error_text,
    read_regular,
    tar_pieces,
    working_directory,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_CONFIGURATION = 1 << 24  # bytes


class Options:
    compress = flags.boolean("compress", help="Send the folder compressed by gzip")
    words = flags.arguments("PLUGIN PLUGIN-DATA-DIR", at_least=2, complete="file")


def command(session: Session, options: Options) -> None:
    name, folder = options.words[:2]
    parse_reference(name)
    path = _checked_folder(folder)
    _check_configuration(clean_path(f"{folder}/config.json" if folder else "config.json"))
    archive: Iterable[bytes] = tar_pieces(
        path,
        "",
        on_socket=lambda socket: session.log(
            "error", f"Can't add file {socket} to tar: archive/tar: sockets not supported"
        ),
    )
    session.engine.plugins.create(name, gzip_pieces(archive) if options.compress else archive)
    session.stdout.write(f"{name}\n")


def _checked_folder(folder: str) -> str:
    """Returns the absolute path; raises PyDockError with docker's message if it is no folder, or a link to one."""
    path = clean_path(folder if folder.startswith("/") else f"{working_directory()}/{folder}")
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        raise PyDockError(f"lstat {path}: {os_error_text(error)}") from error
    if not stat.S_ISDIR(mode):
        raise PyDockError("context must be a directory")
    return path


def _check_configuration(path: str) -> None:
    """Raises an error with docker's message for a config.json that can't be read, or that holds no JSON object.

    The engine checks the members.
    """
    try:
        text, _ = read_regular(path, limit=LARGEST_CONFIGURATION + 1)
    except OSError as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"
        raise PyDockError(f"{verb} {path}: {os_error_text(error)}") from error
    if len(text) > LARGEST_CONFIGURATION:
        raise InvalidValue(f"{path} is larger than 16 MiB")
    if not text.strip():
        raise InvalidValue("EOF")
    try:
        value = loads(text)
    except InvalidValue as error:
        if error.message.endswith("after top-level value"):
            return  # docker reads one value, and the engine does, too
        if error.message == "unexpected end of JSON input":
            raise InvalidValue("unexpected EOF") from error
        raise
    if value is not None and not isinstance(value, dict):
        raise InvalidValue(f"json: cannot unmarshal {_kind(value)} into Go value of type types.PluginConfig")


def _kind(value: object) -> str:
    """Returns the word of Go's encoding/json for the kind of a value."""
    if isinstance(value, list):
        return "array"
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "number"
