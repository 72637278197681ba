"""IP and MAC addresses, as Go's net package accepts them."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

_HEX = "0123456789abcdefABCDEF"
_MAC_BYTES = (6, 8, 20)


def is_ip(text: str) -> bool:
    """Returns whether net.ParseIP accepts the text: no zone, no brackets, no leading zeros."""
    return _canonical(text) is not None


def parse_ip(text: str) -> str:
    """Returns the address in its canonical form; ignores blanks around the text."""
    address = _canonical(text.strip())
    if address is None:
        raise InvalidValue(f"IP address is not correctly formatted: {text}")
    return address


def is_loopback(address: str) -> bool:
    """Returns whether a canonical address is one of the machine's own: 127.0.0.0/8, ::1."""
    return address == "::1" or address.startswith("127.")


def is_mac(text: str) -> bool:
    """Returns whether net.ParseMAC accepts the text: 6, 8 or 20 bytes as `xx:…`, `xx-…` or `xxxx.…`.

    Blanks around the text are ignored.
    """
    text = text.strip()
    for separator, width in ((":", 2), ("-", 2), (".", 4)):
        if text[width : width + 1] == separator:
            groups = text.split(separator)
            return len(groups) * width // 2 in _MAC_BYTES and all(
                len(group) == width and not group.strip(_HEX) for group in groups
            )
    return False


def join_host_port(host: str, port: str) -> str:
    """Returns `host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _canonical(text: str) -> str | None:
    if "%" in text or "/" in text or not text.isascii():
        return None
    from ipaddress import AddressValueError, IPv4Address, IPv6Address

    try:
        if ":" not in text:
            return str(IPv4Address(text))
        address = IPv6Address(text)
    except AddressValueError:
        return None
    return str(address.ipv4_mapped or address)
