"""`IPAM` of a create request: subnets with the ranges, gateways and reserved addresses that lie in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue
from pydock_core.toolkit import check_cidr, subnet_contains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Subnets = dict[str, dict[str, Any]]


def build_address_management(
    *,
    driver: str,
    options: dict[str, str],
    subnets: Sequence[str],
    ranges: Sequence[str],
    gateways: Sequence[str],
    reserved: dict[str, str],
) -> dict[str, Any]:
    """Returns the member `IPAM` of a create request.

    Each range, gateway and reserved address (name → address) goes to the subnets that contain it. Raises InvalidValue
    with docker's message for overlapping subnets, for an address outside of every subnet, for a second range or
    gateway of one subnet, and for a text that is no CIDR notation; the engine checks the addresses themselves.
    """
    if len(subnets) < len(ranges) or len(subnets) < len(gateways):
        raise InvalidValue("every ip-range or gateway must have a corresponding subnet")
    found: Subnets = {}
    for subnet in subnets:
        for other in found:
            # Both directions are checked, because a wrong subnet is reported before an overlap.
            contains, lies_within = subnet_contains(subnet, other), subnet_contains(other, subnet)
            if contains or lies_within:
                raise InvalidValue("multiple overlapping subnet configuration is not supported")
        found[subnet] = {"Subnet": subnet} if subnet else {}
    for text in ranges:
        check_cidr(text)
        _assign(found, "IPRange", text, "no matching subnet for range {}", "ranges ({}, {}) on")
    for text in gateways:
        _assign(found, "Gateway", text, "no matching subnet for gateway {}", "gateways ({}, {}) for")
    for name, text in reserved.items():
        for configuration in _holders(found, text, f"no matching subnet for aux-address {text}"):
            configuration.setdefault("AuxiliaryAddresses", {})[name] = text
    return {"Driver": driver, "Options": options, "Config": list(found.values())}


def _assign(found: Subnets, member: str, text: str, unmatched: str, conflict: str) -> None:
    """Sets a member of the subnets that contain `text`; raises InvalidValue for none, and for one that has it."""
    for configuration in _holders(found, text, unmatched.format(text)):
        if member in configuration:
            both = conflict.format(text, configuration[member])
            raise InvalidValue(f"cannot configure multiple {both} the same subnet ({configuration['Subnet']})")
        configuration[member] = text


def _holders(found: Subnets, text: str, unmatched: str) -> list[dict[str, Any]]:
    """Returns the configurations of the subnets that contain the address or range; raises InvalidValue for none."""
    holders = [configuration for subnet, configuration in found.items() if subnet_contains(subnet, text)]
    if not holders:
        raise InvalidValue(unmatched)
    return holders
