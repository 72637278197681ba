"""Makes the large files and folders, and the images of many layers, that the cases of transfers need, on first use."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from scripts.bench_engine import MIB, SMALL_FILE, small_files
from tests.engines import images
from tests.engines.dockerd import UnixConnection
from tests.engines.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from tests.engines.dockerd import Dockerd

LAYERS = 50
_IN_MEMORY = Path("/dev/shm")
_DOCKERFILE = "FROM scratch\nCOPY Dockerfile /\n"


class Size(NamedTuple):
    """The amounts of data: MiB of one file, files of a folder, files of a build's context."""

    mib: int
    files: int
    context_files: int

    def words(self) -> dict[str, str]:
        """Returns the values of the placeholders in titles and command lines."""
        size = f"{self.mib >> 10} GiB" if self.mib >= 1024 else f"{self.mib} MiB"
        counts = {"files": f"{self.files:,}", "context_files": f"{self.context_files:,}"}
        return {"mib": str(self.mib), "count": str(self.files), "size": size, **counts}


FULL, QUICK, SMALL = Size(1024, 10_000, 50_000), Size(64, 1_000, 5_000), Size(4, 100, 100)


class Stock:
    """Files for the cases: on disk for a real engine, in memory, if there is enough, for the free engine.

    Raises OSError if there isn't room, RuntimeError if the engine fails to make a container or an image.
    """

    def __init__(self, folder: Path, engine: Dockerd | None, things: ExitStack) -> None:
        self._engine = engine
        self._things = things
        self._disk = folder / "stock"
        self._disk.mkdir()
        self._memory = self._disk
        if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > 4 << 30:
            self._memory = Path(
                things.enter_context(tempfile.TemporaryDirectory(prefix="pydock-bench-", dir=_IN_MEMORY))
            )
        self._products: dict[str, str] = {}

    @property
    def is_in_memory(self) -> bool:
        """Whether the files of the cases without a real engine are in memory."""
        return self._memory is not self._disk

    def fill(self, text: str, size: Size, *, engine: str) -> str:
        """Returns `text` with its placeholders `{…}` replaced, after making the files and images that they name."""
        place = self._memory if engine == "free" else self._disk
        makers: dict[str, Callable[[], str]] = {
            "{out}": lambda: str(place / "out"),
            "{file}": lambda: _file(place / f"file-{size.mib}", size.mib),
            "{folder}": lambda: _folder(place / f"files-{size.files}", size.files),
            "{context}": lambda: _folder(place / f"context-{size.context_files}", size.context_files, _DOCKERFILE),
            "{saved}": lambda: self._saved(size),
            "{layers}": self._layers,
        }
        for name, make in makers.items():
            if name in text:
                known = f"{place} {name} {size}"
                if known not in self._products:
                    self._products[known] = make()
                text = text.replace(name, self._products[known])
        return text.format(**size.words())

    def clear(self) -> None:
        """Removes the files that a run has written."""
        for place in (self._memory, self._disk):
            out = place / "out"
            if out.is_dir():
                shutil.rmtree(out)
            else:
                out.unlink(missing_ok=True)

    def furnish(self, size: Size) -> None:
        """Makes a container and an image, both named large, with `/large` and the folder `/files`."""
        if self._engine is None or "large" in self._products:
            return
        room = 8 * size.mib * MIB
        if shutil.disk_usage(self._disk).free < room:
            raise OSError(f"there is no room of {room >> 30} GiB on the disk")
        script = (
            f"head -c {size.mib * MIB} /dev/zero >/large; mkdir /files; i=0; "
            f"while [ $i -lt {size.files} ]; do head -c {len(SMALL_FILE)} /dev/zero >/files/file-$i; i=$((i+1)); done"
        )
        self._request("POST", "/containers/create?name=large", {"Image": "busybox", "Cmd": ["sh", "-c", script]})
        self._request("POST", "/containers/large/start")
        self._request("POST", "/containers/large/wait")
        self._request("POST", "/commit?container=large&repo=large", {})
        self._products["large"] = "large"

    def remove_image(self, name: str) -> None:
        """Removes an image from the engine, if it exists."""
        if self._engine is not None:
            self._engine.request("DELETE", f"/images/{quote(name)}?force=1")

    def _request(self, method: str, path: str, body: dict[str, object] | None = None) -> None:
        assert self._engine is not None
        answer = self._engine.request(method, path, body)
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.body.decode(errors='replace')}")

    def _saved(self, size: Size) -> str:
        """Returns the path of an archive of the image large."""
        assert self._engine is not None
        self.furnish(size)
        path = self._disk / "saved.tar"
        connection = UnixConnection(self._engine.socket)
        try:
            connection.request("GET", "/images/large/get")
            with path.open("wb") as file:
                shutil.copyfileobj(connection.getresponse(), file, MIB)
        finally:
            connection.close()
        return str(path)

    def _layers(self) -> str:
        """Returns the name of an image of many layers in a local registry."""
        registry = self._things.enter_context(Registry())
        return registry.push(images.busybox(more_layers=LAYERS - 1, layer_bytes=MIB), "team/layers")


def _file(path: Path, mib: int) -> str:
    with path.open("wb") as file:
        for _ in range(mib):
            file.write(bytes(MIB))
    return str(path)


def _folder(path: Path, count: int, dockerfile: str = "") -> str:
    for name in small_files(count):
        file = path / name
        if not file.parent.exists():
            file.parent.mkdir(parents=True)
        file.write_bytes(SMALL_FILE)
    if dockerfile:
        (path / "Dockerfile").write_text(dockerfile)
    return str(path)
