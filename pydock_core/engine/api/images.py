"""`/images`: pull, list, inspect, tag, remove, history, prune; what travels the other way is in `image_transfer`."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    from pydock_core.engine.api.client import Client, Shape
    from pydock_core.engine.messages import Response

    Listing: TypeAlias = "list[dict[str, Any]]"  # inside the class, `list` is its method

# What commands rely on.
_SUMMARY: Shape = {
    "Id": str,
    "RepoTags": [str],
    "RepoDigests": [str],
    "Created": int,
    "Size": int,
    "SharedSize": int,
    "Containers": int,
    "Manifests": [
        {
            "ID": str,
            "Available": bool,
            "Kind": str,
            "Size": {"Content": int, "Total": int},
            "ImageData": {"Platform": {"os": str, "architecture": str, "variant": str}, "Containers": [str]},
        }
    ],
}

_LAYER: Shape = {"Id": str, "Created": int, "CreatedBy": str, "Tags": [str], "Size": int, "Comment": str}
_FOUND: Shape = {"name": str, "description": str, "is_official": bool, "is_automated": bool, "star_count": int}


def image_path(name: str, tail: str = "") -> str:
    """`/images/NAME` with what follows; the slashes in the name stay."""
    return f"/images/{name_path('image', name)}{tail}"


class Images:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        all: bool = False,
        filters: Mapping[str, Iterable[str]] | None = None,
        shared_size: bool = False,
        manifests: bool = False,
    ) -> Listing:
        """Summaries of the images; the intermediate ones too with `all`."""
        query = {
            "all": all or None,
            "filters": encode_filters(filters),
            "shared-size": shared_size or None,
            "manifests": manifests or None,
        }
        return self._client.json("GET", "/images/json", list, query=query, shape=_SUMMARY)

    def inspect(self, name: str, *, platform: str | None = None) -> dict[str, Any]:
        """All that the engine knows about the image; `platform` is a JSON object, from API 1.49 on."""
        return self._client.json("GET", image_path(name, "/json"), dict, query={"platform": platform or None})

    def history(self, name: str, *, platform: str | None = None) -> Listing:
        """Its layers, newest first."""
        query = {"platform": platform or None}
        return self._client.json("GET", image_path(name, "/history"), list, query=query, shape=_LAYER)

    def pull(
        self, name: str, *, tag: str = "", platform: str | None = None, registry_auth: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The progress of a pull, object by object; it fails by an object with `errorDetail`.

        `name` is the whole name (`docker.io/library/busybox`), `tag` a tag or digest; all tags when it is empty.
        `registry_auth` is the encoded X-Registry-Auth.
        """
        query = {"fromImage": name, "tag": tag or None, "platform": platform.lower() if platform else None}
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.stream_json("POST", "/images/create", query=query, headers=headers)

    def push(
        self, name: str, *, tag: str = "", registry_auth: str, platform: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """The progress of a push, like that of a pull; all tags when `tag` is empty. `platform` is a JSON object."""
        from pydock_core.engine.api import image_transfer

        return image_transfer.push(self._client, name, tag=tag, registry_auth=registry_auth, platform=platform)

    def save(self, names: Iterable[str], *, platform: str | None = None) -> Response:
        """A tar archive of the images as the body; `platform` is a JSON object."""
        from pydock_core.engine.api import image_transfer

        return image_transfer.save(self._client, names, platform=platform)

    def load(self, archive: Iterable[bytes], *, quiet: bool = False, platform: str | None = None) -> Response:
        """Loads the images of an archive; the body is progress, JSON or text as its content type says."""
        from pydock_core.engine.api import image_transfer

        return image_transfer.load(self._client, archive, quiet=quiet, platform=platform)

    def import_(self, source: str, archive: Iterable[bytes] | None, **image: Any) -> Iterator[dict[str, Any]]:
        """The progress of making an image of a file system's archive; see `image_transfer.import_`."""
        from pydock_core.engine.api import image_transfer

        return image_transfer.import_(self._client, source, archive, **image)

    def tag(self, source: str, *, name: str, tag: str) -> None:
        """Gives the image another name; `name` is the whole one, `tag` its tag."""
        self._client.request("POST", image_path(source, "/tag"), query={"repo": name, "tag": tag or None}).close()

    def remove(self, name: str, *, force: bool = False, prune: bool = True, platforms: Iterable[str] = ()) -> Listing:
        """What was done, `{"Untagged": …}` and `{"Deleted": …}`; untagged parents are kept without `prune`."""
        query = {"force": force or None, "noprune": None if prune else True, "platforms": [*platforms]}
        return self._client.json("DELETE", image_path(name), list, query=query)

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """`{"ImagesDeleted": [...], "SpaceReclaimed": bytes}`."""
        return self._client.json("POST", "/images/prune", dict, query={"filters": encode_filters(filters)})

    def search(
        self,
        term: str,
        *,
        limit: int | None = None,
        filters: Mapping[str, Iterable[str]] | None = None,
        registry_auth: str | None = None,
    ) -> Listing:
        """What the registry finds, at most `limit` results."""
        query = {"term": term, "limit": limit if limit and limit > 0 else None, "filters": encode_filters(filters)}
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.json("GET", "/images/search", list, query=query, headers=headers, shape=_FOUND)
