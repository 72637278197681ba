"""`/images` of the fake engine: local images, the registry, and the progress of a pull."""

from __future__ import annotations

import hashlib
import re
import time
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.output.human import human_size
from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json
from pydock_core.values.references import Reference, parse_any_reference, parse_reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

CREATED = 1704067200
_FILTERS = ("before", "dangling", "label", "reference", "since")


class Image:
    """An image: id, names, configuration (`Cmd`, `Env`, …), and layers as pairs of id and size in bytes."""

    def __init__(
        self,
        name: str,
        *,
        config: Mapping[str, Any] | None = None,
        layer_sizes: Sequence[int] = (1_985_638,),
        created: int = CREATED,
    ) -> None:
        reference = parse_reference(name).with_default_tag()
        self.name = reference.familiar
        self.config: dict[str, Any] = {"Env": [shapes.PATH], "Cmd": ["sh"], **(config or {})}
        self.layers = [(_digest(f"{self.name} layer {number}"), size) for number, size in enumerate(layer_sizes)]
        self.id = _digest(f"{self.name} {self.config} {layer_sizes}")
        self.digest = _digest(f"manifest of {self.id}")
        self.created = created
        self.comment = ""
        self.tags: list[str] = []
        self.digests: list[str] = []

    @property
    def size(self) -> int:
        """The size of all layers, in bytes."""
        return sum(size for _, size in self.layers)

    def summary(self) -> dict[str, Any]:
        """Returns the object of `GET /images/json`."""
        return {
            "Containers": -1,
            "Created": self.created,
            "Id": self.id,
            "Labels": self.config.get("Labels"),
            "ParentId": "",
            "RepoDigests": list(self.digests) or None,
            "RepoTags": list(self.tags) or None,
            "SharedSize": -1,
            "Size": self.size,
            "VirtualSize": self.size,
        }

    def inspect(self) -> dict[str, Any]:
        """Returns the object of `GET /images/NAME/json`."""
        folder = f"/var/lib/docker/overlay2/{self.id.removeprefix('sha256:')}"
        data = {f"{part.capitalize()}Dir": f"{folder}/{part}" for part in ("merged", "work")}
        return {
            "Id": self.id,
            "RepoTags": list(self.tags),
            "RepoDigests": list(self.digests),
            "Parent": "",
            "Comment": self.comment,
            "Created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.created)),
            "Container": "",
            "ContainerConfig": dict(shapes.CONFIG),
            "DockerVersion": "",
            "Author": "",
            "Config": shapes.filled(shapes.CONFIG, self.config, shapes.CONFIG_OPTIONAL),
            "Architecture": "amd64",
            "Os": "linux",
            "Size": self.size,
            "VirtualSize": self.size,
            "GraphDriver": {"Data": {**data, "UpperDir": f"{folder}/diff"}, "Name": "overlay2"},
            "RootFS": {"Type": "layers", "Layers": [layer for layer, _ in self.layers]},
            "Metadata": {"LastTagTime": shapes.NEVER},
        }


class Images:
    """The images of an engine, and of the registry that it pulls from: familiar name with tag → image."""

    def __init__(self) -> None:
        self.present: list[Image] = []
        self.registry: dict[str, Image] = {}

    def add(self, image: Image) -> Image:
        """Adds `image` to the engine under its name, and returns it."""
        self.present.append(image)
        self.tag(image, image.name)
        return image

    def tag(self, image: Image, name: str) -> None:
        """Moves the tag `name` to `image`."""
        for other in self.present:
            if name in other.tags:
                other.tags.remove(name)
        image.tags.append(name)

    def find(self, name: str) -> Image | None:
        """Returns the image with this name, digest, id or prefix of an id; None for an unknown one."""
        try:
            reference = parse_any_reference(name)
        except InvalidValue:
            return None
        full = reference.with_default_tag().familiar
        for image in self.present:
            if full in image.tags or reference.familiar in image.digests or reference.digest == image.id:
                return image
        start = name.removeprefix("sha256:")
        found = [image for image in self.present if image.id.removeprefix("sha256:").startswith(start)]
        return found[0] if len(found) == 1 else None

    def get(self, name: str, *, inspecting: bool = False) -> Image:
        """Returns the image; raises Refusal 404 for an unknown one."""
        image = self.find(name)
        if image is None:
            words = f"No such image: {full_name(name)}"
            raise Refusal(404, f"no such image: {name}: {words}" if inspecting else words)
        return image


