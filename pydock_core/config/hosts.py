"""Parses `-H`, DOCKER_HOST and a context's host into scheme, address and base path.

A plain socket path does not load this module. The errors are those of docker's own checks and of Go's URL parser.
"""

from __future__ import annotations

import os

from pydock_core.errors import ConnectionFailed, InvalidValue, SettingsError
from pydock_core.values.quote import quote

DEFAULT_HOST = "localhost"
_PORT, _TLS_PORT = "2375", "2376"
_HOST_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$&'()*+,;=:[]<>\"")
_USER_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:~!$&'()*+,;=%@")
_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdefABCDEF")


class Host:
    """A parsed host; `pydock_core.engine.endpoint.Endpoint` describes the fields."""

    __slots__ = ("address", "base_path", "scheme", "url")

    def __init__(self, scheme: str, address: str, url: str, base_path: str = "") -> None:
        self.scheme = scheme
        self.address = address
        self.url = url
        self.base_path = base_path


def parse_host(text: str) -> Host:
    """Parses the value of `-H` or DOCKER_HOST: a URL, or `HOST[:PORT]` with the default port 2375, also with TLS.

    An unknown scheme is no error here: a plugin may serve it. Raises SettingsError for a value that docker refuses when
    it resolves the endpoint, InvalidValue for one that it refuses when it makes the client.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "tcp", text
    if scheme == "tcp":
        try:
            return _parse_tcp(rest)
        except InvalidValue as error:
            raise SettingsError(error.message) from error
    if scheme in ("unix", "npipe"):
        if "://" in rest:
            raise SettingsError(f"invalid proto, expected {scheme}: {rest}")
        address = rest or ("/var/run/docker.sock" if scheme == "unix" else "//./pipe/docker_engine")
        return Host(scheme, address, f"{scheme}://{address}")
    return _parse_other(scheme, rest, text)


def parse_url(url: str, *, tls: bool) -> Host:
    """Parses the host of a context, always a URL; as in docker, a missing port is HTTP's: 80, or 443 with TLS."""
    scheme, separator, rest = url.partition("://")
    if not separator or not rest:
        if scheme == "ssh" and separator:
            return _parse_other(scheme, rest, url)
        raise InvalidValue(f"unable to parse docker host `{url}`")
    if scheme != "tcp":
        return _parse_other(scheme, rest, url)
    parsed = GoURL("tcp", rest)
    name, port = parsed.hostname, parsed.port or ("443" if tls else "80")
    if not name:
        raise ConnectionFailed("error during connect: http: no Host in request URL")
    return Host("tcp", join_host_port(name, _checked_port(port)), url, _base_path(parsed.path))


def default_host(*, tls: bool) -> Host:
    """Returns the host that is used if none is named: the local socket, or with TLS port 2376 of this machine."""
    if tls:
        return Host("tcp", f"{DEFAULT_HOST}:{_TLS_PORT}", f"tcp://{DEFAULT_HOST}:{_TLS_PORT}")
    return Host("unix", "/var/run/docker.sock", "unix:///var/run/docker.sock")


def _parse_tcp(rest: str) -> Host:
    if not rest:
        rest = f"{DEFAULT_HOST}:{_PORT}"
    if "://" in rest:
        raise InvalidValue(f"invalid proto, expected tcp: {rest}")
    parsed = GoURL("tcp", rest + _PORT if rest.endswith("]:") else rest)
    split = split_host_port(parsed.host)
    if split is None:
        # The second split, with the port appended, makes `::1`, without brackets, an address.
        split = split_host_port(join_host_port(parsed.host, _PORT))
    if split is None:
        raise InvalidValue(f"invalid bind address format: {rest}")
    name, port = split[0] or DEFAULT_HOST, split[1] or _PORT
    address = join_host_port(name, _checked_port(port))
    return Host("tcp", address, f"tcp://{address}{unescaped(parsed.path)}", _base_path(parsed.path))


def _parse_other(scheme: str, rest: str, url: str) -> Host:
    if scheme == "ssh":
        _check_ssh(GoURL("ssh", rest))
    elif not scheme:
        raise SettingsError(f"invalid bind address format: {url}")
    elif not rest:
        raise InvalidValue(f"unable to parse docker host `{url}`")
    return Host(scheme, rest, url)


def _check_ssh(parsed: GoURL) -> None:
    problem = ""
    if ":" in parsed.user:
        problem = "plain-text password is not supported"
    elif not parsed.hostname:
        problem = "hostname is empty"
    elif parsed.query:
        problem = f"query parameters are not allowed: {quote(parsed.query)}"
    elif parsed.fragment:
        problem = f"fragments are not allowed: {quote(parsed.fragment)}"
    if problem:
        raise InvalidValue(f"ssh host connection is not valid: invalid SSH URL: {problem}")


