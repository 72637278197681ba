"""Targets for what a hostile engine sends: HTTP, chunks, frames, JSON, tar archives."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from pydock_core.actions.tar_reader import TarReader
from pydock_core.engine.api.decoding import decode_answer
from pydock_core.engine.api.json_stream import json_objects
from pydock_core.engine.api.multiplexed_stream import Demultiplexer
from pydock_core.engine.api.path_stat import decode_path_stat
from pydock_core.engine.api.response_errors import response_error
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.engine.transport.chunked_body import ChunkedBody
from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.pooled_connection import PooledConnection
from pydock_core.errors import PyDockError
from pydock_core.output.json_indent import indent
from pydock_core.output.template import compile
from pydock_core.values import json_codec
from pydock_core.values.tar_header import encode_header
from tests.fuzz.fake_socket import FakeSocket
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from typing import Any

ENDPOINT = Endpoint("unix", "/run/engine.sock", url="unix:///run/engine.sock")
TEMPLATES = ("{{.}}", "{{json .}}", '{{printf "%v %s %d %q %+v" . .A .A .A .}}', "{{range .}}{{.}}{{end}}", "{{len .}}")
_END = bytes(1024)


def outcome(function: Any, *arguments: Any) -> object:
    """Returns the result, or the class of the PyDockError."""
    try:
        return function(*arguments)
    except PyDockError as error:
        return type(error)


def exchange(data: bytes) -> None:
    def made(method: str, size: int) -> bytes:
        transport = SocketTransport(ENDPOINT, lambda _: FakeSocket(data, size), "engine")
        response = transport(Request(method, "/x"))
        if response.status >= 400:
            raise response_error(method, "/x", response)
        return response.read()

    if len(data) < 4096:
        assert outcome(made, "GET", 1) == outcome(made, "GET", 1 << 16), "the result depends on the size of reads"
    outcome(made, "HEAD", 1 << 16)
    made("GET", 1 << 16)


def chunks(data: bytes) -> bytes:
    def read(size: int) -> bytes:
        body = ChunkedBody(PooledConnection(FakeSocket(data, size)))
        return b"".join(iter(body.read, b""))

    if len(data) < 4096:
        assert outcome(read, 1) == outcome(read, 1 << 16), "the result depends on the size of reads"
    return read(7)


def frames(data: bytes) -> None:
    def demultiplexed(size: int) -> tuple[bytes, bytes]:
        streams = bytearray(), bytearray()
        demultiplexer = Demultiplexer(streams[0].extend, streams[1].extend)
        for start in range(0, len(data), size):
            demultiplexer.feed(data[start : start + size])
        demultiplexer.close()
        return bytes(streams[0]), bytes(streams[1])

    if len(data) < 4096:
        assert outcome(demultiplexed, 1) == outcome(demultiplexed, 1 << 16), "the result depends on the size of reads"
    demultiplexed(13)


def json(data: bytes) -> None:
    for ask in (
        lambda: decode_answer("GET", "/x", data, list, {"Id": str, "Names": [str], "Labels": {"": str}}),
        lambda: decode_answer("GET", "/x", data, dict),
        lambda: list(json_objects(Response(200, "OK", {}, BytesBody(data)))),
        lambda: decode_path_stat({"x-docker-container-path-stat": base64.b64encode(data).decode()}),
    ):
        outcome(ask)
    value = json_codec.loads(data)
    text = json_codec.dumps(value)
    assert json_codec.loads(text) == value or "\\u" in text or "\ufffd" in text
    json_codec.dumps(value, indent=2, sort_keys=True, escape_html=True)
    if len(data) < 4096:
        indent(data.decode("utf-8", "replace"))
        json_codec.compact(data.decode("utf-8", "replace"))
        # As in Go, `range` counts up to a number, however large.
        for template in TEMPLATES if not isinstance(value, int) else TEMPLATES[:3]:
            outcome(lambda template=template: compile(template).execute(value))


def error_answer(data: bytes) -> None:
    for kind in ("application/json", "text/plain", "text/html", ""):
        response = Response(500, "Server Error", {"content-type": kind}, BytesBody(data))
        outcome(_raise, response_error("GET", "/x", response))


def _raise(error: PyDockError) -> None:
    assert error.message.strip()
    raise error


def tar(data: bytes) -> None:
    """Reads an archive, whose headers get right checksums first."""
    position = 0
    archive = bytearray(data)
    for start in range(0, len(archive) - 511, 512):
        block = archive[start : start + 512]
        if block[257:262] == b"ustar":
            total = sum(block[:148] + block[156:]) + 256
            archive[start + 148 : start + 156] = b"%06o\0 " % total

    def read(size: int) -> bytes:
        nonlocal position
        piece = bytes(archive[position : position + size])
        position += len(piece)
        return piece

    reader = TarReader(read)
    for entry in reader:
        assert entry.size >= 0
        assert 0 <= entry.mode <= 0o7777
        assert isinstance(entry.mtime, int)
        for _ in reader.content():
            pass


def pax(data: bytes) -> None:
    """Reads an archive whose entry has these PAX records."""
    tar(_file("PaxHeaders/x", data, kind=b"x") + _file("x", b"content") + _END)


def _file(name: str, content: bytes, **more: Any) -> bytes:
    header = encode_header(name.encode(), mode=0o644, size=len(content), **more)
    return header + content + bytes(-len(content) % 512)


OK = b"HTTP/1.1 200 OK\r\n"
ENGINE_TARGETS = (
    Target(
        "http",
        exchange,
        (
            OK + b"Content-Length: 2\r\n\r\n{}",
            OK + b"Transfer-Encoding: chunked\r\nDate: x\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Type: text/plain\r\nConnection: close\r\n\r\nbody",
            b"HTTP/1.0 404 Not Found\r\nContent-Length: 15\r\n\r\n" + b'{"message":"x"}',
        ),
        (
            b"HTTP/1.1 ",
            b"\r\n\r\n",
            b"\r\n",
            b":",
            b"Content-Length: 5",
            b"Transfer-Encoding: gzip",
            b"X: y\r\n",
            b"101 ",
        ),
    ),
    Target(
        "chunks",
        chunks,
        (b"5\r\nhello\r\n0\r\n\r\n", b"1;x=y\r\na\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"),
        (b"\r\n", b"0\r\n\r\n", b"fffffffffffffff\r\n", b";x", b"0x2\r\n", b"_", b"+1\r\n"),
    ),
    Target(
        "frames",
        frames,
        (b"\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\3err", b"\3\0\0\0\0\0\0\4fail", b"\0\0\0\0\0\0\0\0"),
        (b"\1\0\0\0", b"\2\0\0\0\xff\xff\xff\xff", b"\3\0\0\0", b"\0\0\0\1", b"\4\0\0\0"),
    ),
    Target(
        "json",
        json,
        (
            b'[{"Id":"a","Names":["/x"],"Labels":{"a":"b"},"Created":1.5e3,"State":null}]',
            b'{"A":{"B":[1,-2,true,false,null,"\\ud83d\\ude00 \\ud800"]}}\n{"status":"x"}\n',
            b'{"errorDetail":{"code":1,"message":"x"},"error":"x"}{"id":"y","progressDetail":{}}',
        ),
        (b"[", b'{"A":', b"]", b"}", b"\\ud800", b"\\u0000", b"1e999", b"NaN", b"-Infinity", b",", b":", b"null", b'"'),
    ),
    Target(
        "errors",
        error_answer,
        (
            b'{"message":"No such container: x"}',
            b"<html><body>Bad Gateway</body></html>",
            b"plain text\nof two lines\n",
        ),
        (b"<", b"{", b'{"message":', b"\n", b"null", b"[]"),
    ),
    Target(
        "tar",
        tar,
        (
            _file("a.txt", b"content") + _file("b", b"") + _END,
            _file("x" * 150, b"y", modified=-1) + _END,
            _file("x", b"", kind=b"g") + _file("PaxHeaders/x", b"20 path=yyyyyyyyyyy\n", kind=b"x") + _END,
            _file("@LongLink", b"y" * 300, kind=b"L") + _file("y", b"", kind=b"2", link=b"z") + _END,
        ),
        (
            bytes(512),
            b"ustar\x0000",
            b"0000644\0",
            b"\x80\0\0\0",
            b"12 path=abc\n",
            b"30 size=99999999999999999999\n",
            b"x",
            b"L",
        ),
    ),
    Target(
        "pax",
        pax,
        (b"11 path=ab\n20 mtime=1234.567890\n", b"13 linkpath=\n", b"10 size=7\n22 SCHILY.xattr.a=b\xff\n"),
        (b"5 a=\n", b" ", b"=", b"\n", b"9", b"10 size=9\n", b"-", b".", b"GNU.sparse.", b"\0", b"8 path=/\n"),
    ),
)
