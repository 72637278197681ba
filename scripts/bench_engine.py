"""An engine without work: it sends the same bytes from memory to both clients, so that only the clients differ.

A name selects the content: the image `mib-64`, and the file `/mib-64` of any container, are 64 MiB large; `/files-1000`
is a folder of 1,000 small files; the image `layers-50` has 50 layers. The engine reads and discards the bodies of
requests.
"""

from __future__ import annotations

import base64
import io
import json
import socketserver
import tarfile
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from scripts import bench_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

MIB = 1 << 20
SMALL_FILE = b"A line of text, as small files have them.\n" * 25  # 1,050 bytes

_CHUNK = 32 << 10  # the size of dockerd's chunks
_GO_FOLDER = 1 << 31
_READ = 1 << 18
_FILES_PER_FOLDER = 256
_END = b"0\r\n\r\n"
_BLOCK = b"%x\r\n%b\r\n" % (_CHUNK, bytes(_CHUNK)) * (MIB // _CHUNK)


def small_files(count: int) -> Iterator[str]:
    """Yields the paths of `count` small files in a folder, a few hundred in each subfolder."""
    for number in range(count):
        yield f"part-{number // _FILES_PER_FOLDER:03}/file-{number:06}.txt"


class FreeEngine:
    """Listens on a unix socket in `folder` while the block runs."""

    def __init__(self, folder: Path) -> None:
        path = folder / "free.sock"
        self.host = f"unix://{path}"
        self._server = _Server(str(path), _Handler)

    def __enter__(self) -> FreeEngine:
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

    def __init__(self, path: str, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(path, handler)
        self._contents: dict[str, bytes] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignores a client that leaves early: its exit status reports the failure."""

    def content(self, name: str) -> bytes:
        """Returns the content for a name, made once: the clients' first runs are not measured."""
        if name not in self._contents:
            kind, _, count = name.rpartition("-")
            make = _CONTENTS[kind]
            self._contents[name] = make(int(count))
        return self._contents[name]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rbufsize = _READ
    server: _Server

    def do_HEAD(self) -> None:
        """Answers the ping, or the stat of a path in a container."""
        target = urlsplit(self.path)
        if target.path.endswith("/archive"):
            self._head("application/octet-stream", stat=_stat(parse_qs(target.query)["path"][0]))
        else:
            self._head("text/plain; charset=utf-8")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Answers a ping, or a list or an archive in chunks, as dockerd does."""
        target = urlsplit(self.path)
        query = parse_qs(target.query)
        if target.path.endswith("/_ping"):
            self.do_HEAD()
        elif target.path.endswith("/containers/json"):
            body = self.server.content(f"containers-{bench_list.CONTAINERS}")
            self._answer("application/json", b"%x\r\n%b\r\n" % (len(body), body))
        elif target.path.endswith("/system/df"):
            body = self.server.content(f"usage-{bench_list.IMAGES}")
            self._answer("application/json", b"%x\r\n%b\r\n" % (len(body), body))
        elif target.path.endswith("/events"):
            self._answer("application/json", self.server.content(f"events-{bench_list.EVENTS}"))
        elif target.path.endswith("/images/get"):
            self._answer("application/x-tar", *_file(query["names"][0]))
        else:
            path = query["path"][0]
            name = path.strip("/")
            pieces = [self.server.content(name)] if name.startswith("files-") else _file(name)
            self._answer("application/x-tar", *pieces, stat=_stat(path))

    def do_PUT(self) -> None:
        """Receives an archive for a container."""
        self._read_chunked()
        self._head("text/plain; charset=utf-8")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """Receives the archive of an image or of a build's context, or answers a pull."""
        target = urlsplit(self.path)
        if target.path.endswith("/images/create"):
            name = parse_qs(target.query)["fromImage"][0].rpartition("/")[2]
            self._answer("application/json", self.server.content(name))
            return
        self._read_chunked()
        self._answer("application/json", _lines({"stream": "Successfully built 0123456789ab\n"}))

    def _read_chunked(self) -> None:
        """Reads to the end of the chunked body without parsing it: no chunk of the clients contains the end marker."""
        tail = b""
        while not tail.endswith(_END):
            piece = self.rfile.read1(_READ)
            if not piece:
                return
            tail = (tail + piece)[-len(_END) :] if len(piece) < len(_END) else piece[-len(_END) :]

    def _answer(self, kind: str, *chunks: bytes, stat: str = "") -> None:
        self._head(kind, stat=stat)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)
        self.wfile.write(_END)

    def _head(self, kind: str, *, stat: str = "") -> None:
        self.send_response(200)
        self.send_header("Api-Version", "1.41")
        self.send_header("Ostype", "linux")
        self.send_header("Content-Type", kind)
        if stat:
            self.send_header("X-Docker-Container-Path-Stat", stat)

    def log_message(self, format: str, *args: object) -> None:
        """Suppresses the log of requests."""

    def address_string(self) -> str:
        """Returns a fixed text, as a client of a unix socket has no address."""
        return "client"


def _stat(path: str) -> str:
    """Returns the file status of a path, encoded for the header X-Docker-Container-Path-Stat."""
    is_file = "mib-" in path
    mode = 0o644 if is_file else _GO_FOLDER | 0o755
    name = path.strip("/") or "/"
    found = {"name": name, "size": 0, "mode": mode, "mtime": "2024-01-01T00:00:00Z", "linkTarget": ""}
    return base64.b64encode(json.dumps(found).encode()).decode()


def _file(name: str) -> Iterator[bytes]:
    """Yields the archive of one large file in chunks: the same MiB repeated."""
    count = int(name.removeprefix("mib-").partition(":")[0])
    entry = tarfile.TarInfo(name)
    entry.size = count * MIB
    header = entry.tobuf(tarfile.USTAR_FORMAT)
    yield b"%x\r\n%b\r\n" % (len(header), header)
    for _ in range(count):
        yield _BLOCK
    yield b"%x\r\n%b\r\n" % (1024, bytes(1024))


def _folder(count: int) -> bytes:
    """Returns the archive of a folder of small files, in chunks of 32 KiB as dockerd sends them."""
    output = io.BytesIO()
    root = f"files-{count}"
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        known: set[str] = set()
        for path in ("", *small_files(count)):
            folder = f"{root}/{path}".rpartition("/")[0]
            if folder not in known:
                known.add(folder)
                entry = tarfile.TarInfo(folder)
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(entry)
            if path:
                entry = tarfile.TarInfo(f"{root}/{path}")
                entry.size = len(SMALL_FILE)
                archive.addfile(entry, io.BytesIO(SMALL_FILE))
    data = output.getvalue()
    pieces = (data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


def _pull(count: int) -> bytes:
    """Returns dockerd's messages of a pull: three layers at a time are downloaded, then extracted one by one."""
    layers = [f"{number:012x}" for number in range(1, count + 1)]
    size = 20 * MIB

    def steps(status: str) -> list[dict[str, object]]:
        return [{"status": status, "progressDetail": {"current": size * n // 40, "total": size}} for n in range(1, 41)]

    messages: list[dict[str, object]] = [{"status": "Pulling from team/layers", "id": "latest"}]
    messages += ({"status": "Pulling fs layer", "progressDetail": {}, "id": layer} for layer in layers)
    for start in range(0, count, 3):
        together = layers[start : start + 3]
        for step in steps("Downloading"):
            messages += ({**step, "id": layer} for layer in together)
        for status in ("Verifying Checksum", "Download complete"):
            messages += ({"status": status, "progressDetail": {}, "id": layer} for layer in together)
    for layer in layers:
        messages += ({**step, "id": layer} for step in steps("Extracting"))
        messages.append({"status": "Pull complete", "progressDetail": {}, "id": layer})
    messages.append({"status": "Digest: sha256:" + "0" * 64})
    return _lines(*messages)


def _lines(*messages: dict[str, object]) -> bytes:
    """Returns messages as dockerd streams them: one line and one chunk each."""
    lines = [json.dumps(message, separators=(",", ":")).encode() + b"\r\n" for message in messages]
    return b"".join(b"%x\r\n%b\r\n" % (len(line), line) for line in lines)


# The function that makes each kind of content, from a count.
_CONTENTS = {
    "containers": bench_list.containers,
    "events": bench_list.events,
    "files": _folder,
    "layers": _pull,
    "usage": bench_list.usage,
}
