"""`--add-host`, `--dns-search`, `--link`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.hosts import parse_extra_host, parse_link, parse_search_domain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'bad format for add-host: ""'),
        ("a", 'bad format for add-host: "a"'),
        (":1", 'bad format for add-host: ":1"'),
        ("a:b=1.2.3.4", 'bad format for add-host: "a:b=1.2.3.4"'),
        ("a:", 'invalid IP address in add-host: ""'),
        ("a:[]", 'invalid IP address in add-host: "[]"'),
        ("a:x", 'invalid IP address in add-host: "x"'),
        ("a=host-gateway ", 'invalid IP address in add-host: "host-gateway "'),
        ("a:fe80::1%x", 'invalid IP address in add-host: "fe80::1%x"'),
    ],
)
def test_extra_host_needs_name_and_address(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_extra_host(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("a:1.2.3.4", "a:1.2.3.4"),
        ("a=1.2.3.4", "a:1.2.3.4"),
        ("a:::1", "a:::1"),
        ("a=[0:0::1]", "a:0:0::1"),
        ("a:host-gateway", "a:host-gateway"),
    ],
)
def test_extra_host_is_sent_with_colon_and_its_address_as_typed(text: str, host: str) -> None:
    assert parse_extra_host(text) == host


@pytest.mark.parametrize("text", ["", "1.2", "a..b", "a.b..", "-a.com", "a-.com", "a_b", "é.com", "a." * 130 + "a"])
def test_invalid_search_domain_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_search_domain(text)
    assert caught.value.message == f"{text} is not a valid domain"


@pytest.mark.parametrize(
    ("text", "domain"),
    [(" . ", "."), ("example.com.", "example.com"), (" A-B.c ", "A-B.c"), ("a\t", "a"), ("1a", "1a")],
)
def test_search_domain_is_stripped_of_blanks_and_final_dot(text: str, domain: str) -> None:
    assert parse_search_domain(text) == domain


def test_link_has_one_colon_at_most() -> None:
    with pytest.raises(InvalidValue, match="empty string specified for links"):
        parse_link("")
    with pytest.raises(InvalidValue, match="bad format for links: a:b:c"):
        parse_link("a:b:c")


@pytest.mark.parametrize(
    ("text", "link"), [("a", ("a", "a")), ("a:b", ("a", "b")), (":", ("", "")), ("/a:/b/c", ("a", "c"))]
)
def test_link_is_name_and_alias(text: str, link: tuple[str, str]) -> None:
    assert parse_link(text) == link
