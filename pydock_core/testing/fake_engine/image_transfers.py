"""Transfers of images of the fake engine: push, save, load, import, search."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.container import ROOT
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json
from pydock_core.testing.fake_engine.images import Image, counted, full_name, pull, reference_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_INSTRUCTIONS = "cmd entrypoint env expose healthcheck label onbuild user volume workdir stopsignal".split()
_MOST_FOUND = 100
_GARBAGE = "Error processing tar file(exit status 1): unexpected EOF"
_MANIFEST_BYTES = 522


def push(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """`POST /images/NAME/push`: pushes into `engine.images.registry`; reports failures in the stream."""
    if "x-registry-auth" not in asked.headers:
        raise Refusal(400, "Bad parameters and missing X-Registry-Auth: EOF")
    reference = reference_of(name, status=500)
    return Answer(
        200,
        _push(engine, reference.familiar_name, str(reference.name), asked.query.get("tag", "")),
        content_type="application/json",
    )


def _push(engine: FakeEngine, repository: str, full: str, tag: str) -> Iterator[bytes]:
    yield encoded({"status": f"The push refers to repository [{full}]"})
    found = [
        (name, image) for image in engine.images.present for name in image.tags if name.rpartition(":")[0] == repository
    ]
    if not found:
        yield _failure(f"An image does not exist locally with the tag: {repository}")
        return
    wanted = [pair for pair in found if not tag or pair[0].rpartition(":")[2] == tag]
    if not wanted:
        yield _failure(f"tag does not exist: {repository}:{tag}")
        return
    for name, image in wanted:
        short = [layer.removeprefix("sha256:")[:12] for layer, _ in image.layers[::-1]]
        is_there = name in engine.images.registry
        for layer in short:
            yield encoded({"status": "Preparing", "progressDetail": {}, "id": layer})
        for layer in short:
            words = "Layer already exists" if is_there else "Pushed"
            yield encoded({"status": words, "progressDetail": {}, "id": layer})
        engine.images.registry[name] = image
        part = name.rpartition(":")[2]
        yield encoded({"status": f"{part}: digest: {image.digest} size: {_MANIFEST_BYTES}"})
        said = {"Tag": part, "Digest": image.digest, "Size": _MANIFEST_BYTES}
        yield encoded({"progressDetail": {}, "aux": said})
        engine.emit("image", "push", name, {"name": repository})


def save(engine: FakeEngine, asked: Asked) -> Answer:
    """`GET /images/get`: an archive with a configuration and a layer each, in the engine's layout."""
    names = asked.values("names")
    found: list[tuple[str, Image]] = []
    for name in names:
        reference_of(name, status=500)
        image = engine.images.find(name)
        if image is None:
            raise Refusal(404, f"No such image: {name}")
        found.append((name, image))
    return Answer(200, _archive(found), content_type="application/x-tar")


