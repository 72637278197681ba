"""Finds the proxy for an engine or a registry by the rules of Go's `http.ProxyFromEnvironment`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from pydock_core.engine.endpoint import Endpoint

    _Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def proxy_for(endpoint: Endpoint, environ: Mapping[str, str]) -> str | None:
    """Returns the URL of the proxy for a tcp engine, None for a direct connection; see `proxy_of`."""
    return proxy_of(endpoint.address, environ, tls=endpoint.tls is not None)


def proxy_of(address: str, environ: Mapping[str, str], *, tls: bool) -> str | None:
    """Returns the URL of the proxy for `HOST:PORT`, from HTTPS_PROXY with TLS, else HTTP_PROXY; None for none.

    None for localhost and loopback addresses, nor for what NO_PROXY lists: `*`, names with subdomains, addresses,
    networks, each with a port if need be.
    """
    name = "HTTPS_PROXY" if tls else "HTTP_PROXY"
    proxy = environ.get(name) or environ.get(name.lower())
    if not proxy:
        return None
    host, _, port = address.rpartition(":")
    host = host.strip("[]").rstrip(".").lower()
    number = _address(host)
    if host == "localhost" or (number is not None and number.is_loopback):
        return None
    for entry in (environ.get("NO_PROXY") or environ.get("no_proxy") or "").lower().split(","):
        if _excludes(entry.strip(), host, number, port):
            return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _excludes(entry: str, host: str, address: _Address | None, port: str) -> bool:
    """Returns whether an entry of NO_PROXY covers a host and port; `address` is that of `host` if it is one."""
    if entry in ("", "*"):
        return entry == "*"
    if "/" in entry:
        try:
            return address is not None and address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    if _address(entry) is None:
        left, colon, right = entry.rpartition(":")
        if colon and right.isdigit():
            if right != port:
                return False
            entry = left.strip("[]")
    if not entry:
        return False
    listed = _address(entry)
    if listed is not None:
        return listed == address
    name = entry.removeprefix("*").lstrip(".")
    return host.endswith(f".{name}") or (host == name and not entry.startswith((".", "*.")))


def _address(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
