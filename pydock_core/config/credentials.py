"""The user's credentials for registries: DOCKER_AUTH_CONFIG, then a credential helper, then docker's config.json.

An entry is a dict in the API's spelling and order, without empty values: `username`, `password`, `email`,
`serveraddress`, `identitytoken`, `registrytoken`. No credentials are an empty dict.
"""

from __future__ import annotations

from pydock_core.config import go_json_decoder
from pydock_core.config.credential_helper import PREFIX, CredentialHelper
from pydock_core.config.hosts import GoURL, join_host_port
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.values import json_codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pydock_core.config.docker_config import DockerConfig

HUB = "https://index.docker.io/v1/"
_ACCESS, _REFRESH = "access-token", "refresh-token"
_FIELDS = ("username", "password", "email", "serveraddress", "identitytoken", "registrytoken")
# The user name that a helper returns if the secret is an identity token.
_IDENTITY = "<token>"
_UNENCRYPTED = """
WARNING! Your credentials are stored unencrypted in '{path}'.
Configure a credential helper to remove this warning. See
https://docs.docker.com/go/credential-store/
"""


def registry_key(registry: str) -> str:
    """Returns the key under which docker keeps a registry's credentials: its host, or Hub's historical URL."""
    return HUB if registry in ("docker.io", "index.docker.io") else registry


def hostname(address: str) -> str:
    """Returns the host and port of an address: `https://host:1/v1/` → `host:1`.

    Keys of old files are compared by it.
    """
    if "://" in address:
        scheme, _, rest = address.partition("://")
        try:
            url = GoURL(scheme, rest)
        except InvalidValue:
            url = None
        if url is not None and url.hostname:
            return join_host_port(url.hostname, url.port) if url.port else url.hostname
    return address.partition("/")[0]


def registry_auth(
    config: DockerConfig,
    environ: Mapping[str, str],
    registry: str,
    *,
    on_failure: Callable[[str], None] | None = None,
) -> dict[str, str]:
    """Returns the user's entry for `registry`: a host as in an image's name (`docker.io`), or a key of config.json.

    Raises SettingsError if the helper fails (`run`, `create`). With `on_failure`, a failure calls `on_failure(message)`
    instead, and the file's entry counts: `pull` and `push` go on, as a public image needs no password.
    """
    key = registry_key(registry)
    entry = _environment_entries(environ, on_failure).get(key)
    if entry is not None:
        return entry
    helper = _helper_for(config, environ, key)
    try:
        if helper:
            return _helper_entry(config, CredentialHelper(helper, environ), key)
        return _file_entry(config, key)
    except SettingsError as error:
        if on_failure is None:
            raise
        on_failure(error.message)
    try:
        return _file_entry(config, key)
    except SettingsError:
        return {}


def all_auths(
    config: DockerConfig, environ: Mapping[str, str], *, on_failure: Callable[[str], None]
) -> dict[str, dict[str, str]]:
    """Returns every entry of the user by key, for `build`; reports and leaves out an entry whose helper fails."""
    entries: dict[str, dict[str, str]] = {}
    default = _default_helper(config, environ)
    keys = list(config.auths)
    if default:
        try:
            keys = list(CredentialHelper(default, environ).list())
        except SettingsError as error:
            on_failure(error.message)
    for key in (*keys, *config.table("credHelpers")):
        try:
            helper = _helper_for(config, environ, key)
            entries[key] = (
                _helper_entry(config, CredentialHelper(helper, environ), key) if helper else _file_entry(config, key)
            )
        except SettingsError as error:
            on_failure(f"Failed to get credentials for registry: {key}: {error.message}")
    entries.update(_environment_entries(environ, on_failure))
    return entries


def user_name(config: DockerConfig, key: str) -> str:
    """Returns the user of the file's entry with exactly this key, "" without one; credential helpers are not asked."""
    return _file_entry(config, key).get("username", "") if key in config.auths else ""


def encode(auth: Mapping[str, str]) -> str:
    """Returns the value of the header X-Registry-Auth: base64url of the entry as JSON; `e30=` for no credentials."""
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(json_codec.dumps(_ordered(auth), escape_html=True).encode()).decode()


