"""`key=value` texts."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.options import check_label, check_sysctl, parse_log_options, parse_storage_options, to_map


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid label '': empty name"),
        (" \t=x", "invalid label ' \t=x': empty name"),
        (" a b=c", "label 'a b' contains whitespaces"),
        ("a\tb", "label 'a\tb' contains whitespaces"),
    ],
)
def test_label_needs_key_without_blanks(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_label(text)
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["a", "a=b c", " a=b"])
def test_label_is_returned_unchanged(text: str) -> None:
    assert check_label(text) == text


@pytest.mark.parametrize("text", ["", "net.x", "=1", "kernel.x=1", "vm.swappiness=1"])
def test_sysctls_of_host_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_sysctl(text)
    assert caught.value.message == f"sysctl '{text}' is not allowed"


@pytest.mark.parametrize("text", ["net.x=1", "fs.mqueue.x=", "kernel.shm_rmid_forced=1"])
def test_sysctls_of_namespace_are_allowed(text: str) -> None:
    assert check_sysctl(text) == text


def test_log_driver_none_takes_no_options() -> None:
    with pytest.raises(InvalidValue, match="invalid logging opts for driver none"):
        parse_log_options("none", ["a=b"])
    assert parse_log_options("none", []) == {}
    assert parse_log_options("", ["a=b=c", "d"]) == {"a": "b=c", "d": ""}


def test_storage_option_needs_equals_sign() -> None:
    with pytest.raises(InvalidValue, match="invalid storage option"):
        parse_storage_options(["a=b", "c"])
    assert parse_storage_options(["size=1g", "=x"]) == {"size": "1g", "": "x"}


def test_last_option_value_of_key_counts() -> None:
    assert to_map(["a=1", "b", "a=2"]) == {"a": "2", "b": ""}
