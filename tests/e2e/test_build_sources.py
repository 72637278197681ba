"""Build requests of PyDock equal those of docker for every source of a context; a fake engine records both."""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.e2e.git_server import serve_repository
from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Iterator

PYDOCK = str(Path(sys.executable).with_name("pydock"))
IGNORED = "# nothing of these\nex\n!ex/keep\n**/*.log\n[a-c]?\n"
RANDOM_NAME = re.compile(r"\.dockerfile\.[0-9a-f]{20}")
needs_docker = pytest.mark.skipif(clients.docker() is None, reason="needs docker's client to compare with")


class _Listener(BaseHTTPRequestHandler):
    """An engine that records build requests and reports success."""

    protocol_version = "HTTP/1.1"
    sent: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012  one server at a time

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        self.sent.append((dict(parse_qsl(urlsplit(self.path).query)), b"".join(pieces)))
        self._answer(b'{"stream":"built\\n"}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        for name, value in (("Api-Version", "1.41"), ("Ostype", "linux"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Writes no log."""


def sent_by_both(words: list[str], folder: Path, *, stdin: bytes = b"") -> list[tuple[dict[str, str], bytes]]:
    """Returns (query, body) of docker's request for a command line in `folder`, and those of PyDock."""
    _Listener.sent.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Listener) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        host = f"tcp://127.0.0.1:{server.server_port}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DOCKER_")}
        environ = {**inherited, "HOME": str(folder), "DOCKER_HOST": host, "DOCKER_BUILDKIT": "0"}
        for client in (str(clients.docker()), PYDOCK):
            subprocess.run(
                [client, *words], cwd=folder, env=environ, check=True, input=stdin, capture_output=True, timeout=60
            )
        server.shutdown()
    assert len(_Listener.sent) == 2
    return list(_Listener.sent)


def _rich_context(folder: Path) -> None:
    """Creates files for every field of an archive's header: modes, links, times, long and non-ASCII names."""
    for name in (
        "sub/deep/t",
        "ex/keep/k",
        "ex/no",
        "a.log",
        "sub/b.log",
        "ax",
        "é",
        "n" * 120,
        "d" * 60 + "/" + "e" * 60 + "/f",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    long_in_long = folder / ("d" * 60) / ("é" + "q" * 110)
    long_in_long.write_text("z")
    (folder / os.fsdecode(b"bad\xff")).write_text("x")
    (folder / ("p" * 150)).mkdir()
    (folder / ("p" * 150) / ("s" * 100)).mkdir()
    (folder / "run").write_text("#!/bin/sh")
    (folder / "run").chmod(0o4751)
    (folder / "sub").chmod(0o1777)
    os.link(folder / "run", folder / "sub" / "hard")
    (folder / "dangling").symlink_to("../nowhere")
    (folder / "far").symlink_to("l" * 150)
    os.mkfifo(folder / "pipe")
    os.utime(folder / "run", (1, -5))
    os.utime(folder / "sub", (1, 1.9))
    (folder / "large").write_bytes(b"1" * 70_000)
    (folder / ".dockerignore").write_text(IGNORED)
    (folder / "Dockerfile").write_text("FROM busybox\n")


@needs_docker
@pytest.mark.parametrize(
    "ignored",
    [
        "",
        IGNORED,
        "*\n",
        "*\n!**/*.log\n!sub\n",
        "**/k\n!ex/keep/k\n",
        "*\n!d*/**/f\n",
        "[[:alpha:]]*\n",
        "Dockerfile\n",
    ],
)
def test_context_equals_that_of_docker(tmp_path: Path, ignored: str) -> None:
    folder = tmp_path / "context"
    folder.mkdir()
    _rich_context(folder)
    (folder / ".dockerignore").write_text(ignored)
    dockers, ours = (body for _, body in sent_by_both(["build", str(folder)], tmp_path))
    assert ours == dockers


def entries(body: bytes) -> list[tuple[object, ...]]:
    """Returns the entries of an archive without times, random names, and the files of git.

    docker omits the end blocks, and the padding before them, of an archive to which it has added a Dockerfile.
    """
    found: list[tuple[object, ...]] = []
    with tarfile.open(fileobj=io.BytesIO(body + bytes(-len(body) % 512 + 1024))) as archive:
        for entry in archive:
            file = archive.extractfile(entry)
            content = file.read().decode("latin-1") if file is not None else ""
            if entry.name.startswith(".git/"):
                content = ""
            name, content = (RANDOM_NAME.sub("RANDOM", text) for text in (entry.name, content))
            found.append((name, entry.type, entry.mode, entry.uid, entry.gid, entry.uname, entry.linkname, content))
    return found


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """Serves the folder `web` and yields its URL."""
    (tmp_path / "web").mkdir()

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *words: object) -> None:
            super().__init__(*words, directory=str(tmp_path / "web"))  # type: ignore[arg-type]

        def log_message(self, format: str, *args: object) -> None:
            """Writes no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


DOCKERFILE = b"FROM busybox\nLABEL a=b\n"
SOURCES = [
    ("-", "Dockerfile"),
    ("-", "tar"),
    ("-", "tar.gz"),
    ("-f other -", "tar"),
    ("-f context/other context", ""),
    ("-f ../outside context", ""),
    ("-f outside context", ""),
    ("-f - context", "Dockerfile"),
    ("WEB/Dockerfile", ""),
    ("WEB/context.tar", ""),
    ("-f - WEB/context.tar", "Dockerfile"),
    ("GIT", ""),
    ("GIT#other", ""),
    ("GIT#other:sub", ""),
    ("GIT#:", ""),
    ("-f sub/Dockerfile GIT#other", ""),
    ("-f - GIT", "Dockerfile"),
]


@needs_docker
@pytest.mark.parametrize(("line", "stdin"), SOURCES, ids=[f"{line}<{stdin}" for line, stdin in SOURCES])
def test_each_source_sends_the_request_of_docker(
    tmp_path: Path, real_parts: None, web: str, line: str, stdin: str
) -> None:
    here = tmp_path / "here"
    context = here / "context"
    context.mkdir(parents=True)
    (context / "Dockerfile").write_bytes(DOCKERFILE)
    (context / "other").write_text("FROM busybox\n")
    (context / ".dockerignore").write_text("ignored\n")
    (context / "ignored").write_text("")
    (tmp_path / "outside").write_text("FROM busybox\nRUN true\n")
    (here / "outside").write_text("FROM busybox\nRUN false\n")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.add(context, ".")
    (tmp_path / "web" / "Dockerfile").write_bytes(DOCKERFILE)
    (tmp_path / "web" / "context.tar").write_bytes(packed.getvalue())
    given = {"Dockerfile": DOCKERFILE, "tar": packed.getvalue(), "tar.gz": gzip.compress(packed.getvalue()), "": b""}
    with serve_repository(tmp_path / "served") as git:
        words = ["build", *line.replace("WEB", web).replace("GIT", git).split()]
        (query, dockers), (our_query, ours) = sent_by_both(words, here, stdin=given[stdin])
    for one in (query, our_query):
        one["dockerfile"] = RANDOM_NAME.sub("RANDOM", one.get("dockerfile", ""))
    assert our_query == query
    if "RANDOM" in query["dockerfile"]:  # docker adds two files in random order
        assert sorted(entries(ours), key=str) == sorted(entries(dockers), key=str)
    else:
        assert entries(ours) == entries(dockers)
    if stdin.startswith("tar") or line == "WEB/context.tar":
        assert ours == dockers
