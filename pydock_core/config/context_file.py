"""Writes docker's context store: validates names, creates, replaces and removes contexts."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

from pydock_core.config import files
from pydock_core.config.contexts import ENDPOINT
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.files.atomic import write_atomically
from pydock_core.values import json_codec
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.config.contexts import ContextStore

_NAME_PATTERN = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"


def validate_name(name: str) -> None:
    """Raises InvalidValue for a name that docker refuses for a new context."""
    if not name:
        raise InvalidValue("context name cannot be empty")
    if name == "default":
        raise InvalidValue('"default" is a reserved context name')
    if not re.fullmatch(_NAME_PATTERN.strip("^$"), name, re.ASCII):
        raise InvalidValue(
            f'context name {quote(name)} is invalid, names are validated against regexp "{_NAME_PATTERN}"'
        )


def write_metadata(store: ContextStore, metadata: Mapping[str, Any]) -> None:
    """Creates or replaces the context that `metadata["Name"]` names.

    `metadata` has the keys `Name`, `Metadata` and `Endpoints`. Raises SettingsError if the file can't be written.
    """
    folder = store.metadata_folder(metadata["Name"])
    try:
        files.make_folders(folder, mode=0o755)
        text = json_codec.dumps(metadata, escape_html=True)
        write_atomically(os.path.join(folder, "meta.json"), text.encode(), mode=0o644, durable=True)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def write_tls(store: ContextStore, name: str, contents: Mapping[str, bytes], *, endpoint: str = ENDPOINT) -> None:
    """Replaces the TLS files of one endpoint of a context.

    `contents` maps file names to contents; {} leaves no files. Raises SettingsError if a file can't be written.
    """
    folder = os.path.join(store.tls_folder(name), endpoint)
    _remove(folder, f"failed to remove TLS data for endpoint {endpoint}")
    if not contents:
        return
    try:
        files.make_folders(store.folder, mode=0o755)
        files.make_folders(folder)
        for file, data in contents.items():
            write_atomically(os.path.join(folder, file), data, durable=True)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def remove(store: ContextStore, name: str) -> None:
    """Deletes a context and its TLS files.

    A missing context is no error (callers check for it first, as docker does).
    """
    _remove(store.metadata_folder(name), f"failed to remove context {name}: failed to remove metadata")
    _remove(store.tls_folder(name), f"failed to remove context {name}: failed to remove TLS data")


def _remove(folder: str, failure: str) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(f"{failure}: {files.reason(error, 'unlinkat')}") from error
