"""Images on their way: pushed to registries, saved and loaded as archives, imported and built."""

from __future__ import annotations

from pydock_core.engine.api.images import image_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client, QueryValue
    from pydock_core.engine.messages import Response


def push(
    client: Client, name: str, *, tag: str, registry_auth: str, platform: str | None = None
) -> Iterator[dict[str, Any]]:
    """The progress of a push; all tags when `tag` is empty. `platform` is a JSON object."""
    query = {"tag": tag or None, "platform": platform or None}
    headers = {"X-Registry-Auth": registry_auth}
    return client.stream_json("POST", image_path(name, "/push"), query=query, headers=headers)


def save(client: Client, names: Iterable[str], *, platform: str | None = None) -> Response:
    """A tar archive of the images as the body."""
    return client.stream("GET", "/images/get", query={"names": [*names], "platform": platform or None})


def load(client: Client, archive: Iterable[bytes], *, quiet: bool, platform: str | None = None) -> Response:
    """Loads an archive; the body is progress (JSON lines) or plain text, as its content type says."""
    query: dict[str, QueryValue] = {"quiet": quiet, "platform": platform or None}
    headers = {"Content-Type": "application/x-tar"}
    return client.stream("POST", "/images/load", query=query, body=archive, headers=headers)


def import_(
    client: Client,
    source: str,
    archive: Iterable[bytes] | None,
    *,
    repository: str | None = None,
    message: str | None = None,
    changes: list[str] | None = None,
    platform: str | None = None,
) -> Iterator[dict[str, Any]]:
    """The progress of an import from the URL `source`, or from `archive` where `source` is `-`."""
    query = {
        "fromSrc": source,
        "repo": repository or None,
        "message": message or None,
        "changes": changes,
        "platform": platform.lower() if platform else None,
    }
    headers = {"Content-Type": "text/plain"} if archive is not None else None
    return client.stream_json("POST", "/images/create", query=query, body=archive, headers=headers)


def build(
    client: Client, context: Iterable[bytes], *, query: Mapping[str, QueryValue], registry_config: str
) -> Iterator[dict[str, Any]]:
    """The progress of a build by the classic builder; `registry_config` is the encoded X-Registry-Config."""
    headers = {"Content-Type": "application/x-tar", "X-Registry-Config": registry_config}
    return client.stream_json("POST", "/build", query=query, body=context, headers=headers)
