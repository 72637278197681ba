"""An engine of 10,000 containers that answers `ps -a` at once, from memory, so that only the client is measured."""

from __future__ import annotations

import hashlib
import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

CONTAINERS = 10_000
_CREATED = 1_700_000_000


def _container(number: int) -> dict[str, object]:
    """One container in the shape and size that dockerd's list has."""
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


class LongList:
    """Listens on a unix socket in `folder` while the block runs."""

    def __init__(self, folder: Path) -> None:
        path = folder / "list.sock"
        self.host = f"unix://{path}"
        self._server = _Server(str(path), _Handler)

    def __enter__(self) -> LongList:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def server_activate(self) -> None:
        """Makes the list before the first client comes."""
        self.body = json.dumps([_container(number) for number in range(CONTAINERS)], separators=(",", ":")).encode()
        super().server_activate()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_HEAD(self) -> None:
        """Answers the ping."""
        self._head("text/plain; charset=utf-8")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Answers a ping, or the list the way dockerd sends it: one chunk."""
        if self.path.endswith("/_ping"):
            self.do_HEAD()
            return
        self._head("application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(self.server.body), self.server.body))

    def _head(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Api-Version", "1.41")
        self.send_header("Ostype", "linux")
        self.send_header("Content-Type", kind)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing on our own output."""

    def address_string(self) -> str:
        """A unix socket's client has no address."""
        return "client"
