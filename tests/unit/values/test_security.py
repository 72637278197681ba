"""`--security-opt`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.security import parse_security_options

FILES = {"good": b'{ "a" : [ 1.0 ] }\n', "cut": b'{"a":'}


def read(path: str) -> bytes:
    if path not in FILES:
        raise InvalidValue(f"open {path}: no such file or directory")
    return FILES[path]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'Invalid --security-opt: ""'),
        ("x", 'Invalid --security-opt: "x"'),
        ("label=", 'Invalid --security-opt: "label="'),
        ("seccomp=gone", "opening seccomp profile (gone) failed: open gone: no such file or directory"),
        ("seccomp=cut", "compacting json for seccomp profile (cut) failed: unexpected end of JSON input"),
    ],
)
def test_invalid_security_option_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_security_options([text], read)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "text", ["label:x", "no-new-privileges", "no-new-privileges:true", "seccomp=unconfined", "seccomp:builtin"]
)
def test_other_security_options_are_sent_unchanged(text: str) -> None:
    assert parse_security_options([text], read) == ([text], None, None)


def test_seccomp_profile_content_is_sent() -> None:
    assert parse_security_options(["seccomp:good"], read)[0] == ['seccomp={"a":[1.0]}']


def test_unconfined_systempaths_clear_path_lists_and_are_not_sent() -> None:
    assert parse_security_options(["systempaths=unconfined"], read) == ([], [], [])
    assert parse_security_options(["systempaths:unconfined"], read) == (["systempaths:unconfined"], None, None)


def test_security_options_are_null_without_flags() -> None:
    assert parse_security_options([]) == (None, None, None)
