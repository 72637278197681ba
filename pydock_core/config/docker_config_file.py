"""The slow half of docker's config.json: docker's messages about faults in the file, and writing the file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.config import files, go_json_decoder, json_members
from pydock_core.config.folders import read_regular
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.files.atomic import write_atomically
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    T = TypeVar("T")

# Go's types of the values, as `docker_config.KEYS` names them.
_TEXT, _TABLE, _LIST, _TABLES = "string", "map[string]string", "[]string", "map[string]map[string]string"
_AUTHS, _PROXIES = "map[string]types.AuthConfig", "map[string]configfile.ProxyConfig"
# The fields of a value whose Go type is a struct, and Go's names of that struct and its parent.
_FIELDS = {
    _AUTHS: ("username", "password", "auth", "email", "serveraddress", "identitytoken", "registrytoken"),
    _PROXIES: ("httpProxy", "httpsProxy", "noProxy", "ftpProxy", "allProxy"),
}
_STRUCTS = {_AUTHS: "AuthConfig", _PROXIES: "ProxyConfig"}


def unreadable(path: str, error: OSError) -> str:
    """Returns docker's warning for a file that exists and can't be read."""
    # docker opens a folder without an error, and fails when it reads.
    doing = f"parsing config file ({path})" if isinstance(error, IsADirectoryError) else "loading config file"
    return f"WARNING: Error {doing}: {files.reason(error)}"


def decode(path: str, data: bytes, keys: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Returns the file's valid values, as docker decodes them, and a warning about the first invalid one.

    `keys` maps every key that docker knows to the Go type of its value.
    """
    decoder = _Decoder(keys)
    try:
        raw = go_json_decoder.decode(data, whole=False)
    except InvalidValue as error:
        return {}, f"WARNING: Error parsing config file ({path}): {error.message}"
    values = decoder.config(raw)
    problem = decoder.problem
    return values, f"WARNING: Error parsing config file ({path}): {problem}" if problem else ""


def update(path: str, mutate: Callable[[dict[str, Any]], None], keys: Mapping[str, str]) -> None:
    """Reads, changes and replaces config.json under a lock; keeps mode, owner, indentation, order and unknown keys.

    Nothing is written if nothing changed. Raises SettingsError.
    """
    try:
        files.make_folders(os.path.dirname(path))
        # A symbolic link stays: the file that it points to is replaced.
        target = os.path.realpath(path)
        with files.FolderLock(os.path.dirname(target)):
            _update_locked(path, target, mutate, {key.lower(): key for key in keys})
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def _update_locked(path: str, target: str, mutate: Callable[[dict[str, Any]], None], spellings: dict[str, str]) -> None:
    mode, owner = 0o600, None
    data = b""
    try:
        data, status = read_regular(target)
    except FileNotFoundError:
        pass
    else:
        mode, owner = status.st_mode & 0o7777, (status.st_uid, status.st_gid)
    raw = _content(path, data, spellings)
    before = _content(path, data, spellings)
    mutate(raw)
    if json_codec.dumps(raw) == json_codec.dumps(before):
        return
    edited = json_members.edited(data, before, raw, spellings)
    write_atomically(target, edited, mode=mode, owner=owner, durable=True)


def _content(path: str, data: bytes, spellings: Mapping[str, str]) -> dict[str, Any]:
    """Returns the whole file with its keys in docker's spelling, to which `spellings` maps the lower-case keys.

    Raises SettingsError for a broken file, which docker would overwrite.
    """
    try:
        raw = go_json_decoder.decode(data, whole=False)
    except InvalidValue as error:
        raise SettingsError(f"parsing config file ({path}): {error.message}; correct or remove it first") from error
    if raw is None:
        return {"auths": {}}
    if not isinstance(raw, dict):
        raise SettingsError(f"parsing config file ({path}): {_mismatch(raw)}; correct or remove it first")
    return {spellings.get(str(key).lower(), str(key)): value for key, value in raw.items()}


def _mismatch(raw: object) -> str:
    return f"json: cannot unmarshal {go_json_decoder.kind(raw)} into Go value of type configfile.ConfigFile"


class _Decoder:
    """Decodes JSON into docker's struct as Go does: skips invalid values and reports the first one."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.problem = ""
        self._keys = keys

    def config(self, raw: object) -> dict[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self.problem = _mismatch(raw)
            return {}
        names = {key.lower(): key for key in self._keys}
        values: dict[str, Any] = {}
        for written, value in raw.items():
            key = names.get(written.lower())
            if key is not None and value is not None:
                values[key] = self._value(value, self._keys[key], f"ConfigFile.{key}", key)
        return values

    def _value(self, value: object, shape: str, field: str, key: str) -> Any:
        if shape == _TEXT:
            return self._text(value, field)
        if shape == _LIST:
            if not isinstance(value, list):
                return self._wrong(value, field, _LIST, [])
            return [self._text(item, field) for item in value]
        if not isinstance(value, dict):
            return self._wrong(value, field, shape, {})
        if shape == _TABLE:
            return {name: self._text(item, field) for name, item in value.items()}
        return {name: self._entry(item, shape, field, key) for name, item in value.items()}

    def _entry(self, value: object, shape: str, field: str, key: str) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            return self._wrong(value, field, shape.removeprefix("map[string]"), {})
        if shape == _TABLES:
            return {name: self._text(item, field) for name, item in value.items()}
        names = {name.lower(): name for name in _FIELDS[shape]}
        entry = {}
        for written, item in value.items():
            name = names.get(written.lower())
            if name is not None:
                entry[name] = self._text(item, f"{_STRUCTS[shape]}.{key}.{name}")
        return entry

    def _text(self, value: object, field: str) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return self._wrong(value, field, "string", "")

    def _wrong(self, value: object, field: str, of: str, empty: T) -> T:
        if not self.problem:
            self.problem = (
                f"json: cannot unmarshal {go_json_decoder.kind(value)} into Go struct field {field} of type {of}"
            )
        return empty
