"""`pydock network create`: creates a network."""

from __future__ import annotations

from itertools import chain

from pydock_core.plugin_api import ProtocolError, Session, flags
from pydock_core.toolkit import check_label, parse_list, to_map, version_key
from pydock_network.address_management import build_address_management

_NAMES_ARE_UNIQUE_SINCE = "1.44"


class Options:
    attachable = flags.boolean(
        "attachable", since="1.25", help="Let any container connect to it, not only those of services"
    )
    aux_address = flags.strings(
        "aux-address", value="map", default_text="map[]", help="Addresses that the driver must not give (name=address)"
    )
    config_from = flags.string(
        "config-from", since="1.30", complete="network", help="Network from which the configuration is copied"
    )
    config_only = flags.boolean(
        "config-only", since="1.30", help="Store a configuration for --config-from, without a network"
    )
    driver = flags.string("driver", "d", default="bridge", help="Driver of the network")
    gateway = flags.strings("gateway", value="strings", convert=parse_list, help="Gateway of a subnet, IPv4 or IPv6")
    ingress = flags.boolean("ingress", since="1.29", help="Create the network of a swarm's routing mesh")
    internal = flags.boolean("internal", help="Refuse connections to and from other networks")
    ip_range = flags.strings(
        "ip-range", value="strings", convert=parse_list, help="Part of a subnet from which containers get addresses"
    )
    ipam_driver = flags.string("ipam-driver", default="default", help="Driver that manages the addresses")
    ipam_opt = flags.strings(
        "ipam-opt", value="map", default_text="map[]", help="Options for the driver that manages the addresses"
    )
    ipv4 = flags.boolean("ipv4", default=True, help="Give IPv4 addresses")
    ipv6 = flags.boolean("ipv6", help="Give IPv6 addresses")
    label = flags.strings("label", convert=check_label, help="Set metadata on the network")
    opt = flags.strings("opt", "o", value="map", default_text="map[]", help="Options for the driver (name=value)")
    scope = flags.string("scope", since="1.30", help="Extent of the network (local, swarm)")
    subnet = flags.strings("subnet", value="strings", convert=parse_list, help="Subnet in CIDR notation (10.1.0.0/16)")
    name = flags.arguments("NETWORK", exactly=1, complete=())


def command(session: Session, options: Options) -> None:
    body = {
        "Name": options.name[0],
        "Driver": options.driver,
        "Scope": options.scope or "",
        "IPAM": build_address_management(
            driver=options.ipam_driver,
            options=to_map(options.ipam_opt),
            subnets=[*chain.from_iterable(options.subnet)],
            ranges=[*chain.from_iterable(options.ip_range)],
            gateways=[*chain.from_iterable(options.gateway)],
            reserved=to_map(options.aux_address),
        ),
        "Internal": options.internal,
        "Attachable": options.attachable,
        "Ingress": options.ingress,
        "ConfigOnly": options.config_only,
        "ConfigFrom": {"Network": options.config_from} if options.config_from else None,
        "Options": to_map(options.opt),
        "Labels": to_map(options.label),
    }
    # The engine decides about a family of addresses that is not typed.
    if flags.is_set(options, "ipv4"):
        body["EnableIPv4"] = options.ipv4
    if flags.is_set(options, "ipv6"):
        body["EnableIPv6"] = options.ipv6
    if version_key(session.engine.negotiate_version()) < version_key(_NAMES_ARE_UNIQUE_SINCE):
        body["CheckDuplicate"] = True
    answer = session.engine.networks.create(body)
    if not answer.get("Id"):
        raise ProtocolError("the engine's answer to POST /networks/create has no Id")
    session.stdout.write(f"{answer['Id']}\n")
