"""`/containers`: containers from create to remove, their streams, files, processes and statistics."""

from __future__ import annotations

from pydock_core.engine.api.encoding import encode_filters, name_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.api.decoding import Shape
    from pydock_core.engine.api.pending_wait import PendingWait
    from pydock_core.engine.messages import Response
    from pydock_core.engine.protocols import Connection

    Listing: TypeAlias = "list[dict[str, Any]]"  # inside the class, `list` is its method

# The members that commands rely on.
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
    """Returns `/containers/NAME` and `tail`; raises ProtocolError for an empty name."""
    return f"/containers/{name_path('container', name)}{tail}"


class Containers:
    """`engine.containers`. `name` is a container's name or id; bodies and results are the API's JSON objects.

    Every method raises APIError if the engine answers with an error (404: no such container), ConnectionFailed if it
    can't be reached, and ProtocolError for an empty name or a response that is not the API's.
    """

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
        """Returns summaries of the containers, newest first: the running ones, or all of them.

        `limit`, if positive, is the number of newest containers to return, whatever their state. `size` has the engine
        compute `SizeRw` and `SizeRootFs` (bytes). `filters` are docker's, as `{"label": ["a=b"]}`.
        """
        query = {
            "all": all or None,
            "limit": limit if limit and limit > 0 else None,
            "size": size or None,
            "filters": encode_filters(filters),
        }
        return self._client.json("GET", "/containers/json", list, query=query, shape=_SUMMARY)

    def create(self, body: dict[str, Any], *, name: str | None = None, platform: str | None = None) -> dict[str, Any]:
        """Creates a container and returns `{"Id": …, "Warnings": [...] or null}`.

        `body` is the API's ContainerConfig with HostConfig and NetworkingConfig; `platform` is `os[/arch[/variant]]`.
        Without a `name` the engine chooses one. The APIError has status 404 if the engine has no such image.
        """
        query = {"name": name or None, "platform": platform or None}
        return self._client.json("POST", "/containers/create", dict, query=query, body=body, shape=_CREATED)

    def inspect(self, name: str, *, size: bool = False) -> dict[str, Any]:
        """Returns all that the engine knows about the container; `size` adds `SizeRw` and `SizeRootFs` (bytes)."""
        query = {"size": size or None}
        return self._client.json("GET", container_path(name, "/json"), dict, query=query, shape=_DESCRIPTION)

    def start(self, name: str, *, checkpoint: str | None = None, checkpoint_dir: str | None = None) -> None:
        """Starts the container, from a checkpoint if one is given; a running container is a success."""
        query = {"checkpoint": checkpoint or None, "checkpoint-dir": checkpoint_dir or None}
        self._post(name, "/start", query, starts=True)

    def stop(self, name: str, *, timeout_seconds: int | None = None, signal: str | None = None) -> None:
        """Stops the container, and kills it after `timeout_seconds` (None: the container's own, -1: never).

        `signal` replaces its stop signal; it is not sent to an engine before API 1.42. A stopped container is a
        success.
        """
        self._post(name, "/stop", {"t": timeout_seconds, "signal": self._known_signal(signal)})

    def restart(self, name: str, *, timeout_seconds: int | None = None, signal: str | None = None) -> None:
        """Stops and starts the container; arguments as for `stop`."""
        query = {"t": timeout_seconds, "signal": self._known_signal(signal)}
        self._post(name, "/restart", query, starts=True)

    def kill(self, name: str, *, signal: str | None = None, timeout_seconds: float | None = None) -> None:
        """Sends a signal, SIGKILL if None, to the container's main process; `timeout_seconds` bounds the request."""
        self._post(name, "/kill", {"signal": signal or None}, timeout_seconds)

    def pause(self, name: str) -> None:
        """Freezes the container's processes."""
        self._post(name, "/pause")

    def unpause(self, name: str) -> None:
        """Lets the container's frozen processes go on."""
        self._post(name, "/unpause")

    def rename(self, name: str, new_name: str) -> None:
        """Gives the container another name."""
        self._post(name, "/rename", {"name": new_name})

    def resize(self, name: str, *, height: int, width: int, timeout_seconds: float | None = None) -> None:
        """Sets the size of the container's terminal, in characters; `timeout_seconds` bounds the request."""
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
        """Removes the container; `timeout_seconds` bounds the request.

        `force` kills a running one, `volumes` removes its anonymous volumes too, `link` removes only the link `name`.
        """
        query = {"force": force or None, "v": volumes or None, "link": link or None}
        self._client.request("DELETE", container_path(name), query=query, timeout_seconds=timeout_seconds).close()

    def wait(self, name: str, *, condition: str | None = None) -> PendingWait:
        """Arms a wait and returns it once the engine has confirmed it; its `result()` blocks until the end.

        `condition` is `not-running` (the engine's default), `next-exit` or `removed`.
        """
        from pydock_core.engine.api.pending_wait import PendingWait

        query = {"condition": condition or None}
        return PendingWait(self._client.stream("POST", container_path(name, "/wait"), query=query))

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
        """Returns a raw connection to the container's streams; the caller closes it.

        Without a terminal, output comes in frames (see `demultiplex`). `logs` sends the earlier output first, and
        `stream=False` nothing but that. `detach_keys` has docker's form, `ctrl-p,ctrl-q`.
        """
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
        """Returns the container's log as the body of a response, in frames (see `demultiplex`) without a terminal.

        `since` and `until` are Unix times with an optional fraction; `tail` is a number of lines or `all`; `follow`
        goes on until the container ends. `timestamps` and `details` put more before each line.
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

    def update(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sets limits and the restart policy (the API's ContainerUpdate); returns `{"Warnings": [...] or null}`."""
        return self._client.json("POST", container_path(name, "/update"), dict, body=body)

    def top(self, name: str, arguments: Iterable[str] = ()) -> dict[str, Any]:
        """Returns the processes as `ps ARGUMENTS` has them: `{"Titles": [...], "Processes": [[...], ...]}`."""
        query = {"ps_args": " ".join(arguments) or None}
        return self._client.json("GET", container_path(name, "/top"), dict, query=query)

    def stats(self, name: str, *, stream: bool) -> Iterator[dict[str, Any]]:
        """Returns an iterator over the container's statistics: one object, or with `stream` one each second."""
        return self._client.stream_json("GET", container_path(name, "/stats"), query={"stream": stream})

    def changes(self, name: str) -> Listing:
        """Returns `{"Path": …, "Kind": 0 changed, 1 added, 2 deleted}` of each file that differs from the image's."""
        return self._client.json("GET", container_path(name, "/changes"), list)

    def export(self, name: str) -> Response:
        """Returns a tar archive of the container's file system as the body of a response."""
        return self._client.stream("GET", container_path(name, "/export"))

    def archive_stat(self, name: str, path: str) -> dict[str, Any]:
        """Returns `name`, `size` (bytes), `mode` (Go's FileMode), `mtime` and `linkTarget` of a path in the container.

        The APIError has status 404 where there is no such path, too. The members are not checked.
        """
        from pydock_core.engine.api.path_stat import decode_path_stat

        response = self._client.request("HEAD", container_path(name, "/archive"), query={"path": path})
        response.close()
        return decode_path_stat(response.headers)

    def archive_get(self, name: str, path: str) -> tuple[dict[str, Any], Response]:
        """Returns (what `archive_stat` returns, a response whose body is a tar archive of a path in the container)."""
        from pydock_core.engine.api.path_stat import decode_path_stat

        response = self._client.stream("GET", container_path(name, "/archive"), query={"path": path})
        try:
            return decode_path_stat(response.headers), response
        except BaseException:
            response.close()
            raise

    def archive_put(
        self,
        name: str,
        path: str,
        archive: bytes | Iterable[bytes],
        *,
        overwrite: bool = False,
        archive_mode: bool = False,
    ) -> None:
        """Unpacks a tar archive into the folder `path` of the container.

        `overwrite` lets a file replace a folder and a folder a file; `archive_mode` keeps the owners (uid, gid).
        """
        query = {
            "path": path,
            "noOverwriteDirNonDir": None if overwrite else "true",
            "copyUIDGID": "true" if archive_mode else None,
        }
        headers = {"Content-Type": "text/plain"}  # as Go's client calls a body without a type
        self._client.request(
            "PUT", container_path(name, "/archive"), query=query, body=archive, headers=headers
        ).close()

    def commit(
        self,
        name: str,
        *,
        repository: str = "",
        tag: str = "",
        comment: str = "",
        author: str = "",
        changes: Iterable[str] | None = None,
        pause: bool = True,
    ) -> dict[str, Any]:
        """Makes an image of the container and returns `{"Id": …}`.

        `repository` and `tag` name the image, `changes` are Dockerfile instructions to apply to it; `pause` freezes the
        container meanwhile.
        """
        name_path("container", name)  # docker's message for an empty name is not the engine's
        query = {
            "container": name.strip(),
            "repo": repository,
            "tag": tag,
            "comment": comment,
            "author": author,
            "changes": [*changes] if changes is not None else None,
            "pause": None if pause else False,
        }
        return self._client.json("POST", "/commit", dict, query=query)

    def prune(self, *, filters: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
        """Removes the stopped containers; returns `{"ContainersDeleted": [...] or null, "SpaceReclaimed": bytes}`."""
        return self._client.json("POST", "/containers/prune", dict, query={"filters": encode_filters(filters)})

    def _known_signal(self, signal: str | None) -> str | None:
        """Returns the signal to send with a stop: none, as in docker, to an engine before API 1.42."""
        from pydock_core.engine.api.encoding import version_key

        return signal if signal and version_key(self._client.negotiate_version()) >= [1, 42] else None

    def _post(
        self,
        name: str,
        tail: str,
        query: Mapping[str, str | int | None] | None = None,
        timeout_seconds: float | None = None,
        *,
        starts: bool = False,
    ) -> None:
        path = container_path(name, tail)
        response = self._client.request("POST", path, query=query, timeout_seconds=timeout_seconds)
        response.close()
        # 304 is the answer of a container that is running already.
        if starts and response.status == 204 and self._client.on_container_started is not None:
            self._client.on_container_started(name.strip())
