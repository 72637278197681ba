"""`pydock network connect`: connects a container to a network."""

from __future__ import annotations

from itertools import chain

from pydock_core.plugin_api import InvalidValue, Session, flags
from pydock_core.toolkit import ENDPOINT_STATE, check_link, parse_list

OTHERS = "pydock_network.endpoint_completers:unconnected_containers"


class Options:
    alias = flags.strings("alias", value="strings", convert=parse_list, help="Further names of the container there")
    driver_opt = flags.strings(
        "driver-opt", value="strings", convert=parse_list, help="Options for the network's driver (name=value)"
    )
    gw_priority = flags.integer(
        "gw-priority", help="The network with the highest priority, which may be negative, has the default gateway"
    )
    ip = flags.string("ip", help='IPv4 address ("172.30.100.104")')
    ip6 = flags.string("ip6", help='IPv6 address ("2001:db8::33")')
    link = flags.strings("link", convert=check_link, complete="container", help="Link to another container")
    link_local_ip = flags.strings(
        "link-local-ip", value="strings", convert=parse_list, help="Link-local addresses of the container"
    )
    words = flags.arguments("NETWORK CONTAINER", exactly=2, complete="network", complete_next=OTHERS)


def command(session: Session, options: Options) -> None:
    network, container = options.words
    addresses = {
        "IPv4Address": options.ip,
        "IPv6Address": options.ip6,
        "LinkLocalIPs": [*chain.from_iterable(options.link_local_ip)],
    }
    endpoint = {
        "IPAMConfig": {name: value for name, value in addresses.items() if value},
        "Links": options.link or None,
        "Aliases": [*chain.from_iterable(options.alias)],
        "MacAddress": "",
        "DriverOpts": _driver_options([*chain.from_iterable(options.driver_opt)]),
        "GwPriority": options.gw_priority or 0,
        **ENDPOINT_STATE,
    }
    session.engine.networks.connect(network, container, endpoint=endpoint)


def _driver_options(texts: list[str]) -> dict[str, str]:
    options = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise InvalidValue("invalid key/value pair format in driver options")
        options[name.strip()] = value.strip()
    return options
