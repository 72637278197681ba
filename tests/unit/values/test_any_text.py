"""Any typed text is parsed or refused with a message of one line.

No other error occurs, and every result can be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.capabilities import normalize_capabilities
from pydock_core.values.detach_keys import DetachFilter, parse_detach_keys
from pydock_core.values.filters import build_filters, encode_filters, parse_filter
from pydock_core.values.hosts import parse_extra_host, parse_link, parse_search_domain
from pydock_core.values.json_codec import dumps, loads
from pydock_core.values.namespaces import check_cgroupns_mode, check_pid_mode, check_userns_mode, check_uts_mode
from pydock_core.values.options import check_label, check_sysctl, parse_log_options, parse_storage_options
from pydock_core.values.restart import parse_restart_policy
from pydock_core.values.security import parse_security_options
from pydock_core.values.sizes import parse_bytes
from pydock_core.values.streams import parse_stream
from pydock_core.values.ulimits import merge_ulimits, parse_ulimit

if TYPE_CHECKING:
    from collections.abc import Callable

GRAMMARS: dict[str, Callable[[str], Any]] = {
    "capabilities": lambda text: normalize_capabilities([text]),
    "cgroup namespace": check_cgroupns_mode,
    "detach keys": lambda text: list(parse_detach_keys(text)),
    "extra host": parse_extra_host,
    "filter": parse_filter,
    "label": check_label,
    "link": parse_link,
    "log option": lambda text: parse_log_options("json-file", [text]),
    "pid namespace": check_pid_mode,
    "restart policy": parse_restart_policy,
    "search domain": parse_search_domain,
    "security option": lambda text: parse_security_options([text], lambda _path: b"{}"),
    "size": parse_bytes,
    "storage option": lambda text: parse_storage_options([text]),
    "stream": parse_stream,
    "sysctl": check_sysctl,
    "ulimit": lambda text: merge_ulimits([parse_ulimit(text)]),
    "user namespace": check_userns_mode,
    "uts namespace": check_uts_mode,
}
# Words and marks of the grammars, so that many texts pass the first check; a surrogate is an invalid UTF-8 byte.
PIECES = [
    *("=", ":", ",", "-", "+", ".", "/", " ", "0", "7", "99999999999999999999", "k", "GiB", "e5", "ctrl-", "@", "a"),
    *("nofile", "core", "always", "on-failure", "no", "label", "seccomp", "apparmor", "systempaths", "unconfined"),
    *("container:", "host", "host-gateway", "::1", "127.0.0.1", "net.ipv4.x", "kernel.shmmax", "stdin", "CAP_", "ALL"),
    *("\n", "\t", "\0", "\x1b", "\udcff", "\xb2", "\xe9"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize("name", GRAMMARS)
@given(text=TEXTS)
def test_any_text_is_parsed_or_raises_invalid_value(name: str, text: str) -> None:
    try:
        value = GRAMMARS[name](text)
    except InvalidValue as error:
        value = error.message or pytest.fail("refused without a word")
    loads(dumps(value).encode())  # it can be sent, or said


@given(text=TEXTS, typed=st.lists(st.binary(max_size=6), max_size=6))
def test_detach_filter_sends_all_input_before_detach_keys(text: str, typed: list[bytes]) -> None:
    try:
        keys = parse_detach_keys(text)
    except InvalidValue:
        return
    watching = DetachFilter(keys)
    sent = b""
    for piece in typed:
        data, detached = watching.feed(piece)
        sent += data
        if detached:
            assert keys in b"".join(typed)
            return
    assert sent + watching.end() == b"".join(typed)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6))
def test_encoded_filters_round_trip(pairs: list[tuple[str, str]]) -> None:
    filters = build_filters(pairs)
    read = loads(encode_filters(filters).encode()) if pairs else {}
    assert read == filters
    assert {(name, value) for name, values in read.items() for value in values} == set(pairs)


@given(name=st.text("abc", min_size=1), value=st.text())
def test_filter_is_split_at_its_first_equals_sign(name: str, value: str) -> None:
    assert parse_filter(f"{name}={value}") == (name, value.strip())
