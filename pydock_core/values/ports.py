"""Published and exposed ports: `-p`, `--expose`, and their form in `ps`.

A port is written as the API writes it: `80/tcp`.
"""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_ip, join_host_port
from pydock_core.values.numbers import parse_uint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    ExposedPorts = dict[str, dict[str, str]]
    PortBindings = dict[str, list[dict[str, str]]]

_PROTOCOLS = ("tcp", "udp", "sctp")


def parse_ports(published: Iterable[str], exposed: Iterable[str] = ()) -> tuple[ExposedPorts, PortBindings]:
    """Returns `ExposedPorts` and `PortBindings` of a create request, for the texts of `-p` and of `--expose`."""
    ports: ExposedPorts = {}
    bindings: PortBindings = {}
    for specification in [_short_form(text) for text in published]:
        for port, binding in parse_port(specification):
            ports[port] = {}
            bindings.setdefault(port, []).append(binding)
    for text in exposed:
        for port in parse_exposed(text):
            ports[port] = {}
    return ports, bindings


def parse_port(text: str) -> list[tuple[str, dict[str, str]]]:
    """Parses `[ip:][host]:container[/protocol]` as nat.ParsePortSpec, to (port, binding) pairs.

    Both ports may be ranges. A range of host ports for one container port stays a range: the engine picks one port of
    it.
    """
    address, host, container = _split(text)
    protocol, container = split_protocol(container)
    if address.startswith("["):
        address = _without_brackets(address)
    if address and not is_ip(address):
        raise InvalidValue(f"invalid IP address: {address}")
    if not container:
        raise InvalidValue(f"no port specified: {text}<empty>")
    first, last = _range_or(container, f"invalid containerPort: {container}")
    host_first = host_last = 0
    if host:
        host_first, host_last = _range_or(host, f"invalid hostPort: {host}")
        if last != first and last - first != host_last - host_first:
            raise InvalidValue(f"invalid ranges specified for container and host Ports: {container} and {host}")
    if protocol.lower() not in _PROTOCOLS:
        raise InvalidValue(f"invalid proto: {protocol}")
    mappings = []
    for offset in range(last - first + 1):
        host_port = str(host_first + offset) if host else ""
        if first == last and host_first != host_last:
            host_port += f"-{host_last}"
        mappings.append((f"{first + offset}/{protocol.lower()}", {"HostIp": address, "HostPort": host_port}))
    return mappings


def parse_exposed(text: str) -> list[str]:
    """Returns the ports of `--expose PORT[-PORT][/PROTOCOL]`; the engine checks the protocol."""
    if ":" in text:
        raise InvalidValue(f"invalid port format for --expose: {text}")
    protocol, numbers = split_protocol(text)
    try:
        first, last = parse_port_range(numbers)
    except InvalidValue as error:
        raise InvalidValue(f"invalid range format for --expose: {text}, error: {error}") from None
    return [f"{number}/{protocol}" for number in range(first, last + 1)]


def parse_port_range(text: str) -> tuple[int, int]:
    """Parses `80` or `8000-9000` as nat.ParsePortRange, to (first, last)."""
    if not text:
        raise InvalidValue("empty string specified for ports")
    parts = text.split("-")
    first = parse_uint(parts[0], base=10, bits=16)
    last = parse_uint(parts[1], base=10, bits=16) if len(parts) > 1 else first
    if last < first:
        raise InvalidValue(f"invalid range specified for port: {text}")
    return first, last


def split_protocol(text: str) -> tuple[str, str]:
    """Splits `port[/protocol]` as nat.SplitProtoPort, to (protocol, port); the default is tcp, "" without a port."""
    port, _, rest = text.partition("/")
    if not port:
        return "", ""
    return rest.partition("/")[0] or "tcp", port


def format_ports(ports: Iterable[Mapping[str, Any]]) -> str:
    """Returns the column PORTS of `ps`: `0.0.0.0:80->80/tcp, [::]:80->80/tcp, 9000-9002/udp`.

    Adjacent ports form one range where the host's numbers equal the container's; all other mappings come last.
    """
    ranges: dict[str, list[int]] = {}
    closed = []
    mappings = []
    for private, address, public, protocol in sorted(map(_port_key, ports)):
        if address and public != private:
            mappings.append(f"{join_host_port(address, str(public))}->{private}/{protocol}")
            continue
        group = f"{address}/{protocol}" if address else protocol
        current = ranges.get(group)
        if current is None:
            ranges[group] = [private, private]
        elif private == current[1] + 1:
            current[1] = private
        else:
            closed.append(_format_range(group, current))
            ranges[group] = [private, private]
    return ", ".join(closed + [_format_range(group, current) for group, current in ranges.items()] + mappings)


def _port_key(port: Mapping[str, Any]) -> tuple[int, str, int, str]:
    return port.get("PrivatePort") or 0, port.get("IP") or "", port.get("PublicPort") or 0, port.get("Type") or ""


def _format_range(group: str, ends: Sequence[int]) -> str:
    address, slash, protocol = group.partition("/")
    if not slash:
        address, protocol = "", group
    text = str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"
    return f"{join_host_port(address, text)}->{text}/{protocol}" if address else f"{text}/{protocol}"


def _short_form(text: str) -> str:
    """Converts `-p target=80,published=8080` to the short form; docker reads three keys and ignores all others."""
    if "=" not in text:
        return text
    values = {"protocol": "tcp"}
    for field in text.split(","):
        key, equals, value = field.partition("=")
        if not equals or not key:
            raise InvalidValue(f"invalid publish opts format (should be name=value but got '{field}')")
        values[key] = value
    return f"{values.get('published', '')}:{values.get('target', '')}/{values['protocol']}"


def _split(text: str) -> tuple[str, str, str]:
    """Returns (address, host ports, container ports), split from the right, as IPv6 addresses contain colons."""
    rest, colon, container = text.rpartition(":")
    if not colon:
        return "", "", container
    address, _, host = rest.rpartition(":")
    return address, host, container


def _without_brackets(address: str) -> str:
    end = address.find("]")
    reason = ""
    if end < 0:
        reason = "missing ']' in address"
    elif end != len(address) - 1:
        reason = "too many colons in address" if address[end + 1] == ":" else "missing port in address"
    elif "[" in address[1:]:
        reason = "unexpected '[' in address"
    if reason:
        raise InvalidValue(f"invalid IP address {address}: address {address}:: {reason}")
    return address[1:end]


def _range_or(text: str, message: str) -> tuple[int, int]:
    try:
        return parse_port_range(text)
    except InvalidValue:
        raise InvalidValue(message) from None