def encode_all(auths: Mapping[str, Mapping[str, str]]) -> str:
    """Returns the value of the header X-Registry-Config: base64url of all entries by key, in order."""
    from base64 import urlsafe_b64encode

    entries = {key: _ordered(auths[key]) for key in sorted(auths)}
    return urlsafe_b64encode(json_codec.dumps(entries, escape_html=True).encode()).decode()


def store(config: DockerConfig, environ: Mapping[str, str], auth: Mapping[str, str], *, helper_of: str = "") -> str:
    """Stores an entry under its `serveraddress`, with its helper or in config.json.

    Returns docker's warning if config.json now holds a password unencrypted, else "". `helper_of` is another key, whose
    helper stores the entry. Raises SettingsError.
    """
    key = auth["serveraddress"]
    helper = _helper_for(config, environ, helper_of or key)
    kept = _ordered(auth)
    if helper:
        token = kept.pop("identitytoken", "")
        user, secret = (_IDENTITY, token) if token else (kept.get("username", ""), kept.get("password", ""))
        CredentialHelper(helper, environ).store(key, user, secret)
        kept.pop("username", None)
        kept.pop("password", None)
    del kept["serveraddress"]
    try:
        old = _file_entry(config, key) if key in config.auths else None
    except SettingsError:
        old = None
    if old is not None and old == _ordered({**kept, "serveraddress": key}):
        return ""
    kept_as = written(kept)
    # Saves a detected helper as credsStore: the new entry in the file would stop the detection of helpers.
    is_found = bool(helper) and not config.get("credsStore") and not config.table("credHelpers")

    def mutate(raw: dict[str, Any]) -> None:
        known = raw.get("auths") or {}
        if not isinstance(known, dict):  # docker would overwrite the value
            raise SettingsError(
                f"parsing config file ({config.path}): auths is of type {go_json_decoder.kind(known)}, not object; "
                "correct or remove it first"
            )
        auths = {**known, key: kept_as}
        before = {"auths": {}, **raw}  # docker puts a new `auths` first
        raw.clear()
        raw.update(before, auths={name: auths[name] for name in sorted(auths)})
        if is_found and not raw.get("credsStore"):
            raw["credsStore"] = helper

    config.update(mutate)
    return _UNENCRYPTED.format(path=config.path) if kept.get("password") else ""


def store_web_login(
    config: DockerConfig, environ: Mapping[str, str], *, user: str, access: str, refresh: str, client: str
) -> str:
    """Stores the tokens of a browser login to Hub beside its password, under separate keys, as docker does.

    `client` is the client ID that the login server issued the tokens to. Returns the result of `store`; raises
    SettingsError.
    """
    warning = ""
    for name, token in ((_ACCESS, access), (_REFRESH, f"{refresh}..{client}")):
        entry = {"username": user, "password": token, "serveraddress": HUB + name}
        warning = store(config, environ, entry, helper_of=HUB) or warning
    return warning


def erase_web_login(config: DockerConfig, environ: Mapping[str, str]) -> str:
    """Erases the tokens of a browser login.

    Returns the refresh token, to be revoked, or "" if docker's client has none.
    """
    helper = _helper_for(config, environ, HUB)
    key = HUB + _REFRESH
    entry = _helper_entry(config, CredentialHelper(helper, environ), key) if helper else _file_entry(config, key)
    refresh, *client = entry.get("password", "").split("..")
    if len(client) != 1:
        return ""
    try:
        for name in (_ACCESS, _REFRESH):
            erase(config, environ, HUB + name, helper_of=HUB)
    except SettingsError as error:
        raise SettingsError(f"failed to erase tokens: {error.message}") from error
    return refresh


def erase(config: DockerConfig, environ: Mapping[str, str], key: str, *, helper_of: str = "") -> None:
    """Erases the entry of exactly this key from its helper and from config.json; raises SettingsError.

    `helper_of` is another key, whose helper has the entry.
    """
    helper = _helper_for(config, environ, helper_of or key)
    if helper:
        CredentialHelper(helper, environ).erase(key)
    if key not in config.auths:
        return

    def mutate(raw: dict[str, Any]) -> None:
        auths = raw.get("auths")
        if isinstance(auths, dict):
            auths.pop(key, None)

    config.update(mutate)


def _ordered(auth: Mapping[str, str]) -> dict[str, str]:
    return {field: auth[field] for field in _FIELDS if auth.get(field)}


