"""`pydock system df`: shows how much disk space images, containers, volumes and the build cache take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, ProtocolError, Session, flags, parse_reference, render
from pydock_core.toolkit import (
    NamedImage,
    container_listing,
    human_size,
    image_listing,
    is_dangling,
    render_sections,
    version_key,
    volume_listing,
)
from pydock_system.cache_rows import cache_listing, check_times, sorted_cache
from pydock_system.usage import Usage, count_cache, count_containers, count_images, count_volumes, usage_listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from pydock_core.plugin_api import Listing

    Objects = list[dict[str, Any]]

# A name that is its own familiar form, which most are: parsing one takes longer than the rest of its row. A name of 64
# characters or more may be an id or too long.
_PLAIN = re.compile(
    r"(?!docker\.io/|index\.docker\.io/|library/)"
    r"([a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]+(?=/))?(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*)"
    r":([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})"
)
_LONGEST = 64
_COUNTED_SINCE = "1.52"


class Options:
    format = flags.list_format()
    verbose = flags.boolean("verbose", "v", help="Show each image, container, volume and cache record")


class _DiskUsage:
    """The objects of each kind, and their totals in docker's order."""

    __slots__ = ("cache", "containers", "images", "totals", "volumes")

    def __init__(self, answer: dict[str, Any], *, counted: bool) -> None:
        """`counted` tells whether the answer has the form of API 1.52, in which the engine has counted."""
        if counted:
            members = ("ImageUsage", "ContainerUsage", "VolumeUsage", "BuildCacheUsage")
            lists = [(answer.get(member) or {}).get("Items") or [] for member in members]
        else:
            lists = [answer.get(member) or [] for member in ("Images", "Containers", "Volumes", "BuildCache")]
        self.images, self.containers, self.volumes, self.cache = lists
        if counted:
            self.totals = [
                Usage.of_answer("Images", answer.get("ImageUsage")),
                Usage.of_answer("Containers", answer.get("ContainerUsage")),
                Usage.of_answer("Local Volumes", answer.get("VolumeUsage")),
                Usage.of_answer("Build Cache", answer.get("BuildCacheUsage"), shows_percentage=False),
            ]
        else:
            self.totals = [
                count_images(self.images, answer.get("LayersSize") or 0),
                count_containers(self.containers),
                count_volumes(self.volumes),
                count_cache(self.cache),
            ]


def command(session: Session, options: Options) -> None:
    version = session.engine.negotiate_version()
    counted = version_key(version) >= version_key(_COUNTED_SINCE)
    answer = session.engine.system.disk_usage(verbose=options.verbose and counted)
    usage = _DiskUsage(answer, counted=counted)
    form, escape = options.format or "table", session.stdout.is_terminal
    if not options.verbose:
        session.stdout.write(render(usage_listing(), usage.totals, form, escape=escape))
        return
    lists = _lists(usage, form, session.clock.time())
    if form == "table":
        session.stdout.write(_tables(usage, lists, escape=escape))
    else:
        text = _raw(lists) if form == "raw" else form
        render_sections(lists, text, session.stdout.write, go_type="*formatter.diskUsageContext")


def _lists(usage: _DiskUsage, form: str, now: float) -> dict[str, tuple[Listing, Sequence[Any]]]:
    """Returns the columns and the rows of each kind, by docker's names for templates."""
    truncate = form.startswith("table")
    try:
        check_times(usage.cache)
    except InvalidValue as error:
        raise ProtocolError(f"the engine's answer to GET /system/df is wrong: {error.message}") from error
    containers = [{**container, "SizeRootFs": 0} for container in usage.containers]  # docker shows the own size only
    return {
        "Images": (image_listing(truncate=truncate, digests=False, now=now), list(_image_rows(usage.images))),
        "Containers": (container_listing(truncate=truncate, now=now), containers),
        "Volumes": (volume_listing("Name", "Links", "Size"), usage.volumes),
        "BuildCache": (cache_listing(truncate=truncate, now=now), sorted_cache(usage.cache)),
    }


def _image_rows(images: Objects) -> Iterator[NamedImage]:
    """Yields a row for each image, with its first name; an image whose first name is invalid is left out."""
    for image in images:
        tags = image.get("RepoTags") or []
        if not tags or is_dangling(image):
            yield NamedImage(image, digest="")
            continue
        plain = _PLAIN.fullmatch(tags[0])
        if plain and len(plain[1]) < _LONGEST:
            yield NamedImage(image, plain[1], plain[2], digest="")
            continue
        try:
            name = parse_reference(tags[0])
        except InvalidValue:
            continue
        if name.tag:
            yield NamedImage(image, name.familiar_name, name.tag, digest="")
        else:
            yield NamedImage(image, digest="")


def _tables(usage: _DiskUsage, lists: dict[str, tuple[Listing, Sequence[Any]]], *, escape: bool) -> str:
    columns = {
        "Images": "Repository Tag ID CreatedSince Size SharedSize UniqueSize Containers",
        "Containers": "ID Image Command LocalVolumes Size RunningFor Status Names",
    }
    headings = {
        "Images": "Images space usage:\n\n",
        "Containers": "\nContainers space usage:\n\n",
        "Volumes": "\nLocal Volumes space usage:\n\n",
        "BuildCache": f"\nBuild cache usage: {human_size(usage.totals[3].size)}\n\n",
    }
    parts = []
    for name, (listing, items) in lists.items():
        shown = [listing.columns[column] for column in columns.get(name, "").split()] or None
        parts += [headings[name], render(listing, items, "table", columns=shown, escape=escape)]
    return "".join(parts)


def _raw(lists: dict[str, tuple[Listing, Sequence[Any]]]) -> str:
    """Returns docker's template for `--format raw`."""
    image = lists["Images"][0].raw.replace("image_id", "digest: {{.Digest}}\nimage_id")
    container = lists["Containers"][0].raw + "size: {{.Size}}\n"
    volume = lists["Volumes"][0].raw.replace("\n", "\\n")
    bodies = {
        "Images": ("Image", image),
        "Containers": ("Container", container),
        "Volumes": ("Volume", volume),
        "BuildCache": ("Build Cache", lists["BuildCache"][0].raw),
    }
    return "".join(
        f"{{{{range .{name}}}}}type: {kind}\n{body}\n{{{{end -}}}}\n" for name, (kind, body) in bodies.items()
    ).removesuffix("\n")
