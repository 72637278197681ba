"""Devices, GPUs and limits of block I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.devices import (
    is_cdi_name,
    parse_cgroup_rule,
    parse_device,
    parse_gpus,
    parse_throttle_bytes,
    parse_throttle_operations,
    parse_weight,
    split_devices,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad format for path: "),
        (":/b", "bad format for path: :/b"),
        ("/a:/b:r:w", "bad format for path: /a:/b:r:w"),
        ("a", "a is not an absolute path"),
        ("/a:", " is not an absolute path"),
        ("/a:rwmx", "rwmx is not an absolute path"),
        ("/a:b:r", "b is not an absolute path"),
        ("/a:/b:rr", "bad mode specified: rr"),
        ("/a:/b:", "bad mode specified: "),
    ],
)
def test_invalid_device_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_device(text, "linux")
    assert caught.value.message == message


def test_device_needs_known_engine_system() -> None:
    with pytest.raises(InvalidValue, match="unknown server OS: "):
        parse_device("/a", "")
    assert parse_device("class/x", "windows")["PathOnHost"] == "class/x"


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("/dev//a", ("/dev/a", "/dev/a", "rwm")),
        ("/dev/a:mrw", ("/dev/a", "/dev/a", "mrw")),
        ("/dev//a:/dev//b", ("/dev//a", "/dev/b", "rwm")),
        ("/dev//a:/dev//b:r", ("/dev//a", "/dev//b", "r")),
        ("a:/b", ("a", "/b", "rwm")),
    ],
)
def test_device_has_two_paths_and_permissions(text: str, device: tuple[str, str, str]) -> None:
    assert tuple(parse_device(text, "linux").values()) == device


@pytest.mark.parametrize("text", ["", "/dev/a", "v/c", "v/c=", "/c=n", "v=n", "1v/c=n", "v-/c=n", "v/c/d=n", "v/c=n/"])
def test_unqualified_device_is_no_cdi_name(text: str) -> None:
    assert not is_cdi_name(text)


def test_cdi_devices_become_one_device_request() -> None:
    mappings, requests = split_devices(["/dev/a", "vendor.com/class=0:1", "v/c=n"], "linux")
    assert [mapping["PathOnHost"] for mapping in mappings] == ["/dev/a"]
    assert requests == [
        {
            "Driver": "cdi",
            "Count": 0,
            "DeviceIDs": ["vendor.com/class=0:1", "v/c=n"],
            "Capabilities": None,
            "Options": None,
        }
    ]
    assert split_devices([], "linux") == ([], [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "EOF"),
        ("x", 'invalid count (x): value must be either "all" or an integer: invalid syntax'),
        ("count=", 'invalid count (): value must be either "all" or an integer: invalid syntax'),
        ("9" * 20, f'invalid count ({"9" * 20}): value must be either "all" or an integer: value out of range'),
        ("all,count=2", "gpu request key 'count' can be specified only once"),
        ("driver=a,driver=b", "gpu request key 'driver' can be specified only once"),
        ("foo=1", "unexpected key 'foo' in 'foo=1'"),
        ("options=", "failed to read gpu options: EOF"),
    ],
)
def test_invalid_gpus_are_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_gpus(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("all", {"Count": -1}),
        ("2", {"Count": 2}),
        ("driver=d", {"Count": 1, "Driver": "d"}),
        ('"device=0,1"', {"DeviceIDs": ["0", "1"]}),
        ('"capabilities=a,b"', {"Count": 1, "Capabilities": [["a", "b", "gpu"]]}),
        ('all,"options=a=b,c"', {"Count": -1, "Options": {"a": "b", "c": ""}}),
    ],
)
def test_gpus_are_device_request(text: str, members: dict[str, Any]) -> None:
    nothing = {"Driver": "", "Count": 0, "DeviceIDs": None, "Capabilities": [["gpu"]], "Options": {}}
    assert parse_gpus(text) == {**nothing, **members}


@pytest.mark.parametrize(
    "text", ["", "d 1:1 r", "c 1:1", "c 1 r", "c  1:1 r", "c 1:1 x", "c 1:1 rwmr", "c :1 r", "c 1:1 r "]
)
def test_invalid_cgroup_rule_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_cgroup_rule(text)
    assert caught.value.message == f"invalid device cgroup format '{text}'"


@pytest.mark.parametrize("text", ["c 1:3 rwm", "a *:* r", "b 8:* rrr"])
def test_cgroup_rule_is_returned_unchanged(text: str) -> None:
    assert parse_cgroup_rule(text) == text


@pytest.mark.parametrize("parse", [parse_throttle_bytes, parse_throttle_operations, parse_weight])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad format: "),
        (":1", "bad format: :1"),
        ("/dev/a", "bad format: /dev/a"),
        ("a:1", "bad format for device path: a:1"),
    ],
)
def test_throttle_needs_device(parse: Callable[[str], Any], text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse(text)
    assert caught.value.message == message


def test_throttle_rate_must_be_number() -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_throttle_bytes("/dev/a:-1")
    assert caught.value.message == (
        "invalid rate for device: /dev/a:-1. The correct format is <device-path>:<number>[<unit>]. "
        "Number must be a positive integer. Unit is optional and can be kb, mb, or gb"
    )
    with pytest.raises(InvalidValue) as caught:
        parse_throttle_operations("/dev/a:1k")
    assert caught.value.message == (
        "invalid rate for device: /dev/a:1k. The correct format is <device-path>:<number>. "
        "Number must be a positive integer"
    )


@pytest.mark.parametrize("weight", ["", "x", "-1", "9", "1001", "70000"])
def test_blkio_weight_is_zero_or_from_10_to_1000(weight: str) -> None:
    with pytest.raises(InvalidValue, match=f"invalid weight for device: /dev/a:{weight}"):
        parse_weight(f"/dev/a:{weight}")
    assert [parse_weight(f"/dev/a:{good}")["Weight"] for good in (0, 10, 1000)] == [0, 10, 1000]


def test_throttle_rate_may_have_unit() -> None:
    assert parse_throttle_bytes("/dev/a:1mb") == {"Path": "/dev/a", "Rate": 1 << 20}
    assert parse_throttle_operations("/dev/a:100") == {"Path": "/dev/a", "Rate": 100}


@given(st.text(alphabet='/dev:=,rwmac*0 "') | st.text())
def test_any_device_text_raises_only_invalid_value(text: str) -> None:
    def linux(device: str) -> object:
        return split_devices([device], "linux")

    for parse in (linux, parse_gpus, parse_cgroup_rule, parse_throttle_bytes, parse_throttle_operations, parse_weight):
        try:
            parse(text)
        except InvalidValue:
            pass
