"""Creates the objects that a case needs through the API, without a client."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

from tests.engines import images
from tests.engines.images import Image

if TYPE_CHECKING:
    from tests.engines.dockerd import Answer, Dockerd

OURS = ("name", "start", "wait")


def tiny(*tags: str, text: str = "tiny") -> Image:
    """Makes an image of a few bytes, of the same size on every machine, for cases that run no container of it."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("text")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
    configuration = {
        "architecture": images.architecture(),
        "os": "linux",
        "created": images.CREATED,
        "config": {"Cmd": ["tiny"], "Labels": {"text": text}},
        "rootfs": {"type": "layers", "diff_ids": [images.digest(layer.getvalue())]},
        "history": [{"created": images.CREATED, "created_by": "tiny"}],
    }
    return Image(tags, json.dumps(configuration).encode(), (layer.getvalue(),))


def prepare(engine: Dockerd, given: list[dict[str, Any]]) -> None:
    """Creates the objects of `given`, which the module `cases` explains; raises RuntimeError if the engine refuses."""
    for thing in given:
        if "image" in thing:
            engine.load(tiny(thing["image"], text=thing.get("text", "tiny")))
        elif "network" in thing:
            _expect(engine.request("POST", "/networks/create", {"Name": thing["network"]}))
        elif "volume" in thing:
            _expect(engine.request("POST", "/volumes/create", {"Name": thing["volume"]}))
        else:
            _container(engine, thing)


def _container(engine: Dockerd, thing: dict[str, Any]) -> None:
    body = {"Image": "busybox", **{key: value for key, value in thing.items() if key not in OURS}}
    name = thing["name"]
    _expect(engine.request("POST", f"/containers/create?name={name}", body))
    if thing.get("start") or thing.get("wait"):
        _expect(engine.request("POST", f"/containers/{name}/start"))
    if thing.get("wait"):
        _expect(engine.request("POST", f"/containers/{name}/wait"))


def _expect(answer: Answer) -> None:
    if answer.status >= 400:
        raise RuntimeError(f"the engine refused what the case is given: {answer.status} {answer.body!r}")
