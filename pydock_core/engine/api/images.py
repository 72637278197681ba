"""`/images`: pull, push, list, inspect, tag, remove, archives, search and builds."""

from __future__ import annotations

from pydock_core.engine.api.encoding import encode_filters, name_path
from pydock_core.engine.messages import path_escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape
    from pydock_core.engine.api.encoding import QueryValue
    from pydock_core.engine.messages import Response

    Listing = list[dict[str, Any]]  # inside the class, `list` is its method

# The members that commands rely on.
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


def _path(name: str, tail: str = "") -> str:
    """`/images/NAME` and `tail`; the slashes in the name stay."""
    return f"/images/{name_path('image', name)}{tail}"


class Images:
    """`engine.images`. `name` is an image's name or id; bodies and results are the API's JSON objects.

    `registry_auth` is the encoded header X-Registry-Auth. Progress is an iterator over the engine's objects: an error
    comes as an object with `errorDetail`, it is not raised. Every method raises APIError if the engine answers with an
    error (404: no such image), ConnectionFailed if it can't be reached, and ProtocolError for an empty name or a
    response that is not the API's.
    """

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
        """Returns summaries of the images, with `all` the intermediate ones too.

        `shared_size` has the engine compute `SharedSize` (bytes), `manifests` adds `Manifests` (API 1.47).
        """
        query = {
            "all": all or None,
            "filters": encode_filters(filters),
            "shared-size": shared_size or None,
            "manifests": manifests or None,
        }
        return self._client.json("GET", "/images/json", list, query=query, shape=_SUMMARY)

    def inspect(self, name: str, *, platform: str | None = None) -> dict[str, Any]:
        """Returns all that the engine knows about the image; `platform` is a JSON object (API 1.49)."""
        return self._client.json("GET", _path(name, "/json"), dict, query={"platform": platform or None})

    def history(self, name: str, *, platform: str | None = None) -> Listing:
        """Returns the image's layers, newest first; `platform` is a JSON object (API 1.48)."""
        query = {"platform": platform or None}
        return self._client.json("GET", _path(name, "/history"), list, query=query, shape=_LAYER)

    def pull(
        self, name: str, *, tag: str = "", platform: str | None = None, registry_auth: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Pulls an image and returns the progress.

        `name` is the whole name (`docker.io/library/busybox`), `tag` a tag or digest, "" for all tags; `platform` is
        `os[/arch[/variant]]`.
        """
        query = {"fromImage": name, "tag": tag or None, "platform": platform.lower() if platform else None}
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.stream_json("POST", "/images/create", query=query, headers=headers)

    def push(
        self, name: str, *, tag: str = "", registry_auth: str, platform: str | None = None
    ) -> Iterator[dict[str, Any]]:
        """Pushes an image and returns the progress; "" as `tag` is for all tags, `platform` is a JSON object."""
        query = {"tag": tag or None, "platform": platform or None}
        headers = {"X-Registry-Auth": registry_auth}
        return self._client.stream_json("POST", _path(name, "/push"), query=query, headers=headers)

    def save(self, names: Iterable[str], *, platform: str | Iterable[str] | None = None) -> Response:
        """Returns a tar archive of the images as the body of a response.

        `platform` is a JSON object (API 1.48), or several (API 1.52).
        """
        query: dict[str, QueryValue] = {"names": [*names], "platform": _platforms(platform)}
        return self._client.stream("GET", "/images/get", query=query)

    def load(
        self, archive: Iterable[bytes], *, quiet: bool = False, platform: str | Iterable[str] | None = None
    ) -> Response:
        """Loads the images of a tar archive; `platform` is a JSON object (API 1.48), or several (API 1.52).

        The body of the response is progress (a JSON object a line) or plain text, as its content type says.
        """
        query: dict[str, QueryValue] = {"quiet": quiet, "platform": _platforms(platform)}
        headers = {"Content-Type": "application/x-tar"}
        return self._client.stream("POST", "/images/load", query=query, body=archive, headers=headers)

    def import_(
        self,
        source: str,
        archive: Iterable[bytes] | None,
        *,
        repository: str | None = None,
        message: str | None = None,
        changes: Iterable[str] | None = None,
        platform: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Makes an image of a file system's tar archive and returns the progress.

        The engine fetches the archive from the URL `source`; with `-` as `source` it is `archive`. `repository` is the
        image's name, `message` its comment, `changes` are Dockerfile instructions, `platform` is `os[/arch[/variant]]`.
        """
        query: dict[str, QueryValue] = {
            "fromSrc": source,
            "repo": repository or None,
            "message": message or None,
            "changes": [*changes] if changes is not None else None,
            "platform": platform.lower() if platform else None,
        }
        headers = {"Content-Type": "text/plain"} if archive is not None else None
        return self._client.stream_json("POST", "/images/create", query=query, body=archive, headers=headers)

    def build(
        self, context: Iterable[bytes], *, query: Mapping[str, QueryValue], registry_config: str
    ) -> Iterator[dict[str, Any]]:
        """Builds an image with the classic builder and returns the progress.

        `context` is a tar archive of the build context, `query` the API's parameters of `/build`, `registry_config`
        the encoded header X-Registry-Config.
        """
        headers = {"Content-Type": "application/x-tar", "X-Registry-Config": registry_config}
        return self._client.stream_json("POST", "/build", query=query, body=context, headers=headers)

    def tag(self, source: str, *, name: str, tag: str) -> None:
        """Gives the image `source` one more name; `name` is the whole one, without the tag."""
        self._client.request("POST", _path(source, "/tag"), query={"repo": name, "tag": tag or None}).close()

    def remove(self, name: str, *, force: bool = False, prune: bool = True, platforms: Iterable[str] = ()) -> Listing:
        """Removes an image or one of its names; returns `{"Untagged": …}` and `{"Deleted": …}` in order.

        `force` removes one that stopped containers use, `prune=False` keeps untagged parents; `platforms` are JSON
        objects (API 1.50).
        """
        query = {"force": force or None, "noprune": None if prune else True, "platforms": [*platforms]}
        # docker sends the name as typed; an empty one leaves the path of the list, which the engine refuses.
        path = f"/images/{path_escape(name)}".rstrip("/")
        return self._client.json("DELETE", path, list, query=query)

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """Removes unused images; returns `{"ImagesDeleted": [...] or null, "SpaceReclaimed": bytes}`."""
        return self._client.json("POST", "/images/prune", dict, query={"filters": encode_filters(filters)})

    def search(
        self,
        term: str,
        *,
        limit: int | None = None,
        filters: Mapping[str, Iterable[str]] | None = None,
        registry_auth: str | None = None,
    ) -> Listing:
        """Has the engine search a registry, and returns what it finds, at most `limit` results."""
        query = {"term": term, "limit": limit if limit and limit > 0 else None, "filters": encode_filters(filters)}
        headers = {"X-Registry-Auth": registry_auth} if registry_auth else None
        return self._client.json("GET", "/images/search", list, query=query, headers=headers, shape=_FOUND)


def _platforms(platform: str | Iterable[str] | None) -> QueryValue:
    return (platform if isinstance(platform, str) else [*(platform or ())]) or None