def _checked_port(port: str) -> str:
    if len(port) > 5 or int(port) > 65535:
        raise ConnectionFailed(f"error during connect: dial tcp: address {port}: invalid port")
    return port


def _base_path(path: str) -> str:
    """Returns the path before the API's, without a trailing slash, escaped for a request line."""
    if not path.strip("/"):
        return ""
    clean = os.path.normpath("/" + path.lstrip("/"))
    return "".join(chr(byte) if 0x21 <= byte <= 0x7E else f"%{byte:02X}" for byte in os.fsencode(clean))


def split_host_port(text: str) -> tuple[str, str] | None:
    """Splits `h:1` or `[::1]:1` into host and port as Go's net.SplitHostPort.

    Returns None where Go reports an error.
    """
    if text.startswith("["):
        name, bracket, port = text[1:].partition("]")
        if not bracket or not port.startswith(":") or "[" in name + port or "]" in port:
            return None
        port = port[1:]
        return None if ":" in port else (name, port)
    name, colon, port = text.rpartition(":")
    if not colon or ":" in name or any(c in text for c in "[]"):
        return None
    return name, port


def join_host_port(name: str, port: str) -> str:
    """Joins host and port as Go's net.JoinHostPort: an IPv6 address gets brackets."""
    return f"[{name}]:{port}" if ":" in name or "%" in name else f"{name}:{port}"


class GoURL:
    """The parts of `SCHEME://…` as Go's url.Parse splits them; raises InvalidValue with its messages.

    `host` is `NAME[:PORT]`, `path` still escaped.
    """

    __slots__ = ("fragment", "host", "path", "query", "user")

    def __init__(self, scheme: str, rest: str) -> None:
        whole = f"{scheme}://{rest}"
        before, _, self.fragment = rest.partition("#")
        whole_without_fragment = whole if not self.fragment else f"{scheme}://{before}"
        before, _, self.query = before.partition("?")
        authority, slash, path = before.partition("/")
        self.path = slash + path
        self.user, _, self.host = authority.rpartition("@")
        problem = self._problem(rest)
        if problem:
            from pydock_core.values.urls import redact_url  # imports urllib

            raise InvalidValue(f"parse {quote(redact_url(whole_without_fragment))}: {problem}")
        if self.host.startswith("["):
            self.host = self.host.replace("%25", "%")

    @property
    def hostname(self) -> str:
        """The host without port and brackets."""
        if self.host.startswith("["):
            return self.host[1 : self.host.rindex("]")]
        return self.host.rpartition(":")[0] if ":" in self.host else self.host

    @property
    def port(self) -> str:
        """The digits of the port, "" without one."""
        return self.host.rpartition(":")[2] if self.host.rfind(":") > self.host.rfind("]") else ""

    def _problem(self, rest: str) -> str:
        if any(c < " " or c == "\x7f" for c in rest):
            return "net/url: invalid control character in URL"
        if not _USER_CHARACTERS.issuperset(self.user):
            return "net/url: invalid userinfo"
        host = self.host
        if host.startswith("["):
            end = host.rfind("]")
            if end < 0:
                return "missing ']' in host"
            colon_port = host[end + 1 :]
        else:
            colon = host.rfind(":")
            colon_port = host[colon:] if colon >= 0 else ""
        if colon_port and not (colon_port[0] == ":" and set(colon_port[1:]) <= _DIGITS):
            return f"invalid port {quote(colon_port)} after host"
        for character in host if "%" not in host else host.partition("%")[0]:
            if character.isascii() and character not in _HOST_CHARACTERS:
                return f"invalid character {quote(character)} in host name"
        if "%" in host and not host.startswith("["):
            return f"invalid URL escape {quote(host[host.index('%') : host.index('%') + 3])}"
        return bad_escape(self.path)


def bad_escape(path: str) -> str:
    """Returns Go's message about the first invalid `%XX` in the path, "" without one."""
    for index, character in enumerate(path):
        if character == "%" and not (len(path) > index + 2 and _HEX.issuperset(path[index + 1 : index + 3])):
            return f"invalid URL escape {quote(path[index : index + 3])}"
    return ""


def unescaped(path: str) -> str:
    """Returns the path with its `%XX` decoded, as docker prints it."""
    if "%" not in path:
        return path
    from urllib.parse import unquote

    return unquote(path)
