"""A connection to the engine without HTTP, for `system dial-stdio`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.transport.hijacked_connection import HijackedConnection
from pydock_core.engine.transport.sockets import connect_unix
from pydock_core.engine.transport.ssh import ssh_command
from pydock_core.engine.transport.ssh_socket import SSHSocket
from pydock_core.engine.transport.tcp import connector
from pydock_core.errors import ConnectionFailed
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.protocols import Connection
    from pydock_core.engine.transport.sockets import StreamSocket
    from pydock_core.session import Session

_FAILED = "failed to open the raw stream connection"


def open_raw_connection(session: Session) -> Connection:
    """Returns a new connection to the engine that the command line selects; with TLS, its bytes are the decrypted ones.

    Raises ConnectionFailed with docker's message if the engine can't be reached, and for an engine that a plugin's
    transport reaches, which has no connections; SettingsError and EngineError for a wrong endpoint.
    """
    endpoint = session.resolve_endpoint()
    if session.hooks.implemented("pydock_transport"):
        found = session.hooks.call_first("pydock_transport", session=session, endpoint=endpoint)
        if found is not None:
            raise ConnectionFailed(f"{_FAILED}: a plugin's transport reaches {endpoint.redacted_url}")
    try:
        return HijackedConnection(_connect(session, endpoint), b"")
    except OSError as error:
        raise ConnectionFailed(f"{_FAILED}: {_dialled(endpoint)}: {_reason(error)}") from error


def _connect(session: Session, endpoint: Endpoint) -> StreamSocket:
    if endpoint.scheme == "unix":
        return connect_unix(endpoint.address)
    if endpoint.scheme == "tcp":
        return connector(endpoint)(None)
    if endpoint.scheme == "ssh":
        return SSHSocket(ssh_command(endpoint.address), session.environ)
    raise ConnectionFailed(f"{_FAILED}: dial {endpoint.scheme}: unknown network {endpoint.scheme}")


def _dialled(endpoint: Endpoint) -> str:
    return f"dial {endpoint.scheme} {endpoint.address}" if endpoint.scheme != "ssh" else "dial ssh"


def _reason(error: OSError) -> str:
    return f"connect: {os_error_text(error)}" if error.errno is not None and error.errno > 0 else str(error)
