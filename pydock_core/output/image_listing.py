"""docker's formatter.ImageContext: the fields of an image in a list, for `image ls` and `system df -v`."""

from __future__ import annotations

from pydock_core.output.format import Column, Listing
from pydock_core.output.human import human_duration, human_size
from pydock_core.output.text import truncate_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

NONE = "<none>"
_ZERO_TIME = -62135596800  # Go's zero time, 1 January of the year 1, in seconds since the epoch
_RAW = (
    "repository: {{ .Repository }}\ntag: {{.Tag}}\n%simage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\n"
    "virtual_size: {{.Size}}\n"
)


class NamedImage:
    """An image with one of its names."""

    __slots__ = ("digest", "image", "repository", "tag")

    def __init__(self, image: dict[str, Any], repository: str = NONE, tag: str = NONE, digest: str = NONE) -> None:
        self.image = image
        self.repository = repository
        self.tag = tag
        self.digest = digest


def image_rows(images: Iterable[dict[str, Any]], *, digests: bool, digest_rows: bool) -> Iterator[NamedImage]:
    """Yields a row for each tag of each image; with `digests`, for each tag with each digest.

    With `digest_rows`, a digest in a repository without tags has a row; otherwise one row stands for all of them. The
    order of an image's repositories is the engine's; docker's is random.
    """
    for image in images:
        if is_dangling(image):
            yield NamedImage(image)
            continue
        tags = _by_repository(image.get("RepoTags"), "tag")
        known = _by_repository(image.get("RepoDigests"), "digest")
        for repository, names in tags.items():
            found = known.pop(repository, None)
            for tag in names:
                for digest in found if digests and found else [NONE]:
                    yield NamedImage(image, repository, tag, digest)
        for repository, names in known.items():
            for digest in names if digest_rows else [""]:
                yield NamedImage(image, repository, NONE, digest)


def is_dangling(image: dict[str, Any]) -> bool:
    """Returns whether the image has no name at all."""
    tags, digests = image.get("RepoTags") or [], image.get("RepoDigests") or []
    return (not tags and not digests) or (tags == [f"{NONE}:{NONE}"] and digests == [f"{NONE}@{NONE}"])


def _by_repository(references: list[str] | None, part: str) -> dict[str, list[str]]:
    """Returns the tags or digests of each repository, by its familiar name; invalid references are left out."""
    from pydock_core.errors import InvalidValue
    from pydock_core.values.references import parse_reference

    found: dict[str, list[str]] = {}
    for text in references or []:
        try:
            reference = parse_reference(text)
        except InvalidValue:
            continue
        value = getattr(reference, part)
        if value:
            found.setdefault(reference.familiar_name, []).append(value)
    return found


def _created_at(row: NamedImage) -> str:
    from pydock_core.output.times import local_time  # only templates ask for this column

    return local_time(row.image.get("Created") or 0)


def image_listing(*, truncate: bool, digests: bool, now: float) -> Listing:
    """Returns the fields; ages are counted from `now`, seconds since the epoch."""

    def identifier(row: NamedImage) -> str:
        full = row.image.get("Id") or ""
        return truncate_id(full) if truncate else full

    def created_since(row: NamedImage) -> str:
        created = row.image.get("Created") or 0
        return "" if created == _ZERO_TIME else f"{human_duration(now - created)} ago"

    repository = Column("Repository", "REPOSITORY", lambda row: row.repository)
    tag = Column("Tag", "TAG", lambda row: row.tag)
    digest = Column("Digest", "DIGEST", lambda row: row.digest)
    image_id = Column("ID", "IMAGE ID", identifier)
    size = Column("Size", "SIZE", lambda row: human_size(_size(row), 3))
    since = Column("CreatedSince", "CREATED", created_since)
    since_or_unknown = Column("CreatedSince", "CREATED", lambda row: created_since(row) or "N/A")
    return Listing(
        [
            image_id,
            repository,
            tag,
            digest,
            since,
            Column("CreatedAt", "CREATED AT", _created_at),
            size,
            Column("Containers", "CONTAINERS", lambda row: _counted(row.image.get("Containers"))),
            Column("VirtualSize", "SIZE", lambda row: human_size(_size(row))),
            Column("SharedSize", "SHARED SIZE", _shared_size),
            Column("UniqueSize", "UNIQUE SIZE", _unique_size),
        ],
        default=[repository, tag, *([digest] if digests else []), image_id, since_or_unknown, size],
        go_type="*formatter.imageContext",
        raw=_RAW % ("digest: {{.Digest}}\n" if digests else ""),
        raw_quiet="image_id: {{.ID}}",
    )


def _size(row: NamedImage) -> int:
    return row.image.get("Size") or 0


def _counted(count: int | None) -> str:
    return "N/A" if count == -1 else str(count or 0)


def _shared_size(row: NamedImage) -> str:
    shared = row.image.get("SharedSize") or 0
    return "N/A" if shared == -1 else human_size(shared)


def _unique_size(row: NamedImage) -> str:
    size, shared = _size(row), row.image.get("SharedSize") or 0
    return "N/A" if size == -1 or shared == -1 else human_size(size - shared)
