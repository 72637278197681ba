"""The list of 10,000 containers with which the engine of `bench_engine` answers `ps -a`."""

from __future__ import annotations

import hashlib
import json

CONTAINERS = 10_000
_CREATED = 1_700_000_000


def _container(number: int) -> dict[str, object]:
    """Returns one container in the shape and size of dockerd's list."""
    identity = hashlib.sha256(str(number).encode()).hexdigest()
    network = {
        "IPAMConfig": None,
        "Links": None,
        "Aliases": None,
        "NetworkID": hashlib.sha256(b"network").hexdigest(),
        "EndpointID": hashlib.sha256(b"endpoint%d" % number).hexdigest(),
        "Gateway": "172.17.0.1",
        "IPAddress": f"172.17.{number // 250}.{number % 250 + 2}",
        "IPPrefixLen": 16,
        "IPv6Gateway": "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "MacAddress": "02:42:ac:11:00:02",
        "DriverOpts": None,
    }
    running = number % 3 != 0
    return {
        "Id": identity,
        "Names": [f"/service-{number}"],
        "Image": f"registry.example.com/team/service:{number % 40}",
        "ImageID": "sha256:" + hashlib.sha256(b"image%d" % (number % 40)).hexdigest(),
        "Command": f"/usr/local/bin/service --listen 0.0.0.0:8080 --shard {number}",
        "Created": _CREATED + number * 60,
        "Ports": [
            {"IP": "0.0.0.0", "PrivatePort": 8080, "PublicPort": 20000 + number, "Type": "tcp"},
            {"PrivatePort": 9090, "Type": "tcp"},
        ]
        if running
        else [],
        "Labels": {"org.example.team": "platform", "org.example.shard": str(number)},
        "State": "running" if running else "exited",
        "Status": "Up 3 hours" if running else "Exited (0) 2 hours ago",
        "HostConfig": {"NetworkMode": "default"},
        "NetworkSettings": {"Networks": {"bridge": network}},
        "Mounts": [],
    }


def containers(count: int) -> bytes:
    """Returns the list of `count` containers."""
    return json.dumps([_container(number) for number in range(count)], separators=(",", ":")).encode()
