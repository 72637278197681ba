"""What is rarer about containers: their files, processes, statistics, limits, checkpoints, images made of them."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path
from pydock_core.engine.api.containers import container_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.messages import Response


def archive_stat(client: Client, container: str, path: str) -> dict[str, Any]:
    """What is at `path` in the container: `{"name", "size", "mode", "mtime", "linkTarget"}`; mode is Go's FileMode."""
    response = client.request("HEAD", container_path(container, "/archive"), query={"path": path})
    response.close()
    return path_stat(response)


def archive_get(client: Client, container: str, path: str) -> Response:
    """A tar archive of `path` as the body; `path_stat` tells what it is."""
    return client.stream("GET", container_path(container, "/archive"), query={"path": path})


def archive_put(
    client: Client,
    container: str,
    path: str,
    archive: bytes | Iterable[bytes],
    *,
    overwrite: bool = False,
    archive_mode: bool = False,
) -> None:
    """Unpacks a tar archive into the folder `path`; a folder is never replaced by a file unless `overwrite`."""
    query = {
        "path": path,
        "noOverwriteDirNonDir": None if overwrite else "true",
        "copyUIDGID": "true" if archive_mode else None,
    }
    headers = {"Content-Type": "text/plain"}  # what Go's client calls a body that it isn't told the type of
    client.request("PUT", container_path(container, "/archive"), query=query, body=archive, headers=headers).close()


def path_stat(response: Response) -> dict[str, Any]:
    """The X-Docker-Container-Path-Stat header of an answer, decoded; ProtocolError if it has none."""
    import base64
    import binascii

    from pydock_core.engine.api.client import decode
    from pydock_core.errors import ProtocolError

    try:
        value = decode(base64.b64decode(response.headers.get("x-docker-container-path-stat", ""), validate=True))
    except (binascii.Error, ProtocolError) as error:
        raise ProtocolError(f"unable to decode container path stat header: {error}") from error
    if not isinstance(value, dict):
        raise ProtocolError("unable to decode container path stat header: no object")
    return value


def export(client: Client, container: str) -> Response:
    """A tar archive of the container's file system as the body."""
    return client.stream("GET", container_path(container, "/export"))


def changes(client: Client, container: str) -> list[dict[str, Any]]:
    """`{"Path": …, "Kind": 0 changed | 1 added | 2 deleted}` for each file that differs from the image's."""
    return client.json("GET", container_path(container, "/changes"), list)


def top(client: Client, container: str, arguments: Iterable[str] = ()) -> dict[str, Any]:
    """`{"Titles": [...], "Processes": [[...], ...]}` as `ps` with these arguments shows them."""
    return client.json("GET", container_path(container, "/top"), dict, query={"ps_args": " ".join(arguments) or None})


def stats(client: Client, container: str, *, stream: bool) -> Iterator[dict[str, Any]]:
    """Its statistics, one object, or one each second with `stream`."""
    return client.stream_json("GET", container_path(container, "/stats"), query={"stream": stream})


def update(client: Client, container: str, body: dict[str, Any]) -> dict[str, Any]:
    """`{"Warnings": [...] or null}` after the limits and restart policy in `body` were set."""
    return client.json("POST", container_path(container, "/update"), dict, body=body)


def commit(
    client: Client,
    container: str,
    *,
    repository: str = "",
    tag: str = "",
    comment: str = "",
    author: str = "",
    changes: list[str] | None = None,
    pause: bool = True,
) -> dict[str, Any]:
    """`{"Id": …}` of the image made of the container."""
    name_path("container", container)  # an empty one would be refused in other words
    query = {
        "container": container.strip(),
        "repo": repository,
        "tag": tag,
        "comment": comment,
        "author": author,
        "changes": changes,
        "pause": None if pause else False,
    }
    return client.json("POST", "/commit", dict, query=query)


def prune(client: Client, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """`{"ContainersDeleted": [...] or null, "SpaceReclaimed": bytes}` after the stopped ones were removed."""
    return client.json("POST", "/containers/prune", dict, query={"filters": encode_filters(filters)})


def checkpoint_create(client: Client, container: str, body: dict[str, Any]) -> None:
    """Freezes the container into a checkpoint; `body` has CheckpointID, CheckpointDir, Exit."""
    client.request("POST", container_path(container, "/checkpoints"), body=body).close()


def checkpoint_list(client: Client, container: str, *, folder: str | None = None) -> list[dict[str, Any]]:
    """`{"Name": …}` for each of its checkpoints."""
    return client.json("GET", container_path(container, "/checkpoints"), list, query={"dir": folder or None})


def checkpoint_remove(client: Client, container: str, checkpoint: str, *, folder: str | None = None) -> None:
    """Removes a checkpoint."""
    path = container_path(container, f"/checkpoints/{name_path('checkpoint', checkpoint)}")
    client.request("DELETE", path, query={"dir": folder or None}).close()
