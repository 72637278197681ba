"""`--network` and the endpoints of a create request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.networks import (
    NetworkAttachment,
    build_endpoint,
    build_endpoints,
    is_user_defined,
    parse_network,
)

NOTHING = NetworkAttachment()


def attachment(target: str = "", **members: Any) -> NetworkAttachment:
    made = NetworkAttachment(target)
    for name, value in members.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alias=a", "network name/id is not specified"),
        ("name=foo,X=y", "invalid field key x"),
        ("name=foo,Alias", "invalid field Alias"),
        ("name=foo,=x", "invalid field =x"),
        ("name=foo,driver-opt=a", "invalid key value pair format in driver options"),
        ("name=foo,driver-opt==b", "invalid key value pair format in driver options"),
        ("name=foo,gw-priority=x", "invalid gw-priority (x): invalid syntax"),
        ("name=foo,gw-priority=99999999999999999999", "invalid gw-priority (99999999999999999999): value out of range"),
        ("foo,bar=baz", "invalid field foo"),
        ('"name=foo', 'parse error on line 1, column 10: extraneous or missing " in quoted-field'),
    ],
)
def test_invalid_network_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_network(text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["foo", "host", "", "container:x", "a=", "=a", "é=é"])
def test_network_without_key_value_is_a_name(text: str) -> None:
    assert parse_network(text).target == text


def test_network_long_form_is_parsed_in_lower_case() -> None:
    network = parse_network(
        "NAME=Foo, Alias = A ,alias=b,ip=1.2.3.4,ip6=::1,mac-address=02:42:AC:11:00:02,link-local-ip=169.254.1.1,"
        '"driver-opt=K=V,w",gw-priority=-5'
    )
    assert {name: getattr(network, name) for name in NetworkAttachment.__slots__} == {
        "target": "foo",
        "aliases": ["a", "b"],
        "ipv4_address": "1.2.3.4",
        "ipv6_address": "::1",
        "mac_address": "02:42:ac:11:00:02",
        "link_local_ips": ["169.254.1.1"],
        "driver_options": {"k": "v,w"},
        "gateway_priority": -5,
        "links": [],
    }


@pytest.mark.parametrize(
    ("network", "user_defined"), [("foo", True), ("container", True), ("container:", False), ("host", False)]
)
def test_is_user_defined_is_false_for_dockers_networks(network: str, user_defined: bool) -> None:
    assert is_user_defined(network) is user_defined


@pytest.mark.parametrize(
    ("member", "value", "what"),
    [
        ("aliases", ["x"], "--network-alias and per-network alias"),
        ("links", ["x"], "--link and per-network links"),
        ("ipv4_address", "1.1.1.1", "--ip and per-network IPv4 address"),
        ("ipv6_address", "::1", "--ip6 and per-network IPv6 address"),
        ("mac_address", "02:42:ac:11:00:02", "--mac-address and per-network MAC address"),
        ("link_local_ips", ["169.254.1.1"], "--link-local-ip and per-network link-local IP addresses"),
    ],
)
def test_network_flag_conflicts_with_option_of_first_network(member: str, value: Any, what: str) -> None:
    first, flags = attachment("a", **{member: value}), attachment(**{member: value})
    with pytest.raises(InvalidValue) as caught:
        build_endpoints([first], flags)
    assert caught.value.message == f"conflicting options: cannot specify both {what}"
    assert list(build_endpoints([attachment("b"), first], flags)) == ["b", "a"]


@pytest.mark.parametrize(
    ("attachments", "flags", "message"),
    [
        ([" "], {}, "no name set for network"),
        (["a", "a"], {}, 'network "a" is specified multiple times'),
        (["a", "host"], {}, "conflicting options: cannot attach both user-defined and non-user-defined network-modes"),
        ([], {"aliases": ["x"]}, "network-scoped aliases are only supported for user-defined networks"),
        (["host"], {"aliases": ["x"]}, "network-scoped aliases are only supported for user-defined networks"),
        (["a"], {"mac_address": "zz"}, "zz is not a valid mac address"),
    ],
)
def test_impossible_endpoints_are_refused(attachments: list[str], flags: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        build_endpoints([attachment(target) for target in attachments], attachment(**flags))
    assert caught.value.message == message


def test_links_belong_to_user_defined_networks() -> None:
    with pytest.raises(InvalidValue, match="links are only supported for user-defined networks"):
        build_endpoint(attachment("bridge", links=["a:b"]))
    assert build_endpoints([attachment("bridge")], attachment(links=["a:b"])) == {}
    assert build_endpoints([attachment("a")], attachment(links=["a:b"]))["a"]["Links"] == ["a:b"]


def test_default_network_is_sent_without_network_flag() -> None:
    assert build_endpoints([], NOTHING) == {"default": build_endpoint(attachment("default"))}


def test_single_network_without_options_sends_no_endpoints() -> None:
    assert build_endpoints([attachment("a")], NOTHING) == {}
    assert list(build_endpoints([attachment("a"), attachment("b")], NOTHING)) == ["a", "b"]


def test_network_flags_apply_to_first_network() -> None:
    endpoints = build_endpoints(
        [attachment("a", gateway_priority=3), attachment("b")],
        attachment(aliases=["x"], ipv4_address="1.2.3.4", mac_address="02:42:ac:11:00:02"),
    )
    assert endpoints["a"] == {
        **build_endpoint(attachment("b")),
        "Aliases": ["x"],
        "GwPriority": 3,
        "IPAMConfig": {"IPv4Address": "1.2.3.4"},
        "MacAddress": "02:42:ac:11:00:02",
    }
    assert endpoints["b"]["Aliases"] is None


@given(st.text(alphabet='name=foo,aliasip6"-driveropt') | st.text())
def test_any_network_text_raises_only_invalid_value(text: str) -> None:
    try:
        build_endpoints([parse_network(text)], NOTHING)
    except InvalidValue:
        pass