def written(entry: Mapping[str, str]) -> dict[str, str]:
    """Returns an entry in the form of config.json: user and password together, encoded."""
    from base64 import b64encode

    user, password = entry.get("username", ""), entry.get("password", "")
    encoded = b64encode(f"{user}:{password}".encode("utf-8", "surrogateescape")).decode() if user or password else ""
    written = {
        "auth": encoded,
        **{name: value for name, value in entry.items() if name not in ("username", "password")},
    }
    return {name: value for name, value in written.items() if value}


def _helper_for(config: DockerConfig, environ: Mapping[str, str], key: str) -> str:
    helpers = config.table("credHelpers")
    return helpers[key] if key in helpers else _default_helper(config, environ)


def _default_helper(config: DockerConfig, environ: Mapping[str, str]) -> str:
    """Returns `credsStore`; if no credentials are configured, the platform's helper if it is installed."""
    if config.get("credsStore") or config.auths or config.table("credHelpers"):
        return config.get("credsStore")
    import sys
    from shutil import which

    path = environ.get("PATH", "")
    if sys.platform == "darwin":
        name = "osxkeychain"
    else:
        name = "pass" if which("pass", path=path) else "secretservice"
    return name if which(PREFIX + name, path=path) else ""


def _helper_entry(config: DockerConfig, helper: CredentialHelper, key: str) -> dict[str, str]:
    found = helper.get(key)
    try:
        # Values that only the file has: an e-mail address, a registry token.
        entry = _file_entry(config, key)
    except SettingsError:
        entry = {}
    user, secret = found or ("", "")
    is_token = user == _IDENTITY
    entry["username"] = "" if is_token else user
    entry["password"] = "" if is_token else secret
    entry["identitytoken"] = secret if is_token else ""
    entry["serveraddress"] = key if found else ""
    return _ordered(entry)


def _file_entry(config: DockerConfig, key: str) -> dict[str, str]:
    auths = config.auths
    if key not in auths:
        for legacy in auths:
            if hostname(legacy) == key:
                key = legacy
                break
        else:
            return {}
    entry = {**auths[key], "serveraddress": key}
    if entry.get("auth"):
        try:
            entry["username"], entry["password"] = _decoded(entry["auth"])
        except InvalidValue as error:
            raise SettingsError(f'parsing config file ({config.path}): auths "{key}": {error.message}') from error
    return _ordered(entry)


def _decoded(text: str) -> tuple[str, str]:
    from base64 import b64decode

    try:
        decoded = b64decode("".join(text.split("\n")).replace("\r", ""), validate=True).decode("utf-8", "replace")
    except ValueError as error:
        raise InvalidValue("illegal base64 data") from error
    user, colon, password = decoded.partition(":")
    if not colon or not user:
        raise InvalidValue("Invalid auth configuration file")
    return user, password.strip("\0")


def _environment_entries(
    environ: Mapping[str, str], on_failure: Callable[[str], None] | None
) -> dict[str, dict[str, str]]:
    """Returns the entries of DOCKER_AUTH_CONFIG, `{"auths": {KEY: {"auth": …}}}`.

    An invalid one is reported and ignored.
    """
    text = environ.get("DOCKER_AUTH_CONFIG", "")
    if not text:
        return {}
    try:
        return _environment_auths(text)
    except InvalidValue as error:
        if on_failure is not None:
            on_failure(f"Failed to create credential store from DOCKER_AUTH_CONFIG: {error.message}")
        return {}


def _environment_auths(text: str) -> dict[str, dict[str, str]]:
    raw = go_json_decoder.decode(text.encode("utf-8", "surrogateescape"), whole=True)
    auths = raw.get("auths") if isinstance(raw, dict) else None
    if not isinstance(auths, dict):
        raise InvalidValue("no object with auths")
    entries = {}
    for key, value in auths.items():
        encoded = value.get("auth") if isinstance(value, dict) else None
        if not isinstance(encoded, str) or not encoded:
            raise InvalidValue(f"DOCKER_AUTH_CONFIG environment variable is missing key `auth` for {key}")
        user, password = _decoded(encoded)
        entries[key] = _ordered({"username": user, "password": password, "serveraddress": key})
    return entries
