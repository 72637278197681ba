"""Files of fake containers, in memory, for `archive`, `export` and `changes`."""

from __future__ import annotations

import base64
import io
import json
import posixpath
import tarfile
import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

TAR = "application/x-tar"
_STAT = "X-Docker-Container-Path-Stat"
_GO_FOLDER, _GO_LINK, _GO_PIPE = 1 << 31, 1 << 27, 1 << 25
_GO_BITS = {tarfile.DIRTYPE: _GO_FOLDER, tarfile.SYMTYPE: _GO_LINK, tarfile.FIFOTYPE: _GO_PIPE}
_FROM_THE_IMAGE = ("/bin", "/etc", "/home")
_LINKS = 20


class File:
    """A file, folder or link: `kind` is tar's type, `link` where a link leads, `new` whether the image lacks it."""

    def __init__(
        self, kind: bytes, *, data: bytes = b"", mode: int = 0o644, link: str = "", mtime: float = 0, new: bool = True
    ) -> None:
        self.kind = kind
        self.data = data
        self.mode = mode
        self.link = link
        self.mtime = mtime or time.time()
        self.new = new

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return self.kind == tarfile.DIRTYPE


class Files:
    """The file system of one container, which tests can fill and read; paths are absolute."""

    def __init__(self) -> None:
        self.entries: dict[str, File] = {"/": File(tarfile.DIRTYPE, mode=0o755, new=False)}
        for path in _FROM_THE_IMAGE:
            self.entries[path] = File(tarfile.DIRTYPE, mode=0o755, new=False)
        self.entries["/etc/passwd"] = File(tarfile.REGTYPE, data=b"root:x:0:0:root:/root:/bin/sh\n", new=False)

    def write(self, path: str, data: bytes, *, mode: int = 0o644) -> None:
        """Adds a file, and the folders above it."""
        self.add(path, File(tarfile.REGTYPE, data=data, mode=mode))

    def make_folder(self, path: str, *, mode: int = 0o755) -> None:
        """Adds an empty folder, and the folders above it."""
        self.add(path, File(tarfile.DIRTYPE, mode=mode))

    def make_link(self, path: str, target: str) -> None:
        """Adds a symbolic link."""
        self.add(path, File(tarfile.SYMTYPE, link=target, mode=0o777))

    def add(self, path: str, file: File) -> None:
        """Adds a file, folder or link."""
        path = posixpath.normpath(path)
        parent = posixpath.dirname(path)
        if parent not in self.entries:
            self.make_folder(parent)
        self.entries[path] = file

    def read(self, path: str) -> bytes:
        """Returns the content of a file; raises KeyError for an unknown path."""
        return self.entries[self.resolve(path)].data

    def resolve(self, path: str, *, last: bool = True) -> str:
        """Returns the path with its links resolved within the container; the last part's only with `last`."""
        found = "/"
        parts = [part for part in path.split("/") if part not in ("", ".")]
        for _ in range(_LINKS * 50):
            if not parts:
                return found
            part = parts.pop(0)
            step = posixpath.normpath(posixpath.join(found, part))
            file = self.entries.get(step)
            if file is not None and file.kind == tarfile.SYMTYPE and (parts or last):
                parts = [name for name in file.link.split("/") if name not in ("", ".")] + parts
                step = "/" if file.link.startswith("/") else found
            found = step
        return found

    def below(self, path: str) -> Iterator[tuple[str, File]]:
        """(path, file) of everything in a folder, in order; the folder itself isn't among it."""
        prefix = path.rstrip("/") + "/"
        return ((name, self.entries[name]) for name in sorted(self.entries) if name.startswith(prefix) and name != "/")

    def archive(self, path: str, name: str) -> bytes:
        """Returns a tar archive of the path, under the name `name`."""
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            if name != "/":
                _pack(archive, name, self.entries[path])
            for inside, file in self.below(path):
                tail = inside[len(path.rstrip("/")) + 1 :]
                _pack(archive, tail if name == "/" else f"{name}/{tail}", file)
        # Go's archive ends with two blocks, without padding to a whole record.
        data = raw.getvalue()
        return data.rstrip(b"\0") + bytes(-len(data.rstrip(b"\0")) % tarfile.BLOCKSIZE) + bytes(2 * tarfile.BLOCKSIZE)

    def unpack(self, path: str, archive: bytes) -> None:
        """Unpacks the archive into the folder; raises Refusal if a file would replace a folder, or the reverse."""
        try:
            with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
                members = [(member, opened.extractfile(member) if member.isreg() else None) for member in opened]
                contents = [(member, file.read() if file else b"") for member, file in members]
        except tarfile.TarError:
            if not archive:
                return
            raise Refusal(500, "Error processing tar file(exit status 1): unexpected EOF") from None
        for member, data in contents:
            target = posixpath.normpath(posixpath.join(path, member.name.lstrip("/")))
            before = self.entries.get(target)
            if before is not None and before.is_folder != member.isdir():
                words = ("directory", "non-directory") if before.is_folder else ("non-directory", "directory")
                raise Refusal(
                    500,
                    "Error processing tar file(exit status 1): cannot overwrite "
                    f'{words[0]} "{target}" with {words[1]} "{path}"',
                )
            if before is None or not member.isdir():
                link = member.linkname if member.issym() else ""
                kind = tarfile.REGTYPE if member.islnk() else member.type
                mode = 0o777 if link else member.mode & 0o7777
                self.add(target, File(kind, data=data, mode=mode, link=link, mtime=member.mtime))


