"""Long answers of the engine of `bench_engine`: 10,000 containers, the disk usage of 10,000 images, 100,000 events."""

from __future__ import annotations

import hashlib
import json

CONTAINERS = IMAGES = 10_000
EVENTS = 100_000
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


def usage(count: int) -> bytes:
    """Returns the disk usage of `count` images and nothing else, in the form of API 1.41."""
    images = [
        {
            "Containers": number % 4,
            "Created": _CREATED + number * 60,
            "Id": "sha256:" + hashlib.sha256(b"image%d" % number).hexdigest(),
            "Labels": {"org.example.team": "platform"},
            "ParentId": "",
            "RepoDigests": None,
            "RepoTags": [f"registry.example.com/team/service-{number}:{number % 40}"],
            "SharedSize": 4_000_000 + number,
            "Size": 90_000_000 + number * 1000,
            "VirtualSize": 90_000_000 + number * 1000,
        }
        for number in range(count)
    ]
    answer = {"LayersSize": 10**12, "Images": images, "Containers": [], "Volumes": [], "BuildCache": None}
    return json.dumps(answer, separators=(",", ":")).encode()


def events(count: int) -> bytes:
    """Returns `count` events, one chunk each as dockerd sends them."""
    chunks = []
    for number in range(count):
        identity = hashlib.sha256(str(number % 500).encode()).hexdigest()
        attributes = {"image": "registry.example.com/team/service:1", "name": f"service-{number % 500}"}
        action = "start" if number % 2 else "die"
        event = {
            "status": action,
            "id": identity,
            "from": attributes["image"],
            "Type": "container",
            "Action": action,
            "Actor": {"ID": identity, "Attributes": attributes},
            "scope": "local",
            "time": _CREATED + number // 20,
            "timeNano": (_CREATED + number // 20) * 10**9 + number,
        }
        line = json.dumps(event, separators=(",", ":")).encode() + b"\n"
        chunks.append(b"%x\r\n%b\r\n" % (len(line), line))
    return b"".join(chunks)
