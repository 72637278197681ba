"""Platforms."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.platforms import format_platform, parse_platform

OS_RULE = r'OSAndVersion specifier component must match "^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.-]*)\\))?$"'
PART_RULE = 'platform specifier component must match "^[A-Za-z0-9_.-]+$"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*", '"*": wildcards not yet supported'),
        ("", f'"" is an invalid OS component of "": {OS_RULE}'),
        ("a b/c", f'"a b" is an invalid OS component of "a b/c": {OS_RULE}'),
        ("linux(", f'"linux(" is an invalid OS component of "linux(": {OS_RULE}'),
        ("linux(1)(2)/x", f'"linux(1)(2)" is an invalid OS component of "linux(1)(2)/x": {OS_RULE}'),
        ("linux/", f'"" is an invalid component of "linux/": {PART_RULE}'),
        ("linux//v8", f'"" is an invalid component of "linux//v8": {PART_RULE}'),
        ("a/b/c/d/e", f'"d/e" is an invalid component of "a/b/c/d/e": {PART_RULE}'),
        ("a/b/c/d", '"a/b/c/d": cannot parse platform specifier'),
        ("foo", '"foo": unknown operating system or architecture'),
    ],
)
def test_invalid_platform_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_platform(text)
    assert caught.value.message == f"{message}: invalid argument"


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("linux/amd64", "linux/amd64"),
        ("Linux/X86_64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v2", "linux/amd64/v2"),
        ("linux/aarch64", "linux/arm64"),
        ("linux/arm64/8", "linux/arm64/v8"),
        ("linux/arm64/v9.0", "linux/arm64/v9"),
        ("linux/arm", "linux/arm"),
        ("linux/armhf", "linux/arm"),
        ("linux/armel", "linux/arm/v6"),
        ("linux/arm/7", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("linux/i386/x", "linux/386"),
        ("macos/arm64", "darwin/arm64"),
        ("foo/bar", "foo/bar"),
        ("windows(10.0.17763)/amd64", "windows/amd64"),
    ],
)
def test_platform_is_normalized(text: str, platform: str) -> None:
    assert format_platform(parse_platform(text)) == platform


def test_platform_os_version_is_kept() -> None:
    assert parse_platform("windows(10.0)/amd64") == {"architecture": "amd64", "os": "windows", "os.version": "10.0"}


@pytest.mark.parametrize(
    ("machine", "platform"),
    [
        ("x86_64", "linux/amd64"),
        ("aarch64", "linux/arm64"),
        ("armv7l", "linux/arm"),
        ("armv6l", "linux/arm/v6"),
        ("s390x", "linux/s390x"),
    ],
)
def test_platform_os_alone_gets_local_architecture(
    machine: str, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("", "", "", "", machine)))
    assert format_platform(parse_platform("linux")) == platform


def test_platform_architecture_alone_gets_local_os(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert format_platform(parse_platform("arm64")) == "darwin/arm64"


@given(st.text(alphabet="linuxarm64v8/().*") | st.text())
def test_normalized_platform_is_unchanged(text: str) -> None:
    try:
        once = format_platform(parse_platform(text))
    except InvalidValue:
        return
    assert format_platform(parse_platform(once)) == once
