"""Data of the fake engine's contract: series of requests about plugins, a part of `SERIES`."""

from __future__ import annotations

import json
from typing import Any

from tests.engines.plugins import SAMPLE, archive

_PLUGIN = archive()
_SETTINGS = ("FIXED=2", "NOSUCH=1", "=x", "usr.options=x", "DEBUG.x=1")


def _filtered(filters: dict[str, list[str]]) -> tuple[str, str]:
    return ("GET", f"/plugins?filters={json.dumps(filters, separators=(',', ':'))}")


PLUGIN_SERIES: dict[str, list[tuple[Any, ...]]] = {
    "plugins": [
        ("GET", "/plugins"),
        ("POST", "/plugins/create?name=one", _PLUGIN),
        ("POST", "/plugins/create?name=one", _PLUGIN),
        ("GET", "/plugins"),
        ("GET", "/plugins/one/json"),
        ("GET", "/plugins/one:latest/json"),
        ("GET", "/plugins/nosuch/json"),
        _filtered({"enabled": ["true"]}),
        _filtered({"enabled": ["false"]}),
        _filtered({"enabled": ["false", "true"]}),
        _filtered({"enabled": ["maybe"]}),
        _filtered({"capability": ["sample"]}),
        _filtered({"capability": ["volumedriver"]}),
        _filtered({"nosuch": ["x"]}),
        ("POST", "/plugins/one/set", ["DEBUG=1", "usr.source=/usr/", "device.path=/dev/zero", "args=y z"]),
        ("GET", "/plugins/one/json"),
        ("POST", "/plugins/one/set", ["DEBUG.value=2", "usr=/usr"]),
        *(("POST", "/plugins/one/set", [setting]) for setting in _SETTINGS),
        ("POST", "/plugins/one/set", {"a": 1}),
        ("POST", "/plugins/one/set"),
        ("POST", "/plugins/nosuch/set", ["a=b"]),
        ("POST", "/plugins/one/enable?timeout=30"),
        ("POST", "/plugins/one/enable?timeout=30"),
        ("POST", "/plugins/one/enable"),
        ("POST", "/plugins/one/enable?timeout=x"),
        ("POST", "/plugins/nosuch/enable?timeout=0"),
        _filtered({"capability": ["sample"], "enabled": ["true"]}),
        ("POST", "/plugins/one/set", ["DEBUG=1"]),
        ("DELETE", "/plugins/one"),
        ("POST", "/plugins/one/disable"),
        ("POST", "/plugins/one/disable"),
        ("POST", "/plugins/nosuch/disable"),
        ("POST", "/plugins/nosuch/push", None),
        ("POST", "/plugins/nosuch/upgrade?remote=one", []),
        ("DELETE", "/plugins/one"),
        ("DELETE", "/plugins/one?force=1"),
        ("GET", "/plugins"),
    ],
    "wrong plugins": [
        ("POST", "/plugins/create?name=one", archive(SAMPLE, root=False)),
        ("POST", "/plugins/create?name=one", archive(None)),
        ("POST", "/plugins/create?name=one", archive([])),
        ("POST", "/plugins/create?name=one", b"garbage"),
        ("POST", "/plugins/create?name=one"),
        ("POST", "/plugins/create?name=Upper", _PLUGIN),
        ("POST", "/plugins/create?name=", _PLUGIN),
        ("POST", "/plugins/create?name=one", archive({})),
        ("GET", "/plugins/one/json"),
        ("GET", "/plugins/privileges?remote=Upper"),
    ],
}
