"""Which carrier reaches an endpoint: chosen by its scheme, each imported only when it is needed."""

from __future__ import annotations

from pydock_core.engine.http import SocketCarrier
from pydock_core.engine.sockets import connect_unix
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Carrier, Send
    from pydock_core.engine.sockets import StreamSocket

UNIX_HOST = "api.moby.localhost"


def open_carrier(endpoint: Endpoint, *, environ: Mapping[str, str]) -> Carrier:
    """The carrier for this endpoint; nothing is connected yet, but TLS files are read: SettingsError.

    `environ` is asked for proxies (tcp) and handed to ssh. EngineError for a scheme that no carrier knows.
    """
    if endpoint.scheme == "unix":
        return SocketCarrier(endpoint, lambda timeout: connect_unix(endpoint.address, timeout), UNIX_HOST)
    if endpoint.scheme == "tcp":
        from pydock_core.engine.tcp import open_tcp

        return open_tcp(endpoint, environ)
    if endpoint.scheme == "ssh":
        from pydock_core.engine.ssh import SSHCarrier

        return SSHCarrier(endpoint, environ)
    raise EngineError(
        f"Failed to initialize: unable to resolve docker endpoint: invalid bind address format: {endpoint.shown_url}"
    )


def SocketTransport(  # noqa: N802 (it reads as the thing that a plugin's hook returns)
    connect: Callable[[], StreamSocket], *, endpoint: Endpoint
) -> Send:
    """A `Send` that speaks the Engine API over the connected stream sockets that a plugin's `connect()` makes."""
    return SocketCarrier(endpoint, lambda _timeout: connect(), UNIX_HOST)
