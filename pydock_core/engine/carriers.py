"""Which carrier reaches an endpoint: chosen by its scheme, each imported only when it is needed."""

from __future__ import annotations

from ..errors import EngineError
from .http import SocketCarrier
from .sockets import connect_unix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .endpoint import Endpoint
    from .messages import Send
    from .sockets import StreamSocket

UNIX_HOST = "api.moby.localhost"


def open_carrier(endpoint: Endpoint, *, environ: Mapping[str, str]) -> Send:
    """The `Send` for this endpoint; nothing is connected yet, but TLS files are read (SettingsError names a wrong one).

    `environ` is asked for proxies (tcp) and handed to ssh. EngineError for a scheme that no carrier knows.
    """
    if endpoint.scheme == "unix":
        return SocketCarrier(endpoint, lambda timeout: connect_unix(endpoint.address, timeout), UNIX_HOST)
    if endpoint.scheme == "tcp":
        from .tcp import open_tcp

        return open_tcp(endpoint, environ)
    if endpoint.scheme == "ssh":
        from .ssh import open_ssh

        return open_ssh(endpoint, environ)
    raise EngineError(f"unable to parse docker host `{endpoint.url}`: no carrier for the scheme {endpoint.scheme!r}")


def SocketTransport(  # noqa: N802 (it reads as the thing that a plugin's hook returns)
    connect: Callable[[], StreamSocket], *, endpoint: Endpoint
) -> Send:
    """A `Send` that speaks the Engine API over the connected stream sockets that a plugin's `connect()` makes."""
    return SocketCarrier(endpoint, lambda _timeout: connect(), UNIX_HOST)
