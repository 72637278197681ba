"""The address of an engine and its TLS material; `config` makes these objects, transports use them."""

from __future__ import annotations


class TLSMaterial:
    """TLS files and rules; paths are absolute or None. With `verify` False, any server certificate is accepted."""

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
    """The address of one engine: the scheme (`unix`, `tcp`, `ssh`, or a plugin's), the address, TLS or None.

    `url` is the user's value in docker's canonical form (`unix:///var/run/docker.sock`); `address` is a socket's path,
    `host:port` with the port filled in, or the part after `ssh://`. `source` names the setting (`-H`, `DOCKER_HOST`,
    `context "x"`, `default`), for messages and the debug log; `context` is the context's name. `base_path` is the path
    of a tcp URL, the prefix of every request's path.
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
