"""`--network`, short and long form, and the endpoints of a create request."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_mac
from pydock_core.values.csv import parse_record
from pydock_core.values.numbers import NumberError, parse_decimal
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_BUILT_IN = ("default", "bridge", "host", "none")
_TEXT_KEYS = {"name": "target", "ip": "ipv4_address", "ip6": "ipv6_address", "mac-address": "mac_address"}
_LIST_KEYS = {"alias": "aliases", "link-local-ip": "link_local_ips"}
# Members of the API's EndpointSettings that the engine sets; docker's client sends them, too.
ENDPOINT_STATE: dict[str, Any] = {
    "NetworkID": "",
    "EndpointID": "",
    "Gateway": "",
    "IPAddress": "",
    "IPPrefixLen": 0,
    "IPv6Gateway": "",
    "GlobalIPv6Address": "",
    "GlobalIPv6PrefixLen": 0,
    "DNSNames": None,
}


class NetworkAttachment:
    """One network of a container: its name and the options of the endpoint there."""

    __slots__ = (
        "aliases",
        "driver_options",
        "gateway_priority",
        "ipv4_address",
        "ipv6_address",
        "link_local_ips",
        "links",
        "mac_address",
        "target",
    )

    def __init__(self, target: str = "") -> None:
        self.target = target
        self.aliases: list[str] = []
        self.driver_options: dict[str, str] = {}
        self.gateway_priority = 0
        self.ipv4_address = ""
        self.ipv6_address = ""
        self.link_local_ips: list[str] = []
        self.links: list[str] = []
        self.mac_address = ""


def parse_network(text: str) -> NetworkAttachment:
    """Parses `--network NAME` or `--network name=NAME,alias=…`.

    Any `word=word` selects the long form, in lower case.
    """
    if not _is_long_form(text):
        return NetworkAttachment(text)
    attachment = NetworkAttachment()
    for field in parse_record(text):
        key, equals, value = field.lower().partition("=")
        if not equals or not key:
            raise InvalidValue(f"invalid field {field}")
        key, value = key.strip(), value.strip()
        if key in _TEXT_KEYS:
            setattr(attachment, _TEXT_KEYS[key], value)
        elif key in _LIST_KEYS:
            getattr(attachment, _LIST_KEYS[key]).append(value)
        elif key == "driver-opt":
            name, setting = _parse_driver_option(value)
            attachment.driver_options[name] = setting
        elif key == "gw-priority":
            attachment.gateway_priority = _parse_priority(value)
        else:
            raise InvalidValue(f"invalid field key {key}")
    if not attachment.target:
        raise InvalidValue("network name/id is not specified")
    return attachment


def is_user_defined(network: str) -> bool:
    """Returns whether the network mode is none of docker's own: default, bridge, host, none, container:NAME."""
    return network not in _BUILT_IN and not network.startswith("container:")


def build_endpoints(attachments: Sequence[NetworkAttachment], flags: NetworkAttachment) -> dict[str, dict[str, Any]]:
    """Returns `EndpointsConfig` of a create request.

    `flags` holds the values of `--network-alias`, `--link`, `--ip`, `--ip6`, `--mac-address` and `--link-local-ip`:
    they belong to the first network, and conflict with its own options. A single network without any option is left
    out.
    """
    endpoints: dict[str, dict[str, Any]] = {}
    kinds = set()
    for number, attachment in enumerate(attachments or [NetworkAttachment("default")]):
        kinds.add(is_user_defined(attachment.target))
        endpoint = build_endpoint(_combine(attachment, flags) if number == 0 else attachment)
        if attachment.target in endpoints:
            raise InvalidValue(f"network {quote(attachment.target)} is specified multiple times")
        if len(attachments) != 1 or endpoint != build_endpoint(NetworkAttachment("default")):
            endpoints[attachment.target] = endpoint
    if len(kinds) == 2:
        raise InvalidValue("conflicting options: cannot attach both user-defined and non-user-defined network-modes")
    return endpoints


def build_endpoint(attachment: NetworkAttachment) -> dict[str, Any]:
    """Returns the API's `EndpointSettings`, with every member that docker sends."""
    if not attachment.target.strip():
        raise InvalidValue("no name set for network")
    if not is_user_defined(attachment.target):
        if attachment.aliases:
            raise InvalidValue("network-scoped aliases are only supported for user-defined networks")
        if attachment.links:
            raise InvalidValue("links are only supported for user-defined networks")
    if attachment.mac_address and not is_mac(attachment.mac_address):
        raise InvalidValue(f"{attachment.mac_address} is not a valid mac address")
    return {
        "IPAMConfig": _build_addresses(attachment),
        "Links": attachment.links or None,
        "Aliases": attachment.aliases or None,
        "MacAddress": attachment.mac_address,
        "DriverOpts": attachment.driver_options or None,
        "GwPriority": attachment.gateway_priority,
        **ENDPOINT_STATE,
    }


def _build_addresses(attachment: NetworkAttachment) -> dict[str, Any] | None:
    addresses = {
        "IPv4Address": attachment.ipv4_address,
        "IPv6Address": attachment.ipv6_address,
        "LinkLocalIPs": attachment.link_local_ips,
    }
    return {name: value for name, value in addresses.items() if value} or None


def _combine(attachment: NetworkAttachment, flags: NetworkAttachment) -> NetworkAttachment:
    conflicts = (
        (attachment.aliases and flags.aliases, "--network-alias and per-network alias"),
        (attachment.links and flags.links, "--link and per-network links"),
        (attachment.ipv4_address and flags.ipv4_address, "--ip and per-network IPv4 address"),
        (attachment.ipv6_address and flags.ipv6_address, "--ip6 and per-network IPv6 address"),
        (attachment.mac_address and flags.mac_address, "--mac-address and per-network MAC address"),
        (attachment.link_local_ips and flags.link_local_ips, "--link-local-ip and per-network link-local IP addresses"),
    )
    for both, what in conflicts:
        if both:
            raise InvalidValue(f"conflicting options: cannot specify both {what}")
    combined = NetworkAttachment(attachment.target)
    for name in NetworkAttachment.__slots__:
        if name != "target":
            setattr(combined, name, getattr(flags, name) or getattr(attachment, name))
    if not is_user_defined(attachment.target):
        combined.links = attachment.links  # on docker's own networks, --link is a legacy link of HostConfig
    return combined


def _is_long_form(text: str) -> bool:
    return any(
        before in _WORD and equals == "=" and after in _WORD
        for before, equals, after in zip(text, text[1:], text[2:], strict=False)
    )


def _parse_driver_option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidValue("invalid key value pair format in driver options")
    return name.strip(), value.strip()


def _parse_priority(text: str) -> int:
    try:
        return parse_decimal(text)
    except NumberError as error:
        raise InvalidValue(f"invalid gw-priority ({text}): {error.reason}") from None
