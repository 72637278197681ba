"""Selects the engine that a command uses, and its TLS material.

The first of these decides: `--context`, `-H`, DOCKER_HOST, DOCKER_CONTEXT, `currentContext` in docker's config.json;
without any of them, the local socket is used.
"""

from __future__ import annotations

from pydock_core.engine.endpoint import Endpoint
from pydock_core.errors import InvalidValue, SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from pydock_core.config.docker_config import DockerConfig

    class EndpointFlags(Protocol):
        """The global flags that select the engine; None when not typed."""

        context: str | None
        host: list[str] | None
        tls: bool | None
        tlsverify: bool | None
        tlscacert: str | None
        tlscert: str | None
        tlskey: str | None


DEFAULT_CONTEXT = "default"
CONFLICT = "conflicting options: cannot specify both --host and --context"
_SOCKETS = ("unix", "npipe", "fd")


def context_name(flags: EndpointFlags, environ: Mapping[str, str], config: DockerConfig) -> str:
    """Returns the name of the context in use, whether or not it exists; `default` stands for flags and environment.

    Raises SettingsError for `--context` together with `-H`, which docker refuses before any command.
    """
    if flags.context:
        if flags.host:
            raise SettingsError(CONFLICT)
        return flags.context
    if flags.host or environ.get("DOCKER_HOST"):
        return DEFAULT_CONTEXT
    return environ.get("DOCKER_CONTEXT") or config.get("currentContext") or DEFAULT_CONTEXT


def resolve_endpoint(flags: EndpointFlags, environ: Mapping[str, str], config: DockerConfig) -> Endpoint:
    """Returns the engine to use; raises SettingsError with docker's message, which starts `Failed to initialize: `."""
    name = context_name(flags, environ, config)
    try:
        if name == DEFAULT_CONTEXT:
            return default_endpoint(flags, environ)
        return _context_endpoint(name, config)
    except SettingsError as error:
        raise SettingsError(f"Failed to initialize: unable to resolve docker endpoint: {error.message}") from error
    except InvalidValue as error:
        raise SettingsError(f"Failed to initialize: {error.message}") from error


def default_endpoint(flags: EndpointFlags, environ: Mapping[str, str]) -> Endpoint:
    """Returns the `default` context: -H, DOCKER_HOST or the local socket, with the TLS of flags and environment.

    Raises SettingsError for an invalid host or file, and InvalidValue for a URL that docker refuses only in its client.
    """
    hosts = flags.host or []
    if len(hosts) > 1:
        raise SettingsError("Specify only one -H")
    text = (hosts[0] if hosts else environ.get("DOCKER_HOST", "")).strip()
    source = "default" if not text else "-H" if hosts else "DOCKER_HOST"
    tls = None
    if is_tls_wanted(flags, environ):
        from pydock_core.config import tls_flags

        tls = tls_flags.material(flags, environ)
    elif not text or (text.startswith("unix:///") and "://" not in text[8:]):
        path = text[7:] or "/var/run/docker.sock"
        return Endpoint("unix", path, url=f"unix://{path}", source=source)
    from pydock_core.config import hosts as parser

    host = parser.parse_host(text) if text else parser.default_host(tls=tls is not None)
    if host.scheme in _SOCKETS or host.scheme == "ssh":
        # docker checks the TLS files and then ignores TLS on connections other than TCP.
        tls = None
    return Endpoint(host.scheme, host.address, url=host.url, tls=tls, source=source, base_path=host.base_path)


def _context_endpoint(name: str, config: DockerConfig) -> Endpoint:
    from pydock_core.config import hosts as parser
    from pydock_core.config.contexts import ContextStore

    store = ContextStore.of(config)
    stored = store.endpoint(name)
    tls = stored.tls
    source = f'context "{name}"'
    if not stored.host:
        return Endpoint("unix", "/var/run/docker.sock", url="unix:///var/run/docker.sock", source=source, context=name)
    host = parser.parse_url(stored.host, tls=tls is not None)
    if host.scheme in _SOCKETS or host.scheme == "ssh":
        tls = None
    return Endpoint(
        host.scheme, host.address, url=host.url, tls=tls, source=source, context=name, base_path=host.base_path
    )


def is_tls_wanted(flags: EndpointFlags, environ: Mapping[str, str]) -> bool:
    """Returns whether TLS is on: `--tlsverify` turns it on whatever its value, a non-empty variable too, even "0"."""
    if flags.tlsverify is not None or environ.get("DOCKER_TLS_VERIFY"):
        return True
    return bool(environ.get("DOCKER_TLS")) if flags.tls is None else flags.tls
