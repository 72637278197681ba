"""Data of the fake engine's contract: series of requests about plugins, a part of `SERIES`.

The program of the plugin runs with the machine's perl, which the engine mounts.
"""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

_PROGRAM = (
    "use Socket; $SIG{TERM} = sub { exit }; socket my $s, AF_UNIX, SOCK_STREAM, 0; "
    "bind $s, sockaddr_un '/run/docker/plugins/p.sock' or die $!; listen $s, 5; accept my $c, $s while 1"
)
_CONFIGURATION = {
    "Description": "A sample",
    "Entrypoint": ["/usr/bin/perl", "-e", _PROGRAM],
    "WorkDir": "/",
    "Interface": {"Types": ["docker.sample/1.0"], "Socket": "p.sock"},
    "Network": {"Type": "host"},
    "IpcHost": True,
    "Mounts": [
        {
            "Name": "usr",
            "Type": "bind",
            "Source": "/usr",
            "Destination": "/usr",
            "Options": ["rbind", "ro"],
            "Settable": ["source"],
        }
    ],
    "Env": [{"Name": "DEBUG", "Value": "0", "Settable": ["value"]}, {"Name": "FIXED", "Value": "1"}, {"Name": "NONE"}],
    "Args": {"Name": "args", "Value": ["x"], "Settable": ["value"]},
    "Linux": {
        "Capabilities": ["CAP_SYS_ADMIN"],
        "Devices": [{"Name": "device", "Path": "/dev/null", "Settable": ["path"]}],
    },
}


def _archive(configuration: object, *, root: bool = True) -> bytes:
    """Returns the archive of a plugin; without a configuration if that is None."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        if configuration is not None:
            text = json.dumps(configuration).encode()
            member = tarfile.TarInfo("config.json")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        folders = ("", "/usr", "/run", "/run/docker", "/run/docker/plugins", "/proc", "/sys", "/dev") if root else ()
        for name in folders:
            member = tarfile.TarInfo(f"rootfs{name}")
            member.type, member.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(member)
        for name in ("bin", "lib", "lib64") if root else ():
            member = tarfile.TarInfo(f"rootfs/{name}")
            member.type, member.linkname = tarfile.SYMTYPE, f"usr/{name}"
            archive.addfile(member)
    return raw.getvalue()


_PLUGIN = _archive(_CONFIGURATION)
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
        ("POST", "/plugins/create?name=one", _archive(_CONFIGURATION, root=False)),
        ("POST", "/plugins/create?name=one", _archive(None)),
        ("POST", "/plugins/create?name=one", _archive([])),
        ("POST", "/plugins/create?name=one", b"garbage"),
        ("POST", "/plugins/create?name=one"),
        ("POST", "/plugins/create?name=Upper", _PLUGIN),
        ("POST", "/plugins/create?name=", _PLUGIN),
        ("POST", "/plugins/create?name=one", _archive({})),
        ("GET", "/plugins/one/json"),
        ("GET", "/plugins/privileges?remote=Upper"),
    ],
}