def _pack(archive: tarfile.TarFile, name: str, file: File) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.mode, member.linkname = file.kind, file.mode, file.link
    member.mtime, member.size = int(file.mtime), len(file.data)
    archive.addfile(member, io.BytesIO(file.data))


def _found(engine: FakeEngine, asked: Asked, name: str) -> tuple[Files, str, str, str]:
    """Returns (files, resolved path, requested path, name in an archive)."""
    path = asked.query.get("path", "")
    if not path:
        raise Refusal(400, "bad parameter: pathcannot be empty")
    files = engine.containers.get(name).files
    contents = path.endswith(("/", "/.")) or path == "."
    resolved = files.resolve(path, last=contents)
    if resolved not in files.entries:
        raise Refusal(404, f"Could not find the file {path} in container {name}")
    absolute = posixpath.normpath("/" + path).replace("//", "/")
    called = "." if path.endswith("/.") or path == "." else posixpath.basename(absolute) or "/"
    return files, resolved, absolute, called


def _stat_header(files: Files, resolved: str, called: str) -> dict[str, str]:
    file = files.entries[resolved]
    size = 4096 if file.is_folder else len(file.link if file.kind == tarfile.SYMTYPE else file.data)
    target = files.resolve(posixpath.join(posixpath.dirname(resolved), file.link)) if file.link else ""
    value = {
        "name": called,
        "size": size,
        "mode": file.mode | _GO_BITS.get(file.kind, 0),
        "mtime": shapes.timestamp(file.mtime),
        "linkTarget": target,
    }
    return {_STAT: base64.b64encode(json.dumps(value).encode()).decode()}


def stat_archive(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    files, resolved, _, called = _found(engine, asked, name)
    return Answer(200, headers=_stat_header(files, resolved, called))


def get_archive(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    files, resolved, _, called = _found(engine, asked, name)
    engine.emit_container("archive-path", engine.containers.get(name))
    body = files.archive(resolved, called)
    return Answer(200, [body], content_type=TAR, headers=_stat_header(files, resolved, called))


def put_archive(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    files = container.files
    path = asked.query.get("path", "")
    if not path:
        raise Refusal(400, "bad parameter: pathcannot be empty")
    resolved = files.resolve(path)
    if resolved not in files.entries:
        raise Refusal(404, f"Could not find the file {path} in container {name}")
    if not files.entries[resolved].is_folder:
        raise Refusal(500, "extraction point is not a directory")
    files.unpack(resolved, asked.body)
    engine.emit_container("extract-to-dir", container)
    return Answer(200)


def export(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    engine.emit_container("export", container)
    return Answer(200, [container.files.archive("/", "/")], content_type="application/octet-stream")


def changes(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """Answers with the files that the image lacks, and their folders."""
    files = engine.containers.get(name).files
    kinds: dict[str, int] = {}
    for path, file in files.below("/"):
        if file.new:
            parent = posixpath.dirname(path)
            if parent != "/" and not files.entries[parent].new:
                kinds.setdefault(parent, 0)
            kinds[path] = 1
    return in_json([{"Path": path, "Kind": kind} for path, kind in sorted(kinds.items())] or None)


ROUTES = [
    ("HEAD", "/containers/{name}/archive", stat_archive),
    ("GET", "/containers/{name}/archive", get_archive),
    ("PUT", "/containers/{name}/archive", put_archive),
    ("GET", "/containers/{name}/export", export),
    ("GET", "/containers/{name}/changes", changes),
]
