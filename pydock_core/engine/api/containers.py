"""`/containers`: the life of containers, from create to remove; files, statistics, commits are in `container_files`."""

from __future__ import annotations

from pydock_core.engine.api.client import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from pydock_core.engine.api.client import Client, Shape
    from pydock_core.engine.api.pending_wait import PendingWait
    from pydock_core.engine.messages import Response
    from pydock_core.engine.protocols import Connection

    Listing: TypeAlias = "list[dict[str, Any]]"  # inside the class, `list` is its method

# What commands rely on.
_SUMMARY: Shape = {
    **dict.fromkeys(("Id", "Image", "ImageID", "Command", "State", "Status"), str),
    **dict.fromkeys(("Created", "SizeRw", "SizeRootFs"), int),
    "Names": [str],
    "Ports": [{"IP": str, "PrivatePort": int, "PublicPort": int, "Type": str}],
    "Labels": {"": str},
    "NetworkSettings": {"Networks": dict},
    "Mounts": [{"Name": str, "Source": str, "Driver": str}],
    "ImageManifestDescriptor": {"platform": {"os": str, "architecture": str, "variant": str}},
}
_DESCRIPTION: Shape = {
    "Id": str,
    "Config": {"Tty": bool, "OpenStdin": bool},
    "State": {"Running": bool, "Paused": bool, "Restarting": bool},
    "HostConfig": {"AutoRemove": bool},
}
_CREATED: Shape = {"Id": str, "Warnings": [str]}


def container_path(name: str, tail: str = "") -> str:
    """`/containers/NAME` with what follows."""
    return f"/containers/{name_path('container', name)}{tail}"


class Containers:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        all: bool = False,
        limit: int | None = None,
        size: bool = False,
        filters: Mapping[str, Iterable[str]] | None = None,
    ) -> Listing:
        """Summaries, newest first; only running ones without `all`; the `limit` newest; `size` computes sizes."""
        query = {
            "all": all or None,
            "limit": limit if limit and limit > 0 else None,
            "size": size or None,
            "filters": encode_filters(filters),
        }
        return self._client.json("GET", "/containers/json", list, query=query, shape=_SUMMARY)

    def create(self, body: dict[str, Any], *, name: str | None = None, platform: str | None = None) -> dict[str, Any]:
        """`{"Id": …, "Warnings": [...]}` of a new container; APIError with status 404 if the image isn't there."""
        query = {"name": name or None, "platform": platform or None}
        return self._client.json("POST", "/containers/create", dict, query=query, body=body, shape=_CREATED)

    def inspect(self, name: str, *, size: bool = False) -> dict[str, Any]:
        """All that the engine knows about the container; `SizeRw` and `SizeRootFs` too, with `size`."""
        query = {"size": size or None}
        return self._client.json("GET", container_path(name, "/json"), dict, query=query, shape=_DESCRIPTION)

    def start(self, name: str, *, checkpoint: str | None = None, checkpoint_dir: str | None = None) -> None:
        """Starts it; one that runs already is a success."""
        self._post(name, "/start", {"checkpoint": checkpoint or None, "checkpoint-dir": checkpoint_dir or None})

    def stop(self, name: str, *, timeout_seconds: int | None = None, signal: str | None = None) -> None:
        """Stops it; killed after the timeout (the container's own when None, never when -1). Stopped is a success."""
        self._post(name, "/stop", {"t": timeout_seconds, "signal": self._known_signal(signal)})

    def restart(self, name: str, *, timeout_seconds: int | None = None, signal: str | None = None) -> None:
        """Stops and starts it."""
        self._post(name, "/restart", {"t": timeout_seconds, "signal": self._known_signal(signal)})

    def kill(self, name: str, *, signal: str | None = None, timeout_seconds: float | None = None) -> None:
        """Sends the signal, SIGKILL when None."""
        self._post(name, "/kill", {"signal": signal or None}, timeout_seconds)

    def pause(self, name: str) -> None:
        """Freezes its processes."""
        self._post(name, "/pause")

    def unpause(self, name: str) -> None:
        """Thaws its processes."""
        self._post(name, "/unpause")

    def rename(self, name: str, new_name: str) -> None:
        """Gives it another name."""
        self._post(name, "/rename", {"name": new_name})

    def resize(self, name: str, *, height: int, width: int, timeout_seconds: float | None = None) -> None:
        """Sets the size of its terminal, in characters."""
        self._post(name, "/resize", {"h": height, "w": width}, timeout_seconds)

    def remove(
        self,
        name: str,
        *,
        force: bool = False,
        volumes: bool = False,
        link: bool = False,
        timeout_seconds: float | None = None,
    ) -> None:
        """Removes it; `volumes`: its anonymous volumes too; `force`: kills a running one; `link`: removes only that."""
        query = {"force": force or None, "v": volumes or None, "link": link or None}
        self._client.request("DELETE", container_path(name), query=query, timeout_seconds=timeout_seconds).close()

    def wait(self, name: str, *, condition: str | None = None) -> PendingWait:
        """A wait that the engine has armed when this returns (its headers are there); `result()` blocks till the end.

        `condition` is `not-running` (the engine's default), `next-exit` or `removed`.
        """
        from pydock_core.engine.api.pending_wait import PendingWait

        return PendingWait(
            self._client.stream("POST", container_path(name, "/wait"), query={"condition": condition or None})
        )

    def attach(
        self,
        name: str,
        *,
        stream: bool = True,
        stdin: bool = False,
        stdout: bool = False,
        stderr: bool = False,
        logs: bool = False,
        detach_keys: str | None = None,
    ) -> Connection:
        """A hijacked connection to its streams: framed (see `engine.stream`) unless the container has a terminal."""
        query = {
            "stream": stream or None,
            "stdin": stdin or None,
            "stdout": stdout or None,
            "stderr": stderr or None,
            "logs": logs or None,
            "detachKeys": detach_keys or None,
        }
        from pydock_core.engine.api.hijack import hijack

        return hijack(self._client, container_path(name, "/attach"), query=query, content_type="text/plain")

    def logs(
        self,
        name: str,
        *,
        stdout: bool = True,
        stderr: bool = True,
        since: str | None = None,
        until: str | None = None,
        timestamps: bool = False,
        details: bool = False,
        follow: bool = False,
        tail: str = "all",
    ) -> Response:
        """The log as the body of the response: framed unless the container has a terminal.

        `since` and `until` are unix times, with a fraction if need be; `tail` is a number or `all`.
        """
        query = {
            "stdout": stdout or None,
            "stderr": stderr or None,
            "since": since or None,
            "until": until or None,
            "timestamps": timestamps or None,
            "details": details or None,
            "follow": follow or None,
            "tail": tail,
        }
        return self._client.stream("GET", container_path(name, "/logs"), query=query)

    def _known_signal(self, signal: str | None) -> str | None:
        """An engine before API 1.42 knows no signal here; docker leaves it out."""
        from pydock_core.engine.api.client import version_key

        return signal if signal and version_key(self._client.api_version) >= [1, 42] else None

    def _post(
        self,
        name: str,
        tail: str,
        query: Mapping[str, str | int | None] | None = None,
        timeout_seconds: float | None = None,
    ) -> None:
        self._client.request("POST", container_path(name, tail), query=query, timeout_seconds=timeout_seconds).close()