def _archive(images: list[tuple[str, Image]]) -> bytes:
    files: dict[str, bytes] = {}
    manifest: list[dict[str, Any]] = []
    for name, image in images:
        digest = image.id.removeprefix("sha256:")
        layers = [f"{layer.removeprefix('sha256:')}/layer.tar" for layer, _ in image.layers]
        files[f"{digest}.json"] = encoded({"config": image.config, "layers": [size for _, size in image.layers]})
        files.update(dict.fromkeys(layers, b""))
        tags = [full_name(name)] if full_name(name) in image.tags else []
        manifest.append({"Config": f"{digest}.json", "RepoTags": tags, "Layers": layers})
    files["manifest.json"] = encoded(manifest or None)
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def load(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /images/load`: loads the archive of `save`; reports failures in the stream."""
    return Answer(200, _load(engine, asked), content_type="application/json")


def _load(engine: FakeEngine, asked: Asked) -> Iterator[bytes]:
    try:
        files = _files(asked.body)
    except tarfile.TarError:
        yield _failure(_GARBAGE)
        return
    if "manifest.json" not in files:
        yield _failure(f"open {ROOT}/image/docker-import-1/repositories: no such file or directory")
        return
    for entry in json.loads(files["manifest.json"]):
        known = json.loads(files[entry["Config"]])
        name = (entry["RepoTags"] or ["<none>"])[0]
        image = _loaded(name, known)
        present = next((other for other in engine.images.present if other.id == image.id), None)
        if present is None:
            if not asked.flag("quiet"):
                for layer, size in image.layers:
                    yield encoded(counted("Loading layer", layer.removeprefix("sha256:")[:12], size, size))
            engine.images.present.append(image)
        for tag in entry["RepoTags"]:
            if tag not in (present or image).tags:
                engine.images.tag(present or image, tag)
            yield encoded({"stream": f"Loaded image: {tag}\n"})
        if not entry["RepoTags"]:
            yield encoded({"stream": f"Loaded image ID: {image.id}\n"})
        engine.emit("image", "load", image.id, {"name": image.id})


def _loaded(name: str, known: dict[str, Any]) -> Image:
    sizes = known.get("layers")
    return Image(
        "loaded" if name == "<none>" else name,
        config=known.get("config"),
        layer_sizes=sizes if isinstance(sizes, list) else (1,),
    )


def _files(data: bytes) -> dict[str, bytes]:
    """Returns the files of an archive: name → bytes; an empty body is an empty archive."""
    if not data:
        return {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = {}
        for member in archive:
            file = archive.extractfile(member)
            found[member.name] = file.read() if file is not None else b""
        return found


def create(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /images/create`: a pull, or with `fromSrc` an import."""
    return _import(engine, asked) if "fromSrc" in asked.query else pull(engine, asked)


def _import(engine: FakeEngine, asked: Asked) -> Answer:
    name = asked.query.get("repo", "")
    if name:
        name = reference_of(name, status=400).with_default_tag().familiar
    for change in asked.values("changes"):
        word = change.split()[0].lower() if change.split() else ""
        if word not in _INSTRUCTIONS:
            raise Refusal(400, f"{word} is not a valid change command")
    if asked.query["fromSrc"] != "-":
        raise Refusal(500, f'Get "{asked.query["fromSrc"]}": the fake engine reaches nobody')
    try:
        _files(asked.body)
    except tarfile.TarError:
        raise Refusal(500, _GARBAGE) from None
    image = Image(name or f"import{engine.new_id()[:8]}", layer_sizes=(len(asked.body),))
    image.comment = asked.query.get("message") or "Imported from -"
    engine.images.present.append(image)
    if name:
        engine.images.tag(image, name)
    engine.emit("image", "import", image.id, {"name": image.id})
    return Answer(200, encoded({"status": image.id}), content_type="application/json")


def search(engine: FakeEngine, asked: Asked) -> Answer:
    """`GET /images/search`: returns the names in `engine.images.registry` that contain the term."""
    limit = asked.number("limit", 25)
    if not 1 <= limit <= _MOST_FOUND:
        raise Refusal(400, f"Limit {limit} is outside the range of [1, {_MOST_FOUND}]")
    filters = asked.filters(("is-automated", "is-official", "stars"))
    wanted = [value == "true" for value in filters.get("is-official", ())]
    names = dict.fromkeys(name.rpartition(":")[0] for name in engine.images.registry)
    found = [
        {
            "star_count": len(name),
            "is_official": "/" not in name,
            "name": name,
            "is_automated": False,
            "description": f"What {name} is for",
        }
        for name in names
        if asked.query.get("term", "") in name and all(("/" not in name) is official for official in wanted)
    ]
    return in_json(found[:limit])


def _failure(message: str) -> bytes:
    return encoded({"errorDetail": {"message": message}, "error": message})


ROUTES = [
    ("POST", "/images/create", create),
    ("POST", "/images/load", load),
    ("GET", "/images/get", save),
    ("GET", "/images/search", search),
    ("POST", "/images/{name}/push", push),
]
