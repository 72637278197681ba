"""Plugins of an engine, whose program runs with the machine's perl: the engine mounts /usr."""

from __future__ import annotations

import io
import json
import tarfile

_PROGRAM = (
    "use Socket; $SIG{TERM} = sub { exit }; socket my $s, AF_UNIX, SOCK_STREAM, 0; "
    "bind $s, sockaddr_un '/run/docker/plugins/p.sock' or die $!; listen $s, 5; accept my $c, $s while 1"
)
SAMPLE = {
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


def archive(configuration: object = SAMPLE, *, root: bool = True) -> bytes:
    """Returns the archive of a plugin; without a configuration if that is None."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as opened:
        if configuration is not None:
            text = json.dumps(configuration).encode()
            member = tarfile.TarInfo("config.json")
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text))
        folders = ("", "/usr", "/run", "/run/docker", "/run/docker/plugins", "/proc", "/sys", "/dev") if root else ()
        for name in folders:
            member = tarfile.TarInfo(f"rootfs{name}")
            member.type, member.mode = tarfile.DIRTYPE, 0o755
            opened.addfile(member)
        for name in ("bin", "lib", "lib64") if root else ():
            member = tarfile.TarInfo(f"rootfs/{name}")
            member.type, member.linkname = tarfile.SYMTYPE, f"usr/{name}"
            opened.addfile(member)
    return raw.getvalue()
