"""Subnets in CIDR notation, as Go's net package reads them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_ip

if TYPE_CHECKING:
    from typing import TypeAlias

    Address: TypeAlias = IPv4Address | IPv6Address
    Network: TypeAlias = IPv4Network | IPv6Network

_MAPPED_BITS = 96  # of an IPv6 address before the IPv4 address that it maps (::ffff:10.1.2.3)


def check_cidr(text: str) -> str:
    """Returns the text of an address with a prefix length, `10.1.2.3/16`; raises InvalidValue for any other text."""
    _parse(text)
    return text


def subnet_contains(subnet: str, text: str) -> bool:
    """Returns whether a subnet contains an address, or the address of a text in CIDR notation.

    A text without a slash that is no address lies in no subnet. Raises InvalidValue for a subnet, and for a text with a
    slash, that is not in CIDR notation.
    """
    try:
        network = _parse(subnet)[1]
    except InvalidValue as error:
        raise InvalidValue(f"invalid subnet: {error.message}") from None
    if "/" in text:
        address = _parse(text)[0]
    elif is_ip(text):
        address = _unmapped(ip_address(text))
    else:
        return False
    return address.version == network.version and address in network


def _parse(text: str) -> tuple[Address, Network]:
    """Returns the address and its network, both as IPv4 where they map that."""
    before, _, digits = text.partition("/")
    address = ip_address(before) if is_ip(before) else None
    length = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else -1
    if address is None or not 0 <= length <= address.max_prefixlen:
        raise InvalidValue(f"invalid CIDR address: {text}")
    network = ip_network((address, length), strict=False)
    first = _unmapped(network.network_address)
    if first.version != network.version:
        network = ip_network((first, length - _MAPPED_BITS))
    return _unmapped(address), network


def _unmapped(address: Address) -> Address:
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
