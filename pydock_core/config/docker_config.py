"""docker's own configuration, config.json, read as docker reads it: what is wrong in it warns, and the rest counts."""

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
# Every key that docker knows and the shape of its value; another key is kept and ignored.
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
    """config.json in `folder`, read at the first question; a missing file answers with defaults.

    `warning` is what docker prints on stderr before any command when the file is unreadable or wrong, else "".
    """

    __slots__ = ("_values", "_warning", "folder", "path")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, "config.json")
        self._values: dict[str, Any] | None = None
        self._warning = ""

    @property
    def warning(self) -> str:
        """`WARNING: Error parsing config file (…): …`, without a newline; "" when all is well."""
        self._known()
        return self._warning

    def get(self, key: str) -> str:
        """The text of a key such as `psFormat`, `detachKeys`, `credsStore`, `currentContext`; "" when not set."""
        value = self._known().get(key, "")
        return value if isinstance(value, str) else ""

    def table(self, key: str) -> dict[str, str]:
        """The names and values of `HttpHeaders`, `credHelpers`, `aliases` or `features`; {} when not set."""
        value = self._known().get(key)
        return value if isinstance(value, dict) else {}

    def list(self, key: str) -> list[str]:
        """The values of `pruneFilters` or `cliPluginsExtraDirs`; [] when not set."""
        value = self._known().get(key)
        return value if isinstance(value, list) else []

    def plugin(self, name: str) -> dict[str, str]:
        """The options of docker's CLI plugin `name`, from `plugins`."""
        options: dict[str, str] = (self._known().get("plugins") or {}).get(name) or {}
        return options

    @property
    def auths(self) -> dict[str, dict[str, str]]:
        """The file's registry entries as written: `auth` still encoded; see `credentials` for their use."""
        return self._known().get("auths") or {}

    def proxy_environment(self, host: str) -> dict[str, str]:
        """The proxy variables for containers of the engine at `host` (its URL), in upper and lower case.

        The entry of exactly that URL counts, else `default`. What a user sets with `-e` wins over these.
        """
        proxies = self._known().get("proxies") or {}
        entry = proxies.get(host) if host in proxies else proxies.get("default")
        variables: dict[str, str] = {}
        for key, value in (entry or {}).items():
            if value:
                variables[_PROXY_VARIABLES[key]] = variables[_PROXY_VARIABLES[key].lower()] = value
        return variables

    def custom_headers(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The headers to add to every request: DOCKER_CUSTOM_HEADERS replaces HttpHeaders; never a User-Agent.

        Raises SettingsError or ConnectionFailed, with docker's message.
        """
        variable = environ.get("DOCKER_CUSTOM_HEADERS", "")
        configured = self.table("HttpHeaders")
        if not variable and not configured:
            return {}
        from pydock_core.config.headers import custom_headers

        return custom_headers(variable, configured)

    def update(self, mutate: Callable[[dict[str, Any]], None]) -> None:
        """Changes the file: `mutate` gets its whole content, as of now, and changes it in place.

        Raises SettingsError where the file is broken (docker overwrites it) or can't be written.
        """
        from pydock_core.config import docker_config_file

        docker_config_file.update(self.path, mutate, KEYS)
        self._values = None

    def _known(self) -> dict[str, Any]:
        if self._values is None:
            self._values, self._warning = _read(self.path)
        return self._values


def _read(path: str) -> tuple[dict[str, Any], str]:
    """The known keys in docker's spelling, and the warning."""
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
        known = len(values) == len(raw) or not any(_is_respelt(key) for key in raw)
        if known and all(_fits(value, KEYS[key]) for key, value in values.items()):
            return values, ""
    from pydock_core.config import docker_config_file

    return docker_config_file.decode(path, data, KEYS)


def _is_respelt(key: str) -> bool:
    """Whether `key` is a known one in other capitals, which Go takes for the same."""
    lower = key.lower()
    return key not in KEYS and any(known.lower() == lower for known in KEYS)


def _fits(value: object, shape: str) -> bool:
    """Whether `value` has exactly this shape; a doubt (null, a value of a value) goes to the slow reader."""
    if shape is TEXT:
        return isinstance(value, str)
    if shape is LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if not isinstance(value, dict):
        return False
    if shape is TABLE:
        return all(isinstance(item, str) for item in value.values())
    if shape is PROXIES:
        return all(_fits(item, TABLE) and all(key in _PROXY_VARIABLES for key in item) for item in value.values())
    return all(_fits(item, TABLE) for item in value.values())