def full_name(name: str) -> str:
    """Returns the familiar name with its tag, as in the engine's messages; the text itself if it is no name."""
    try:
        return parse_any_reference(name).with_default_tag().familiar
    except InvalidValue:
        return name


def reference_of(name: str, *, status: int) -> Reference:
    """Returns the reference in a request; raises Refusal with dockerd's message, which has no repository."""
    try:
        return parse_reference(name)
    except InvalidValue as error:
        # The engine's library is older than the client's, which names the repository.
        raise Refusal(status, re.sub(r" \(.*\)", "", error.message)) from None


def list_images(engine: FakeEngine, asked: Asked) -> Answer:
    filters = asked.filters(_FILTERS)
    found = [_named(image.summary(), filters) for image in engine.images.present if _matches(image, filters)]
    return in_json(sorted(found, key=lambda image: -int(image["Created"])))


def _matches(image: Image, filters: Mapping[str, list[str]]) -> bool:
    labels = image.config.get("Labels") or {}
    for text in filters.get("label", ()):
        name, equals, value = text.partition("=")
        if name not in labels or (equals and labels[name] != value):
            return False
    for text in filters.get("dangling", ()):
        if (text.lower() in ("1", "true")) == bool(image.tags):
            return False
    patterns = filters.get("reference")
    return not patterns or any(_fits(tag, patterns) for tag in image.tags)


def _fits(tag: str, patterns: Sequence[str]) -> bool:
    names = (tag, tag.rpartition(":")[0])
    # A star doesn't stand for a slash.
    return any(
        fnmatchcase(name, pattern) and name.count("/") == pattern.count("/") for name in names for pattern in patterns
    )


def _named(summary: dict[str, Any], filters: Mapping[str, list[str]]) -> dict[str, Any]:
    """Returns the summary with the names that the filter selects only."""
    if "reference" in filters:
        summary["RepoTags"] = [tag for tag in summary["RepoTags"] if _fits(tag, filters["reference"])]
    return summary


