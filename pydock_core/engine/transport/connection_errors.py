"""Messages for connections that fail, docker's where docker has them; imported only when one fails."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from pydock_core.engine.messages import query_escape
from pydock_core.errors import ConnectionFailed, EngineError, ProtocolError

if TYPE_CHECKING:
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request
    from pydock_core.engine.transport.pooled_connection import PooledConnection


def url_of(endpoint: Endpoint, request: Request) -> str:
    """Returns the request as Go's errors quote it: `Get "http://127.0.0.1:2375/v1.50/info"`."""
    if endpoint.scheme == "unix":
        base = f"http://{query_escape(endpoint.address)}"
    elif endpoint.scheme == "tcp":
        base = f"{'https' if endpoint.tls else 'http'}://{endpoint.address}"
    else:
        base = "http://docker.example.com"
    return f'{request.method.capitalize()} "{base}{request.target}"'


def not_running(endpoint: Endpoint) -> ConnectionFailed:
    """Returns the error for an endpoint where no engine listens, with docker's message."""
    url = endpoint.redacted_url
    return ConnectionFailed(f"Cannot connect to the Docker daemon at {url}. Is the docker daemon running?")


def during_connect(endpoint: Endpoint, request: Request, what: str) -> ConnectionFailed:
    """Returns the error for an exchange that broke before the response, with docker's message."""
    return ConnectionFailed(f"error during connect: {url_of(endpoint, request)}: {what}")


def cannot_connect(endpoint: Endpoint, request: Request, error: OSError) -> EngineError:
    """Returns the error for a connection that was not made, from what `connect` raised."""
    if endpoint.scheme == "unix" and error.errno in (errno.EACCES, errno.EPERM):
        refused = ConnectionFailed(
            f"permission denied while trying to connect to the Docker daemon socket at {endpoint.redacted_url}: "
            f"{url_of(endpoint, request)}: dial unix {endpoint.address}: connect: permission denied"
        )
        refused.hint = _access_hint(endpoint.address)
        return refused
    explained = _explained(endpoint, error)
    if explained is not None:
        return during_connect(endpoint, request, explained)
    if endpoint.scheme == "unix" or isinstance(error, TimeoutError) or error.errno == errno.ECONNREFUSED:
        return not_running(endpoint)
    dial = f"dial tcp: lookup {endpoint.address.rpartition(':')[0]}" if is_lookup(error) else "dial tcp"
    return during_connect(endpoint, request, f"{dial}: {reason(error)}")


def _access_hint(socket: str) -> str:
    """Returns the ways to an engine whose socket refuses this user."""
    import grp
    import os

    try:
        group = grp.getgrgid(os.stat(socket).st_gid).gr_name
    except (OSError, KeyError):
        group = "root"
    # A socket of root's group belongs to an engine that was set up without a group for its users.
    group = "docker" if group == "root" else group
    return (
        f"To get access, become a member of the group {group} and log in again, or use sudo; "
        "a rootless engine has a socket of its own: name it with --host, DOCKER_HOST or --context"
    )


def is_lookup(error: OSError) -> bool:
    """Tells whether a host name was not found."""
    return type(error).__name__ == "gaierror"


def dialed(address: str) -> str:
    """Returns the `IP:PORT` that Go's message names for a refused connection to `HOST:PORT`: the first one of the host.

    Returns the address as it is if the host has none any more.
    """
    import socket

    host, _, port = address.rpartition(":")
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return address
    number = str(found[0][4][0])
    return f"[{number}]:{port}" if ":" in number else f"{number}:{port}"


def reason(error: OSError) -> str:
    """Returns the cause in few words, in lower case as in Go."""
    if is_lookup(error):
        return "no such host"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:] if text != "EOF" else text


def no_answer(endpoint: Endpoint, request: Request, error: OSError, connection: PooledConnection | None) -> EngineError:
    """Returns the error for a connection that broke, or a time that ran out, before the response's headers."""
    if isinstance(error, TimeoutError):
        return not_running(endpoint)
    explained = _explained(endpoint, error, connection)
    if explained is not None:
        return during_connect(endpoint, request, explained)
    what = {
        "EOF": "EOF (the engine closed the connection without an answer)",
        "unexpected EOF": "unexpected EOF (the engine closed the connection in the middle of an answer)",
    }.get(str(error), reason(error))
    return during_connect(endpoint, request, what)


def _explained(endpoint: Endpoint, error: OSError, connection: PooledConnection | None = None) -> str | None:
    """Returns what TLS or ssh know about a failure; None if it is neither's."""
    if endpoint.scheme == "ssh" and connection is not None:
        from pydock_core.engine.transport.ssh_socket import SSHSocket

        return connection.sock.explain() if isinstance(connection.sock, SSHSocket) else None
    if endpoint.tls is not None:
        from pydock_core.engine.transport.tls import explain

        return explain(endpoint, endpoint.tls, error)
    return None


def not_http(endpoint: Endpoint, data: bytes) -> ProtocolError:
    """Returns the error for a response that is not HTTP; on a port with TLS it is a TLS alert."""
    line = data.split(b"\r\n", 1)[0][:60]
    hint = ""
    if endpoint.tls is None and endpoint.scheme == "tcp":
        hint = "; are you trying to connect to a TLS-enabled daemon without TLS?"
    return ProtocolError(f"malformed HTTP response {line.decode('latin-1')!r} from {endpoint.redacted_url}{hint}")
