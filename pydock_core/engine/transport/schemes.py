"""Chooses the transport for an endpoint by its scheme; each is imported only when it is used."""

from __future__ import annotations

from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.sockets import CONNECT_SECONDS, connect_unix
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.protocols import Send, Transport
    from pydock_core.engine.transport.sockets import StreamSocket

UNIX_HOST = "api.moby.localhost"


def open_transport(endpoint: Endpoint, *, environ: Mapping[str, str]) -> Transport:
    """Returns the transport for an endpoint; does not connect, but reads TLS files.

    `environ` has the proxies for tcp and is the environment of ssh. Raises SettingsError for TLS files that are missing
    or wrong, EngineError for a scheme without a transport and for a wrong ssh address.
    """
    if endpoint.scheme == "unix":
        return SocketTransport(
            endpoint, lambda timeout: connect_unix(endpoint.address, timeout or CONNECT_SECONDS), UNIX_HOST
        )
    if endpoint.scheme == "tcp":
        from pydock_core.engine.transport.tcp import open_tcp

        return open_tcp(endpoint, environ)
    if endpoint.scheme == "ssh":
        from pydock_core.engine.transport.ssh import SSHTransport

        return SSHTransport(endpoint, environ)
    raise EngineError(
        f"Failed to initialize: unable to resolve docker endpoint: invalid bind address format: {endpoint.redacted_url}"
    )


def socket_transport(connect: Callable[[], StreamSocket], *, endpoint: Endpoint) -> Send:
    """Returns a `Send` that speaks HTTP/1.1 over connected stream sockets, for an implementation of `pydock_transport`.

    `connect()` returns a new connection each time: an object with `recv`, `sendall`, `shutdown`, `settimeout`, `fileno`
    and `close`, as a socket has them; it raises OSError if it can't connect. `endpoint` is for messages.
    """
    return SocketTransport(endpoint, lambda _timeout: connect(), UNIX_HOST)
