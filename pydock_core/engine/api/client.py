"""The client of the Engine API: connects, negotiates the version, encodes requests, raises errors."""

from __future__ import annotations

from pydock_core.engine.api.decoding import decode_answer
from pydock_core.engine.api.encoding import query_pairs, version_key
from pydock_core.engine.messages import Request, path_escape
from pydock_core.errors import EngineError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    from pydock_core.engine.api.checkpoints import Checkpoints
    from pydock_core.engine.api.containers import Containers
    from pydock_core.engine.api.decoding import Expected, Shape
    from pydock_core.engine.api.encoding import QueryValue
    from pydock_core.engine.api.exec import Exec
    from pydock_core.engine.api.images import Images
    from pydock_core.engine.api.networks import Networks
    from pydock_core.engine.api.plugins import Plugins
    from pydock_core.engine.api.system import System
    from pydock_core.engine.api.volumes import Volumes
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Response
    from pydock_core.engine.protocols import Send

    Body: TypeAlias = "dict[str, Any] | list[Any] | bytes | Iterable[bytes] | None"

MAX_API_VERSION = "1.55"
MIN_API_VERSION = FALLBACK_API_VERSION = "1.24"


class Channel:
    """What a client sends over: the endpoint, the `Send` that reaches it, and headers for every request."""

    __slots__ = ("endpoint", "headers", "send")

    def __init__(self, endpoint: Endpoint, send: Send, headers: Mapping[str, str] | None = None) -> None:
        self.endpoint = endpoint
        self.send = send
        self.headers = headers or {}


class Negotiation:
    """What client and engine have agreed on, from the headers of `/_ping`.

    `api_version` is the version that requests carry, as "1.41". `os_type` is the engine's operating system, "linux" or
    "windows"; `experimental` tells whether its experimental features are on; `builder_version` is "2" for BuildKit;
    `swarm` is its state in a swarm ("active/manager"). A text is "" where the engine does not send it.
    """

    __slots__ = ("api_version", "builder_version", "experimental", "os_type", "swarm")

    def __init__(self, api_version: str, headers: Mapping[str, str]) -> None:
        self.api_version = api_version
        self.os_type = headers.get("ostype", "")
        self.builder_version = headers.get("builder-version", "")
        self.experimental = headers.get("docker-experimental") == "true"
        self.swarm = headers.get("swarm", "")


