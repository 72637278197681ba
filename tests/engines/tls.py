"""Valid and invalid certificates of servers and clients, in the layout of DOCKER_CERT_PATH."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Certificates:
    """Folders under `folder`, each with ca.pem, cert.pem and key.pem.

    For a server: `server` (valid), `expired`, `wrong_name` (of another host). For a client: `client` (valid),
    `stranger` (certificate of an unknown CA), `distrustful` (ca.pem of a CA that did not issue the certificate of the
    server), and `anonymous` (only ca.pem).
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        other_authority = trustme.CA()
        yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
        address = "127.0.0.1"
        expired = authority.issue_cert(address, "localhost", not_after=yesterday)
        client = authority.issue_cert("client@example.org")
        self.server = _write(folder / "server", authority, authority.issue_cert(address, "localhost"))
        self.expired = _write(folder / "expired", authority, expired)
        self.wrong_name = _write(
            folder / "wrong-name", authority, authority.issue_cert("elsewhere.example.org", "192.0.2.1")
        )
        self.client = _write(folder / "client", authority, client)
        self.stranger = _write(folder / "stranger", authority, other_authority.issue_cert("stranger@example.org"))
        self.distrustful = _write(folder / "distrustful", other_authority, client)
        self.anonymous = _write(folder / "anonymous", authority, None)


def dockerd_options(server: Path, port: int) -> list[str]:
    """Returns the arguments of a dockerd that accepts only clients of its CA on this port of 127.0.0.1."""
    return [
        *("--host", f"tcp://127.0.0.1:{port}", "--tlsverify", "--tlscacert", str(server / "ca.pem")),
        *("--tlscert", str(server / "cert.pem"), "--tlskey", str(server / "key.pem")),
    ]


@contextlib.contextmanager
def handshaking(server: Path) -> Iterator[int]:
    """Runs a server with the certificate of the folder `server` and yields its port.

    The server closes each connection after the TLS handshake, which is enough for tests of rejected certificates and
    faster than a dockerd.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server / "cert.pem", server / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _write(folder: Path, authority: trustme.CA, certificate: trustme.LeafCert | None) -> Path:
    folder.mkdir(parents=True)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    if certificate is not None:
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        for part in certificate.cert_chain_pems:
            part.write_to_path(folder / "cert.pem", append=True)
        (folder / "key.pem").chmod(0o600)
    return folder