def inspect_image(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    return in_json(engine.images.get(name, inspecting=True).inspect())


def history(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    image = engine.images.get(name)
    layers: list[dict[str, Any]] = [
        {
            "Comment": image.comment,
            "Created": image.created,
            "CreatedBy": f"layer {number}",
            "Id": "<missing>",
            "Size": size,
            "Tags": None,
        }
        for number, (_, size) in enumerate(image.layers)
    ]
    layers[-1].update({"Id": image.id, "Tags": list(image.tags)})
    return in_json(layers[::-1])


def tag_image(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    new = reference_of(asked.query.get("repo", ""), status=500)
    new_name = (new.with_tag(asked.query["tag"]) if asked.query.get("tag") else new.with_default_tag()).familiar
    image = engine.images.get(name)
    engine.images.tag(image, new_name)
    engine.emit("image", "tag", image.id, {"name": new_name})
    return Answer(201)


def remove_image(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    image = engine.images.get(name)
    tag = full_name(name)
    by_id = tag not in image.tags
    force = asked.flag("force")
    users = [container for container in engine.containers.all() if container.image is image]
    if by_id and len(image.tags) > 1 and not force:
        short = image.id.removeprefix("sha256:")[:12]
        raise Refusal(
            409, f"conflict: unable to delete {short} (must be forced) - image is referenced in multiple repositories"
        )
    last = by_id or image.tags == [tag]
    if last and users and not force:
        user, short = users[0].id[:12], image.id.removeprefix("sha256:")[:12]
        raise Refusal(
            409,
            f'conflict: unable to remove repository reference "{name}" (must force) - '
            f"container {user} is using its referenced image {short}",
        )
    gone = list(image.tags) if by_id else [tag]
    answer: list[dict[str, str]] = [{"Untagged": text} for text in gone]
    image.tags = [text for text in image.tags if text not in gone]
    for _ in gone:
        engine.emit("image", "untag", image.id, {"name": image.id})
    if not image.tags and not users:
        answer += [{"Untagged": text} for text in image.digests]
        answer += [{"Deleted": image.id}, *({"Deleted": layer} for layer, _ in image.layers[::-1])]
        engine.images.present.remove(image)
        engine.emit("image", "delete", image.id, {"name": image.id})
    return in_json(answer)


def prune_images(engine: FakeEngine, asked: Asked) -> Answer:
    """Removes the images without a name; with the filter `dangling=false`, all images without a container."""
    filters = asked.filters(("dangling", "label", "label!", "until"))
    unused = [text.lower() in ("0", "false") for text in filters.get("dangling", ())]
    used = {container.image for container in engine.containers.all()}
    deleted: list[dict[str, str]] = []
    reclaimed = 0
    for image in list(engine.images.present):
        if (
            image in used
            or (image.tags and not any(unused))
            or not _matches(image, {"label": filters.get("label", [])})
        ):
            continue
        engine.images.present.remove(image)
        deleted += [{"Untagged": name} for name in (*image.tags, *image.digests)]
        deleted += [{"Deleted": digest} for digest in (image.id, *(layer for layer, _ in image.layers[::-1]))]
        reclaimed += image.size
    engine.emit("image", "prune", "", {"reclaimed": str(reclaimed)})
    return in_json({"ImagesDeleted": deleted or None, "SpaceReclaimed": reclaimed})


def pull(engine: FakeEngine, asked: Asked) -> Answer:
    """`POST /images/create`: pulls the registry's image, with its progress; answers 404 for an unknown one."""
    reference = reference_of(asked.query.get("fromImage", ""), status=400)
    tag = asked.query.get("tag", "")
    if tag.startswith("sha256:"):
        reference = reference.with_digest(tag)
    elif tag:
        reference = reference.with_tag(tag)
    names = [reference.with_default_tag().familiar]
    if not tag and reference.is_name_only:
        names = [name for name in engine.images.registry if name.rpartition(":")[0] == reference.familiar_name] or names
    found = [image for name in names if (image := _in_registry(engine, name)) is not None]
    if not found:
        repository = reference.familiar_name
        raise Refusal(
            404,
            f"pull access denied for {repository}, repository does not exist or may require 'docker login': "
            "denied: requested access to the resource is denied",
        )
    return Answer(200, _progress(engine, reference, found), content_type="application/json")


def _in_registry(engine: FakeEngine, name: str) -> Image | None:
    repository, at, digest = name.partition("@")
    for tag, image in engine.images.registry.items():
        if (tag == name) or (at and image.digest == digest and tag.rpartition(":")[0] == repository):
            return image
    return None


def _progress(engine: FakeEngine, reference: Reference, images: Sequence[Image]) -> Iterator[bytes]:
    for image in images:
        tag = reference.digest or image.name.rpartition(":")[2]
        yield encoded({"status": f"Pulling from {reference.path}", "id": tag})
        new = image not in engine.images.present
        if new:
            yield from map(encoded, _layer_progress(image))
        with engine.changed:
            if new:
                engine.images.present.append(image)
            if not reference.digest:
                engine.images.tag(image, image.name)
            digest = f"{reference.familiar_name}@{image.digest}"
            if digest not in image.digests:
                image.digests.append(digest)
        engine.emit("image", "pull", image.name, {"name": reference.familiar_name})
        yield encoded({"status": f"Digest: {image.digest}"})
    words = "Downloaded newer image" if new else "Image is up to date"
    asked_for = reference.with_default_tag().familiar if len(images) == 1 else reference.familiar_name
    yield encoded({"status": f"Status: {words} for {asked_for}"})


def _layer_progress(image: Image) -> Iterator[dict[str, Any]]:
    short = [(layer.removeprefix("sha256:")[:12], size) for layer, size in image.layers]
    for id, _ in short:
        yield {"status": "Pulling fs layer", "progressDetail": {}, "id": id}
    for id, size in short:
        for current in (size // 2, size):
            yield counted("Downloading", id, current, size)
        yield {"status": "Verifying Checksum", "progressDetail": {}, "id": id}
        yield {"status": "Download complete", "progressDetail": {}, "id": id}
    for id, size in short:
        for current in (size // 2, size):
            yield counted("Extracting", id, current, size)
        yield {"status": "Pull complete", "progressDetail": {}, "id": id}


def counted(status: str, id: str, current: int, total: int) -> dict[str, Any]:
    """Returns a progress message of a layer."""
    done = 50 * current // total
    bar = "=" * done + ">" + " " * (50 - done)
    progress = f"[{bar}]  {human_size(current)}/{human_size(total)}"
    return {"status": status, "progressDetail": {"current": current, "total": total}, "progress": progress, "id": id}


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


ROUTES = [
    ("GET", "/images/json", list_images),
    ("POST", "/images/prune", prune_images),
    ("GET", "/images/{name}/json", inspect_image),
    ("GET", "/images/{name}/history", history),
    ("POST", "/images/{name}/tag", tag_image),
    ("DELETE", "/images/{name}", remove_image),
]
