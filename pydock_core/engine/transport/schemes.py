"""Which transport reaches an endpoint: chosen by its scheme, each imported only when it is needed."""

from __future__ import annotations

from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.sockets import connect_unix
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.protocols import Send, Transport
    from pydock_core.engine.transport.sockets import StreamSocket

UNIX_HOST = "api.moby.localhost"


def open_transport(endpoint: Endpoint, *, environ: Mapping[str, str]) -> Transport:
    """The transport for this endpoint; nothing is connected yet, but TLS files are read: SettingsError.

    `environ` is asked for proxies (tcp) and handed to ssh. EngineError for a scheme that no transport knows.
    """
    if endpoint.scheme == "unix":
        return SocketTransport(endpoint, lambda timeout: connect_unix(endpoint.address, timeout), UNIX_HOST)
    if endpoint.scheme == "tcp":
        from pydock_core.engine.transport.tcp import open_tcp

        return open_tcp(endpoint, environ)
    if endpoint.scheme == "ssh":
        from pydock_core.engine.transport.ssh import SSHTransport

        return SSHTransport(endpoint, environ)
    raise EngineError(
        f"Failed to initialize: unable to resolve docker endpoint: invalid bind address format: {endpoint.shown_url}"
    )


def socket_transport(connect: Callable[[], StreamSocket], *, endpoint: Endpoint) -> Send:
    """A `Send` that speaks the Engine API over the connected stream sockets that a plugin's `connect()` makes."""
    return SocketTransport(endpoint, lambda _timeout: connect(), UNIX_HOST)
