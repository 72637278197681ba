"""docker's configuration, config.json, read as docker reads it: faults give a warning, and all valid values count."""

from __future__ import annotations

import os

from pydock_core.config.folders import read_regular
from pydock_core.values import json_codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

TEXT, TABLE, LIST, TABLES = "string", "map[string]string", "[]string", "map[string]map[string]string"
AUTHS, PROXIES = "map[string]types.AuthConfig", "map[string]configfile.ProxyConfig"

_TEXTS = (
    "psFormat imagesFormat networksFormat pluginsFormat volumesFormat statsFormat serviceInspectFormat servicesFormat "
    "tasksFormat secretFormat configFormat nodesFormat detachKeys credsStore currentContext experimental"
)
# Every key that docker knows and the shape of its value; other keys are kept and ignored.
KEYS = {
    **dict.fromkeys(_TEXTS.split(), TEXT),
    **dict.fromkeys(("HttpHeaders", "credHelpers", "aliases", "features"), TABLE),
    **dict.fromkeys(("pruneFilters", "cliPluginsExtraDirs"), LIST),
    "plugins": TABLES,
    "auths": AUTHS,
    "proxies": PROXIES,
}
_PROXY_VARIABLES = {
    "httpProxy": "HTTP_PROXY",
    "httpsProxy": "HTTPS_PROXY",
    "noProxy": "NO_PROXY",
    "ftpProxy": "FTP_PROXY",
    "allProxy": "ALL_PROXY",
}


class DockerConfig:
    """config.json in `folder`, read on first access; a missing file gives the defaults.

    `warning` is docker's message on stderr before any command if the file is unreadable or invalid, else "".
    """

    __slots__ = ("_values", "_warning", "folder", "path")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, "config.json")
        self._values: dict[str, Any] | None = None
        self._warning = ""

    @property
    def warning(self) -> str:
        """The warning `WARNING: Error parsing config file (…): …`, without a newline; "" for a valid file."""
        self._known()
        return self._warning

    def get(self, key: str) -> str:
        """Returns the string of a key such as `psFormat`, `detachKeys`, `credsStore`, `currentContext`.

        "" when not set.
        """
        value = self._known().get(key, "")
        return value if isinstance(value, str) else ""

    def table(self, key: str) -> dict[str, str]:
        """Returns the names and values of `HttpHeaders`, `credHelpers`, `aliases` or `features`; {} when not set."""
        value = self._known().get(key)
        return value if isinstance(value, dict) else {}

    def list(self, key: str) -> list[str]:
        """Returns the values of `pruneFilters` or `cliPluginsExtraDirs`; [] when not set."""
        value = self._known().get(key)
        return value if isinstance(value, list) else []

    def plugins(self) -> dict[str, dict[str, str]]:
        """Returns the options of docker's CLI plugins by their names; {} when not set."""
        return self._known().get("plugins") or {}

    @property
    def auths(self) -> dict[str, dict[str, str]]:
        """The file's registry entries as written: `auth` still encoded; see `credentials` for their use."""
        return self._known().get("auths") or {}

    def proxy_environment(self, host: str) -> dict[str, str]:
        """Returns the proxy variables for containers of the engine at `host` (its URL), in upper and lower case.

        The entry of exactly that URL counts, else `default`. Variables that the user sets with `-e` take precedence.
        """
        proxies = self._known().get("proxies") or {}
        entry = proxies.get(host) if host in proxies else proxies.get("default")
        variables: dict[str, str] = {}
        for key, value in (entry or {}).items():
            if value:
                variables[_PROXY_VARIABLES[key]] = variables[_PROXY_VARIABLES[key].lower()] = value
        return variables

    def custom_headers(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Returns the headers to add to every request, without User-Agent; DOCKER_CUSTOM_HEADERS replaces HttpHeaders.

        Raises SettingsError or ConnectionFailed, with docker's message.
        """
        variable = environ.get("DOCKER_CUSTOM_HEADERS", "")
        configured = self.table("HttpHeaders")
        if not variable and not configured:
            return {}
        from pydock_core.config.headers import custom_headers

        return custom_headers(variable, configured)

    def update(self, mutate: Callable[[dict[str, Any]], None]) -> None:
        """Changes the file: `mutate` gets its whole current content and changes it in place.

        Raises SettingsError if the file is broken (docker would overwrite it) or can't be written.
        """
        from pydock_core.config import docker_config_file

        docker_config_file.update(self.path, mutate, KEYS)
        self._values = None

    def _known(self) -> dict[str, Any]:
        if self._values is None:
            self._values, self._warning = _read(self.path)
        return self._values


def _read(path: str) -> tuple[dict[str, Any], str]:
    """Returns the known keys in docker's spelling, and the warning."""
    try:
        data, _ = read_regular(path)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        from pydock_core.config import docker_config_file

        return {}, docker_config_file.unreadable(path, error)
    try:
        raw = json_codec.loads(data)
    except ValueError:
        raw = None
    if isinstance(raw, dict):
        values = {key: value for key, value in raw.items() if key in KEYS}
        known = len(values) == len(raw) or not any(_differs_only_in_case(key) for key in raw)
        if known and all(_has_shape(value, KEYS[key]) for key, value in values.items()):
            return values, ""
    from pydock_core.config import docker_config_file

    return docker_config_file.decode(path, data, KEYS)


def _differs_only_in_case(key: str) -> bool:
    """Returns whether `key` is a known key in other capitals, which Go treats as the same key."""
    lower = key.lower()
    return key not in KEYS and any(known.lower() == lower for known in KEYS)


def _has_shape(value: object, shape: str) -> bool:
    """Returns whether `value` has exactly this shape; all other values (null, nested ones) go to the slow reader."""
    if shape is TEXT:
        return isinstance(value, str)
    if shape is LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if not isinstance(value, dict):
        return False
    if shape is TABLE:
        return all(isinstance(item, str) for item in value.values())
    if shape is PROXIES:
        return all(_has_shape(item, TABLE) and all(key in _PROXY_VARIABLES for key in item) for item in value.values())
    return all(_has_shape(item, TABLE) for item in value.values())
