"""IP and MAC addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.addresses import is_ip, is_loopback, is_mac, join_host_port, parse_ip


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x1.2.3.4", "1.2.3.4/8", "[::1]", "fe80::1%eth0",
        "1::2::3", "12345::", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", ":1:2:3:4:5:6:7", "\u0661.2.3.4",
    ],
)  # fmt: skip
def test_invalid_ip_address_is_refused(text: str) -> None:
    assert not is_ip(text)
    with pytest.raises(InvalidValue) as caught:
        parse_ip(text)
    assert caught.value.message == f"IP address is not correctly formatted: {text}"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" 1.2.3.4 ", "1.2.3.4"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("::ffff:102:304", "1.2.3.4"),
        ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
    ],
)
def test_ip_address_is_canonical_as_in_go(text: str, address: str) -> None:
    assert parse_ip(text) == address


@given(st.ip_addresses().map(str))
def test_canonical_ip_address_is_unchanged(text: str) -> None:
    assert parse_ip(parse_ip(text)) == parse_ip(text)


@pytest.mark.parametrize(("address", "loopback"), [("127.1.2.3", True), ("::1", True), ("128.0.0.1", False)])
def test_is_loopback_accepts_loopback_addresses_only(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


@pytest.mark.parametrize(
    "text",
    [
        "", "zz", "02:42:ac:11:00", "02:42:ac:11:00:0g", "02:42-ac:11:00:02", "2:42:ac:11:00:02", "0242.ac11",
        "02:42:ac:11:00:02:03", "024:2:ac:11:00:02",
    ],
)  # fmt: skip
def test_invalid_mac_address_is_refused(text: str) -> None:
    assert not is_mac(text)


@pytest.mark.parametrize(
    "text",
    ["02:42:ac:11:00:02", "02-42-AC-11-00-02", "0242.ac11.0002", " 02:42:ac:11:00:02:03:04 ", ":".join(["00"] * 20)],
)
def test_mac_addresses_have_three_lengths_and_separators(text: str) -> None:
    assert is_mac(text)


@given(st.text(alphabet="0123456789abcdefg:.-"))
def test_address_predicates_accept_any_text(text: str) -> None:
    is_ip(text)
    is_mac(text)


def test_ipv6_host_is_put_in_brackets() -> None:
    assert join_host_port("::1", "80") == "[::1]:80"
    assert join_host_port("1.2.3.4", "80-82") == "1.2.3.4:80-82"
