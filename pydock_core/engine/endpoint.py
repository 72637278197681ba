"""Where an engine is, and the TLS material to reach it; config fills these, transports use them."""

from __future__ import annotations


class TLSMaterial:
    """Files and rules for TLS; paths are absolute or None. `verify` False accepts any server certificate."""

    __slots__ = ("ca_file", "cert_file", "key_file", "server_name", "verify")

    def __init__(
        self,
        *,
        ca_file: str | None = None,
        cert_file: str | None = None,
        key_file: str | None = None,
        verify: bool = True,
        server_name: str | None = None,
    ) -> None:
        self.ca_file = ca_file
        self.cert_file = cert_file
        self.key_file = key_file
        self.verify = verify
        self.server_name = server_name


class Endpoint:
    """Where one engine is: the scheme (`unix`, `tcp`, `ssh`, or a plugin's), the address, TLS or None.

    `url` is what the user wrote, in docker's canonical form (`unix:///var/run/docker.sock`); `address` is a socket's
    path, `host:port` with the port filled in, or what follows `ssh://`. `source` tells where it was set (`-H`,
    `DOCKER_HOST`, `context "x"`, `default`), for messages and the debug log; `context` is the context's name.
    `base_path` is the path of a tcp URL, put before every request's.
    """

    __slots__ = ("address", "base_path", "context", "scheme", "source", "tls", "url")

    def __init__(
        self,
        scheme: str,
        address: str,
        *,
        url: str,
        tls: TLSMaterial | None = None,
        source: str = "default",
        context: str = "default",
        base_path: str = "",
    ) -> None:
        self.scheme = scheme
        self.address = address
        self.url = url
        self.tls = tls
        self.source = source
        self.context = context
        self.base_path = base_path

    @property
    def redacted_url(self) -> str:
        """`url` for messages and logs: a password in it is replaced, as by Go's `URL.Redacted`."""
        scheme, _, rest = self.url.partition("://")
        authority, slash, path = rest.partition("/")
        user, _, place = authority.rpartition("@")
        if ":" not in user:
            return self.url
        return f"{scheme}://{user.partition(':')[0]}:xxxxx@{place}{slash}{path}"
