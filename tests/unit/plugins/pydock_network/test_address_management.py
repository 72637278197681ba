from __future__ import annotations

from typing import Any

import pytest
from pydock_network.address_management import build_address_management

from pydock_core.plugin_api import InvalidValue

OVERLAP = "multiple overlapping subnet configuration is not supported"


def built(**given: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"subnets": [], "ranges": [], "gateways": [], "reserved": {}}
    return build_address_management(driver="default", options={}, **{**plain, **given})


def test_addresses_belong_to_the_subnet_that_contains_them() -> None:
    assert built(
        subnets=["10.1.0.0/16", "fd00::/64", "10.2.0.0/16"],
        ranges=["10.2.1.0/24"],
        gateways=["fd00::1", "10.1.0.1"],
        reserved={"a": "10.1.0.5", "b": "10.2.0.6", "c": "10.1.0.7"},
    )["Config"] == [
        {"Subnet": "10.1.0.0/16", "Gateway": "10.1.0.1", "AuxiliaryAddresses": {"a": "10.1.0.5", "c": "10.1.0.7"}},
        {"Subnet": "fd00::/64", "Gateway": "fd00::1"},
        {"Subnet": "10.2.0.0/16", "IPRange": "10.2.1.0/24", "AuxiliaryAddresses": {"b": "10.2.0.6"}},
    ]


@pytest.mark.parametrize(
    "subnets", [["10.0.0.0/8", "10.1.0.0/16"], ["10.1.0.0/16", "10.0.0.0/8"], ["10.1.0.0/16", "10.1.0.0/16"]]
)
def test_overlapping_subnets_are_refused(subnets: list[str]) -> None:
    with pytest.raises(InvalidValue, match=OVERLAP):
        built(subnets=subnets)


@pytest.mark.parametrize("given", [{"ranges": ["10.1.0.0/24"]}, {"gateways": ["10.1.0.1"]}])
def test_range_or_gateway_without_a_subnet_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="every ip-range or gateway must have a corresponding subnet"):
        built(**given)


@pytest.mark.parametrize(
    "given", [{"ranges": ["10.9.0.0/24"]}, {"gateways": ["10.9.0.1"]}, {"reserved": {"a": "10.9.0.1"}}]
)
def test_address_outside_of_every_subnet_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="no matching subnet for"):
        built(subnets=["10.1.0.0/16"], **given)


@pytest.mark.parametrize("given", [{"ranges": ["10.1.0.0/24", "10.1.1.0/24"]}, {"gateways": ["10.1.0.1", "10.1.0.2"]}])
def test_second_range_or_gateway_of_a_subnet_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="cannot configure multiple"):
        built(subnets=["10.1.0.0/16", "10.2.0.0/16"], **given)


@pytest.mark.parametrize("subnet", ["10.1.0.0", "x", "10.1.0.0/33"])
def test_subnet_without_cidr_notation_is_refused(subnet: str) -> None:
    with pytest.raises(InvalidValue, match="invalid CIDR address"):
        built(subnets=["10.2.0.0/16", subnet])