class Client:
    """The client of one engine; `session.engine` is one. Nothing is read, connected or sent before the first request.

    `connect()` is called once, before the first request, and returns the channel. `user_agent` replaces any such
    header of the channel's. `api_version` pins the version (`DOCKER_API_VERSION`), so that it is not negotiated.
    `log(event, fields)` gets the negotiation and each exchange, never headers, queries or bodies.
    `on_container_started(name)` is called when the engine has started a container through `containers`.

    Every method that sends a request raises ConnectionFailed if the engine can't be reached, ProtocolError for a
    response that is not the API's, and what `connect` raises.
    """

    def __init__(
        self,
        connect: Callable[[], Channel],
        *,
        user_agent: str,
        api_version: str | None = None,
        log: Callable[[str, dict[str, object]], None] | None = None,
        on_container_started: Callable[[str], None] | None = None,
    ) -> None:
        self._connect = connect
        self._user_agent = user_agent
        self._api_version = (api_version or "").removeprefix("v") or None
        self._log = log
        self.on_container_started = on_container_started
        self._channel: Channel | None = None
        self._negotiation: Negotiation | None = None

    def negotiate(self) -> Negotiation:
        """Asks the engine for its version and its kind, once; later calls return the same result.

        Sends `HEAD /_ping`, and `GET /_ping` where that is not answered with 200. The API version is the pinned one,
        else the lower of the engine's and PyDock's (`MAX_API_VERSION`). Raises EngineError if the engine can't be
        asked, which `negotiate_version` does not, and for an engine below `MIN_API_VERSION`.
        """
        if self._negotiation is None:
            self._negotiation = self._agree(self._ping())
        return self._negotiation

    def _agree(self, headers: Mapping[str, str]) -> Negotiation:
        """Returns the negotiation that the headers of `/_ping` give; sets the version that requests carry."""
        version = self._api_version
        if version is None:
            offered = headers.get("api-version") or FALLBACK_API_VERSION
            if version_key(offered) < version_key(MIN_API_VERSION):
                raise EngineError(
                    f"API version {offered} is not supported by this client: "
                    f"the minimum supported API version is {MIN_API_VERSION}"
                )
            version = offered if version_key(offered) < version_key(MAX_API_VERSION) else MAX_API_VERSION
            self._api_version = version
            if self._log is not None:
                self._log("negotiated", {"engine": offered, "version": version})
        return Negotiation(version, headers)

    def negotiate_version(self) -> str:
        """Returns the API version that requests carry, as "1.41"; asks the engine only if that is not known yet.

        A pinned version is returned without a request. `MAX_API_VERSION` if the engine can't be asked: as in docker,
        the request that follows says what is wrong. Raises EngineError for an engine below `MIN_API_VERSION`.
        """
        self._open()
        if self._api_version is None:
            try:
                headers = self._ping()
            except EngineError:
                return MAX_API_VERSION
            self._negotiation = self._agree(headers)
            return self._negotiation.api_version
        return self._api_version

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        hijack: bool = False,
        versioned: bool = True,
        timeout_seconds: float | None = None,
    ) -> Response:
        """Makes one exchange and returns the response, its body unread; the caller reads it to the end or closes it.

        `path` is escaped (names by `path_escape`) and has no version, which is put before it unless `versioned` is
        False. In `query` None is left out, True and False are 1 and 0, a list repeats its key; keys are sorted as in
        Go. A dict or list as `body` is sent as JSON, an iterable of bytes in chunks. `hijack` asks for a raw
        connection (`Response.connection`). `timeout_seconds` bounds connecting and the wait for the headers.

        Raises APIError for a status of 400 and more. 304 is a success; another redirection and an HTML page are a
        ProtocolError.
        """
        response = self._exchange(method, path, query, body, headers, hijack, versioned, timeout_seconds)
        # A proxy or a web server in front of the engine may answer with a page of its own, and call that a success.
        if (response.status >= 300 and response.status != 304) or "html" in response.headers.get("content-type", ""):
            from pydock_core.engine.api.response_errors import response_error

            raise response_error(method, path, response)
        return response

    def json(
        self,
        method: str,
        path: str,
        expect: type[Expected],
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        shape: Shape | None = None,
    ) -> Expected:
        """Makes one exchange and returns the decoded body: an object (`expect=dict`) or a list of objects (`list`).

        Arguments and errors are those of `request`. `null` is an empty list where a list is expected (Go's nil slice).
        `shape` holds the types that members must have where they are there, as `{"Id": str, "Names": [str]}`; each
        object's in a list. Raises ProtocolError for any other body, and for none.
        """
        data = self.stream(method, path, query=query, body=body, headers=headers).read()
        return decode_answer(method, path, data, expect, shape)

    def document(self, path: str, *, query: Mapping[str, QueryValue] | None = None) -> tuple[str, dict[str, Any]]:
        """Returns (the JSON text as the engine sent it, the object in it) of `GET path`.

        `inspect` prints the engine's own text. Errors are those of `json`.
        """
        data = self.stream("GET", path, query=query).read()
        return data.decode("utf-8", "replace"), decode_answer("GET", path, data, dict)

    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Makes one exchange and returns the response, which has a body; arguments and errors are those of `request`.

        Raises ProtocolError for 204 and 304, which have no body.
        """
        response = self.request(method, path, query=query, body=body, headers=headers)
        if response.status in (204, 304):
            response.close()
            raise ProtocolError(f"the engine answered {method} {path} with {response.status} and no content")
        return response

    def stream_json(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Makes one exchange and returns an iterator over the objects of a stream of JSON texts, as they arrive.

        The headers are there when this returns. Objects with `errorDetail` come like the others. Closing the iterator
        closes the connection. Errors are those of `stream`; a text that is cut or wrong raises ProtocolError when it
        is reached.
        """
        from pydock_core.engine.api.json_stream import json_objects

        return json_objects(self.stream(method, path, query=query, body=body, headers=headers))

    def _open(self) -> Channel:
        if self._channel is None:
            channel = self._connect()
            if self._log is not None:
                from pydock_core.engine.api.exchange_log import logged

                channel.send = logged(channel.send, self._log)
            channel.headers = {**channel.headers, "User-Agent": self._user_agent}
            self._channel = channel
        return self._channel

    def _ping(self) -> Mapping[str, str]:
        """Returns the headers of `/_ping`; EngineError if neither HEAD nor GET is answered."""
        try:
            response = self._exchange("HEAD", "/_ping")
            response.close()
            is_answered = response.status == 200
        except ProtocolError:
            is_answered = False
        if not is_answered:
            response = self.request("GET", "/_ping", versioned=False)
            response.read()
        return response.headers

    def _exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        hijack: bool = False,
        versioned: bool = False,
        timeout_seconds: float | None = None,
    ) -> Response:
        channel = self._open()
        prefix = channel.endpoint.base_path
        if versioned:
            prefix += f"/v{path_escape(self.negotiate_version())}"
        sent = {**channel.headers, **headers} if headers else dict(channel.headers)
        if isinstance(body, (dict, list)):
            from pydock_core.values.json_codec import dumps

            sent["Content-Type"] = "application/json"
            # Go's encoder ends a text with a newline.
            body = (dumps(body, escape_html=True) + "\n").encode()
        request = Request(
            method,
            prefix + path,
            query_pairs(query) if query else None,
            sent,
            body,
            hijack=hijack,
            timeout_seconds=timeout_seconds,
        )
        return channel.send(request)

    @property
    def containers(self) -> Containers:
        """`/containers`: list, create, start, attach, logs, wait, archives, …"""
        from pydock_core.engine.api.containers import Containers

        return Containers(self)

    @property
    def checkpoints(self) -> Checkpoints:
        """`/containers/NAME/checkpoints`: create, list, remove."""
        from pydock_core.engine.api.checkpoints import Checkpoints

        return Checkpoints(self)

    @property
    def exec(self) -> Exec:
        """`/exec`: commands in running containers."""
        from pydock_core.engine.api.exec import Exec

        return Exec(self)

    @property
    def images(self) -> Images:
        """`/images`: pull, push, list, inspect, tag, build, remove, …"""
        from pydock_core.engine.api.images import Images

        return Images(self)

    @property
    def networks(self) -> Networks:
        """`/networks`: create, list, inspect, connect, …"""
        from pydock_core.engine.api.networks import Networks

        return Networks(self)

    @property
    def plugins(self) -> Plugins:
        """`/plugins`: the engine's own plugins: list, install, enable, set, upgrade, remove, …"""
        from pydock_core.engine.api.plugins import Plugins

        return Plugins(self)

    @property
    def volumes(self) -> Volumes:
        """`/volumes`: create, list, inspect, remove, prune."""
        from pydock_core.engine.api.volumes import Volumes

        return Volumes(self)

    @property
    def system(self) -> System:
        """The engine as a whole: version, info, events, disk usage, registry authentication."""
        from pydock_core.engine.api.system import System

        return System(self)
