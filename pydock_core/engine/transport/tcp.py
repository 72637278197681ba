"""Engines on TCP, with and without TLS, directly or behind a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.sockets import CONNECT_SECONDS, connect_tcp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.protocols import Transport
    from pydock_core.engine.transport.sockets import StreamSocket


def open_tcp(endpoint: Endpoint, environ: Mapping[str, str]) -> Transport:
    """Returns the direct transport, or the one over requests where the environment names a proxy for this host.

    Hijacked streams go directly in both, as in docker. Raises SettingsError for wrong TLS files.
    """
    direct = SocketTransport(endpoint, connector(endpoint), endpoint.address)
    if any(name.lower() in ("http_proxy", "https_proxy") for name in environ):
        from pydock_core.engine.transport.proxy import proxy_for

        proxy = proxy_for(endpoint, environ)
        if proxy is not None:
            from pydock_core.engine.transport.requests_transport import RequestsTransport

            return RequestsTransport(endpoint, proxy, direct)
    return direct


def connector(endpoint: Endpoint) -> Callable[[float | None], StreamSocket]:
    """Returns the function that connects to `host:port`; reads the TLS files at once, and raises SettingsError."""
    host, _, port = endpoint.address.rpartition(":")
    host = host.strip("[]")
    number = int(port)
    material = endpoint.tls
    if material is None:
        return lambda timeout: connect_tcp(host, number, timeout or CONNECT_SECONDS)
    from pydock_core.engine.transport.tls import TLSSocket, load_context

    context = load_context(material)

    def connect(timeout_seconds: float | None) -> StreamSocket:
        raw = connect_tcp(host, number, timeout_seconds or CONNECT_SECONDS)
        try:
            return TLSSocket(raw, context, material.server_name or host, timeout_seconds or CONNECT_SECONDS)
        except BaseException:
            raw.close()
            raise

    return connect
