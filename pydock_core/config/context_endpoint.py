"""The check of a context's engine before the context is written: docker's checks, with its messages."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

from pydock_core.config import files, hosts
from pydock_core.config.contexts import TLS_FILES
from pydock_core.config.folders import read_regular
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

SOCKET_PATH_LIMIT = 108  # bytes of a path in Linux's sockaddr_un
_SOCKETS = ("unix", "npipe", "fd")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_BLOCK = re.compile(rb"-----BEGIN ([^\n-]+)-----\r?\n(.*?)-----END \1-----", re.S)
_RETRIEVE = "failed to retrieve context tls info: "
_ENCRYPTED = (
    "private key is encrypted - support for encrypted private keys has been removed, "
    "see https://docs.docker.com/go/deprecated/"
)


def read_tls_files(paths: Mapping[str, str]) -> dict[str, bytes]:
    """Returns the contents of TLS files: `paths` maps the names in the store (`ca.pem`, …) to files, "" for none.

    Raises SettingsError for a file that can't be read.
    """
    contents = {}
    for name in TLS_FILES:
        path = paths.get(name, "")
        if path:
            try:
                contents[name], _ = read_regular(path)
            except OSError as error:
                raise SettingsError(files.reason(error)) from error
    return contents


def check_context_engine(host: str, tls: Mapping[str, bytes], *, paths: Mapping[str, str]) -> None:
    """Raises InvalidValue for a host or TLS material that docker refuses in a context; "" is the local socket.

    `tls` maps names in the store to contents, `paths` to the files that they were read from. TLS material of a socket
    or of ssh is not checked, as docker does not use it.
    """
    if not host:
        return
    try:
        is_ssh = _check_url(host)
        if not is_ssh and host.partition("://")[0] not in _SOCKETS:
            _check_tls(tls, paths)
    except InvalidValue as error:
        raise InvalidValue(f"invalid docker endpoint options: {error.message}") from error
    if is_ssh:
        return
    try:
        _check_address(host)
    except InvalidValue as error:
        raise InvalidValue(f"unable to apply docker endpoint options: {error.message}") from error


def _check_url(text: str) -> bool:
    """Returns whether the URL's scheme is ssh; raises InvalidValue as Go's url.Parse and docker's check of ssh URLs."""
    if any(character < " " or character == "\x7f" for character in text):
        raise InvalidValue(f"parse {quote(text)}: net/url: invalid control character in URL")
    found = _SCHEME.match(text)
    if found is None:
        problem = hosts.bad_escape(text)
        if text.startswith(":"):
            problem = "missing protocol scheme"
        elif ":" in text.partition("/")[0]:
            problem = "first path segment in URL cannot contain colon"
        if problem:
            raise InvalidValue(f"parse {quote(text)}: {problem}")
        return False
    scheme, rest = found[0], text[found.end() + 1 :]
    if scheme.lower() == "ssh":
        hosts.parse_url(f"ssh://{rest[2:] if rest.startswith('//') else ''}", tls=False)
        return True
    if rest.startswith("//"):
        hosts.GoURL(scheme, rest[2:])
    return False


def _check_address(text: str) -> None:
    scheme, separator, address = text.partition("://")
    if not separator or not address:
        raise InvalidValue(f"unable to parse docker host `{text}`")
    if scheme == "unix" and len(address.encode("utf-8", "surrogateescape")) > SOCKET_PATH_LIMIT:
        raise InvalidValue(f"unix socket path {quote(address)} is too long")
    if scheme == "npipe":
        raise InvalidValue("protocol not available")


def _check_tls(tls: Mapping[str, bytes], paths: Mapping[str, str]) -> None:
    ca, cert, key = (tls.get(name) for name in TLS_FILES)
    if ca is not None and not any(_is_certificate(data) for kind, data in _pem_blocks(ca) if kind == "CERTIFICATE"):
        raise InvalidValue("failed to retrieve context tls info: ca.pem seems invalid")
    if cert is None or key is None:
        return
    blocks = _pem_blocks(key)
    if not blocks:
        raise InvalidValue("no valid private key found")
    if b"DEK-Info:" in blocks[0][1]:
        raise InvalidValue(_ENCRYPTED)
    problem = _pair_problem(_pem_blocks(cert), blocks) or _unusable_pair(paths)
    if problem:
        raise InvalidValue(f"{_RETRIEVE}{problem}")


def _pem_blocks(data: bytes) -> list[tuple[str, bytes]]:
    """Returns the PEM blocks of a file: (type, whole text)."""
    return [(found[1].decode("utf-8", "replace"), found[0]) for found in _BLOCK.finditer(data)]


def _is_certificate(block: bytes) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=block.decode("ascii") + "\n")
    except (ssl.SSLError, UnicodeDecodeError):
        return False
    return True


def _pair_problem(cert: list[tuple[str, bytes]], key: list[tuple[str, bytes]]) -> str:
    """Returns Go's message about the kinds of the PEM blocks, "" where a certificate and a key are among them."""
    kinds = [kind for kind, _ in cert]
    if "CERTIFICATE" not in kinds:
        where = "tls: failed to find certificate PEM data in certificate input, but did find a private key"
        if not kinds:
            return "tls: failed to find any PEM data in certificate input"
        if len(kinds) == 1 and kinds[0].endswith("PRIVATE KEY"):
            return f"{where}; PEM inputs may have been switched"
        return (
            'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the '
            f"following types: [{' '.join(kinds)}]"
        )
    kinds = [kind for kind, _ in key]
    if any(kind == "PRIVATE KEY" or kind.endswith(" PRIVATE KEY") for kind in kinds):
        return ""
    if kinds == ["CERTIFICATE"]:
        return "tls: found a certificate rather than a key in the PEM for the private key"
    return (
        'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of '
        f"the following types: [{' '.join(kinds)}]"
    )


def _unusable_pair(paths: Mapping[str, str]) -> str:
    """Returns Go's message about a key that is not that of the certificate, or that can't be read; "" for a pair."""
    _, cert, key = TLS_FILES
    try:
        # A password that is no key's: OpenSSL would ask at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(paths[cert], paths[key], password="-")  # noqa: S106
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return "tls: private key does not match public key"
        return "tls: failed to parse private key"
    except OSError as error:
        return files.reason(error)
    return ""
