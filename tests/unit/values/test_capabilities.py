"""`--cap-add`, `--cap-drop`."""

from __future__ import annotations

from pydock_core.values.capabilities import normalize_capabilities


def test_capabilities_are_null_without_names() -> None:
    assert normalize_capabilities([]) is None


def test_capabilities_are_prefixed_sorted_and_unique() -> None:
    names = ["sys_admin", "CAP_SYS_ADMIN", "cap_chown", "all"]
    assert normalize_capabilities(names) == ["ALL", "CAP_CHOWN", "CAP_SYS_ADMIN"]
