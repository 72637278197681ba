"""Published, exposed and printed ports."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.ports import format_ports, parse_port_range, parse_ports


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no port specified: <empty>"),
        ("/tcp", "no port specified: /tcp<empty>"),
        ("x", "invalid containerPort: x"),
        ("70000", "invalid containerPort: 70000"),
        ("82-80", "invalid containerPort: 82-80"),
        ("80-", "invalid containerPort: 80-"),
        ("x:80", "invalid hostPort: x"),
        ("80/foo", "invalid proto: foo"),
        ("80-82:80-81", "invalid ranges specified for container and host Ports: 80-81 and 80-82"),
        ("8000:80-82", "invalid ranges specified for container and host Ports: 80-82 and 8000"),
        ("300.1.1.1:80:80", "invalid IP address: 300.1.1.1"),
        ("::1:80", "invalid IP address: :"),
        ("a:b:c:d:80", "invalid IP address: a:b:c"),
        ("[::1:80:80", "invalid IP address [::1: address [::1:: missing ']' in address"),
        ("[::1]x:80:80", "invalid IP address [::1]x: address [::1]x:: missing port in address"),
        ("[::1]:1:80:80", "invalid IP address [::1]:1: address [::1]:1:: too many colons in address"),
        ("[[::1]:80:80", "invalid IP address [[::1]: address [[::1]:: unexpected '[' in address"),
        ("target", "invalid containerPort: target"),
        ("target=80,", "invalid publish opts format (should be name=value but got '')"),
        ("=80", "invalid publish opts format (should be name=value but got '=80')"),
        ("published=80", "no port specified: 80:/tcp<empty>"),
    ],
)
def test_invalid_published_port_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_ports([text])
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "bindings"),
    [
        ("80", {"80/tcp": [("", "")]}),
        ("080:80", {"80/tcp": [("", "80")]}),
        ("8080:80/UDP", {"80/udp": [("", "8080")]}),
        ("80/", {"80/tcp": [("", "")]}),
        ("127.0.0.1::80", {"80/tcp": [("127.0.0.1", "")]}),
        ("[::1]:80:80", {"80/tcp": [("::1", "80")]}),
        ("::1:80:80", {"80/tcp": [("::1", "80")]}),
        ("[]:80:80", {"80/tcp": [("", "80")]}),
        ("80-81", {"80/tcp": [("", "")], "81/tcp": [("", "")]}),
        ("8000-8001:80-81/sctp", {"80/sctp": [("", "8000")], "81/sctp": [("", "8001")]}),
        ("8000-8002:80", {"80/tcp": [("", "8000-8002")]}),
        ("target=80", {"80/tcp": [("", "")]}),
        ("target=80,published=8080,protocol=udp,mode=host,foo=bar", {"80/udp": [("", "8080")]}),
    ],
)
def test_published_port_is_bound(text: str, bindings: dict[str, list[tuple[str, str]]]) -> None:
    expected = {port: [{"HostIp": ip, "HostPort": host} for ip, host in pairs] for port, pairs in bindings.items()}
    assert parse_ports([text]) == ({port: {} for port in bindings}, expected)


def test_port_bindings_of_one_port_are_collected() -> None:
    _, bindings = parse_ports(["8080:80", "8081:80"])
    assert [binding["HostPort"] for binding in bindings["80/tcp"]] == ["8080", "8081"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("80:80", "invalid port format for --expose: 80:80"),
        ("", "invalid range format for --expose: , error: empty string specified for ports"),
        ("82-80", "invalid range format for --expose: 82-80, error: invalid range specified for port: 82-80"),
        ("x", 'invalid range format for --expose: x, error: strconv.ParseUint: parsing "x": invalid syntax'),
    ],
)
def test_invalid_exposed_port_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_ports([], [text])
    assert caught.value.message == message


def test_exposed_ports_join_published_ones_without_binding() -> None:
    ports, bindings = parse_ports(["80"], ["80", "90-91/udp", "5/Foo"])
    assert list(ports) == ["80/tcp", "90/udp", "91/udp", "5/Foo"]
    assert list(bindings) == ["80/tcp"]


@given(st.integers(0, 65535), st.integers(0, 65535))
def test_port_range_text_round_trips(first: int, last: int) -> None:
    if first <= last:
        assert parse_port_range(f"{first}-{last}") == (first, last)


@given(st.lists(st.text(alphabet="0189-:./[]=,udp") | st.text()), st.lists(st.text(alphabet="01-/:x")))
def test_any_port_text_raises_only_invalid_value(published: list[str], exposed: list[str]) -> None:
    try:
        parse_ports(published, exposed)
    except InvalidValue:
        pass


def port(private: int, ip: str = "", public: int = 0, kind: str = "tcp") -> dict[str, Any]:
    return {"IP": ip, "PrivatePort": private, "PublicPort": public, "Type": kind}


@pytest.mark.parametrize(
    ("ports", "text"),
    [
        ([], ""),
        ([{"PrivatePort": 80, "Type": "tcp"}], "80/tcp"),
        ([port(80, "0.0.0.0", 8080)], "0.0.0.0:8080->80/tcp"),
        ([port(80, "::", 80), port(80, "0.0.0.0", 80)], "0.0.0.0:80->80/tcp, [::]:80->80/tcp"),
        ([port(82), port(80), port(81)], "80-82/tcp"),
        ([port(80), port(81, kind="udp"), port(81)], "80-81/tcp, 81/udp"),
        ([port(80, "0.0.0.0", 80), port(81, "0.0.0.0", 81)], "0.0.0.0:80-81->80-81/tcp"),
        ([port(80), port(82), port(83)], "80/tcp, 82-83/tcp"),
        ([port(70, "::", 7070), port(90)], "90/tcp, [::]:7070->70/tcp"),
    ],
)
def test_ports_are_formatted_as_by_ps(ports: list[dict[str, Any]], text: str) -> None:
    assert format_ports(ports) == text
