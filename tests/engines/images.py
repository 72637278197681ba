"""Images made of the static busybox without a download; fixed times give an image the same id on every machine."""

from __future__ import annotations

import functools
import gzip
import hashlib
import io
import json
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CREATED = "2024-01-01T00:00:00Z"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# The names of processors in images, by their names of `uname -m`.
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "ppc64le": "ppc64le", "s390x": "s390x"}

_USERS = b"""\
root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/sh
user:x:1000:1000:user:/home/user:/bin/sh
"""
_GROUPS = b"root:x:0:\nnogroup:x:65534:\nuser:x:1000:\nteam:x:2000:user\n"


class Image:
    """An image: names (`tags`), configuration as JSON bytes, and layers as uncompressed tar archives."""

    __slots__ = ("configuration", "layers", "tags")

    def __init__(self, tags: tuple[str, ...], configuration: bytes, layers: tuple[bytes, ...]) -> None:
        self.tags = tags
        self.configuration = configuration
        self.layers = layers

    @property
    def id(self) -> str:
        """The id of the image: `sha256:…`."""
        return digest(self.configuration)

    def archive(self, *tags: str) -> bytes:
        """Returns the archive for `docker load` with the given names, by default those of the image."""
        configuration_name = f"{self.id.removeprefix('sha256:')}.json"
        files = {f"{number}/layer.tar": layer for number, layer in enumerate(self.layers)}
        manifest = [{"Config": configuration_name, "RepoTags": list(tags or self.tags), "Layers": list(files)}]
        return _tar({configuration_name: self.configuration, **files, "manifest.json": json.dumps(manifest).encode()})

    def blobs_and_manifest(self) -> tuple[list[bytes], bytes]:
        """Returns the blobs of a registry (configuration, compressed layers) and the manifest."""
        layers = [gzip.compress(layer, mtime=0) for layer in self.layers]
        kind = "application/vnd.docker"
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{kind}.distribution.manifest.v2+json",
            "config": _descriptor(f"{kind}.container.image.v1+json", self.configuration),
            "layers": [_descriptor(f"{kind}.image.rootfs.diff.tar.gzip", layer) for layer in layers],
        }
        return [self.configuration, *layers], json.dumps(manifest).encode()


def digest(content: bytes) -> str:
    """Returns `sha256:` and the hexadecimal hash of the content."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def architecture() -> str:
    """Returns the processor of the machine in the words of images."""
    return _ARCHITECTURES.get(platform.machine(), platform.machine())


def busybox(
    *tags: str,
    settings: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    more_layers: int = 0,
    layer_bytes: int = 1024,
    variables: tuple[str, ...] = (),
) -> Image:
    """Makes an image with the machine's busybox as shell and tools; the default name is busybox:latest.

    `settings` are added to the image's `config` (Entrypoint, User, Volumes, …), `files` (path to content) to its first
    layer, `variables` (`NAME=value`) to its environment. Each of `more_layers` holds one file of `layer_bytes`
    incompressible bytes. Raises FileNotFoundError without busybox.
    """
    layers = [_tar({**_system(), **(files or {})}, executable="bin/busybox", links=_applets())]
    layers += [_tar({f"layers/{number}": _noise(number, layer_bytes)}) for number in range(more_layers)]
    configuration = {
        "architecture": architecture(),
        "os": "linux",
        "created": CREATED,
        "config": {"Env": [PATH, *variables], "Cmd": ["sh"], **(settings or {})},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
        "history": [{"created": CREATED, "created_by": f"layer {number}"} for number in range(len(layers))],
    }
    return Image(tags or ("busybox:latest",), json.dumps(configuration).encode(), tuple(layers))


def furnished(*tags: str) -> Image:
    """Makes an image with every setting: entry point, user, folder, volume, ports, labels, health check."""
    settings = {
        "Entrypoint": ["/bin/echo", "entry"],
        "Cmd": ["default"],
        "User": "1000:1000",
        "WorkingDir": "/work",
        "Volumes": {"/data": {}},
        "ExposedPorts": {"80/tcp": {}, "53/udp": {}},
        "Labels": {"org.example.kind": "furnished"},
        "StopSignal": "SIGINT",
        "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1_000_000_000, "Retries": 3},
    }
    return busybox(*(tags or ("furnished:latest",)), settings=settings, variables=("COLOUR=blue",))


def _descriptor(kind: str, content: bytes) -> dict[str, object]:
    return {"mediaType": kind, "size": len(content), "digest": digest(content)}


@functools.cache
def _system() -> dict[str, bytes]:
    return {"bin/busybox": _busybox_path().read_bytes(), "etc/passwd": _USERS, "etc/group": _GROUPS}


@functools.cache
def _applets() -> tuple[str, ...]:
    names = subprocess.run([_busybox_path(), "--list"], capture_output=True, text=True, check=True).stdout.split()
    return tuple(f"bin/{name}" for name in names if name != "busybox")


def _busybox_path() -> Path:
    found = shutil.which("busybox")
    if found is None:
        raise FileNotFoundError("busybox: not found; ./scripts/test installs it (Debian: busybox-static)")
    return Path(found).resolve()


def _noise(seed: int, size: int) -> bytes:
    return hashlib.shake_128(str(seed).encode()).digest(size)


def _tar(files: Mapping[str, bytes], executable: str = "", links: tuple[str, ...] = ()) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for folder in sorted({str(parent) for name in files for parent in Path(name).parents if str(parent) != "."}):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755 if name == executable else 0o644
            archive.addfile(entry, io.BytesIO(content))
        for name in links:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/bin/busybox"
            archive.addfile(entry)
    return output.getvalue()
