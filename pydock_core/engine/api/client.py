"""The Engine API over a `Send`: versions negotiated, bodies encoded, errors raised, one resource a module."""

from __future__ import annotations

from pydock_core.engine.messages import Request, path_escape
from pydock_core.errors import EngineError, InvalidValue, ProtocolError
from pydock_core.values.json_codec import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, TypeAlias, TypeVar

    from pydock_core.engine.api.containers import Containers
    from pydock_core.engine.api.exec import Exec
    from pydock_core.engine.api.images import Images
    from pydock_core.engine.api.networks import Networks
    from pydock_core.engine.api.system import System
    from pydock_core.engine.api.volumes import Volumes
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Response
    from pydock_core.engine.protocols import Send

    QueryValue: TypeAlias = "str | int | bool | list[str] | None"
    Body: TypeAlias = "dict[str, Any] | list[Any] | bytes | Iterable[bytes] | None"
    Expected = TypeVar("Expected", dict[str, Any], list[Any])
    Shape: TypeAlias = "type | dict[str, Shape] | list[Shape]"

MAX_API_VERSION = "1.50"
FALLBACK_API_VERSION = "1.24"


class Ping:
    """What the engine says in the headers of `/_ping`; `builder_version` and `swarm` are "" when it doesn't."""

    __slots__ = ("api_version", "builder_version", "experimental", "os_type", "swarm")

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.api_version = headers.get("api-version", "")
        self.os_type = headers.get("ostype", "")
        self.builder_version = headers.get("builder-version", "")
        self.experimental = headers.get("docker-experimental") == "true"
        self.swarm = headers.get("swarm", "")


class Client:
    """One engine. Nothing is sent before the first request; the version is negotiated then, unless it is pinned.

    `headers` go with every request, `user_agent` always last. `api_version` pins (`DOCKER_API_VERSION`) without asking.
    `log(event, fields)` is told of the negotiation and of each exchange, never of headers, queries or bodies.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        send: Send,
        *,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
        api_version: str | None = None,
        log: Callable[[str, dict[str, object]], None] | None = None,
    ) -> None:
        self.endpoint = endpoint
        if log is not None:
            from pydock_core.engine.api.exchange_log import logged

            send = logged(send, log)
        self._send = send
        self._headers = {**(headers or {}), "User-Agent": user_agent}
        self._version = (api_version or "").removeprefix("v") or None
        self._log = log
        self._ping: Ping | None = None

    @property
    def api_version(self) -> str:
        """The version that requests carry, as "1.41": the pinned one, or the lower of the engine's and PyDock's.

        PyDock's own when the engine can't be asked: as in docker, the request that follows says what is wrong.
        """
        if self._version is None:
            try:
                offered = (self._ping or self.ping()).api_version or FALLBACK_API_VERSION
            except EngineError:
                return MAX_API_VERSION
            self._version = offered if version_key(offered) < version_key(MAX_API_VERSION) else MAX_API_VERSION
            if self._log is not None:
                self._log("negotiated", {"engine": offered, "version": self._version})
        return self._version

    @property
    def os_type(self) -> str:
        """The engine's operating system, "linux" or "windows"; "" from an engine that doesn't say."""
        return (self._ping or self.ping()).os_type

    @property
    def experimental(self) -> bool:
        """Whether the engine was started with its experimental features."""
        return (self._ping or self.ping()).experimental

    def ping(self) -> Ping:
        """Asks `HEAD /_ping`, and `GET` where that isn't answered with 200; APIError if neither is."""
        try:
            response = self._exchange("HEAD", "/_ping")
            response.close()
            refused = response.status != 200
        except ProtocolError:
            refused = True
        if refused:
            response = self.request("GET", "/_ping", versioned=False)
            response.read()
        self._ping = Ping(response.headers)
        return self._ping

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
        """The answer to one exchange, its body unread; the caller reads it to the end or closes it.

        `path` is escaped already (`path_escape` for names) and has no version. In `query` None is left out, True and
        False are 1 and 0, a list repeats its key; keys are sorted as Go does. A dict or list as `body` is sent as JSON.
        APIError for a status of 400 and more; 304 counts as success, any other redirection is a ProtocolError, and so
        is an HTML page.
        """
        response = self._exchange(method, path, query, body, headers, hijack, versioned, timeout_seconds)
        # Whatever stands between us and the engine may answer with a page of its own, and call that a success.
        if (response.status >= 300 and response.status != 304) or "html" in response.headers.get("content-type", ""):
            from pydock_core.engine.api.response_errors import refusal

            raise refusal(method, path, response)
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
        """The decoded body, which must be of the type `expect`; ProtocolError otherwise, also when there is none.

        `null` is an empty list where a list is due (Go's nil slice), and an error where an object is. `shape` (see
        `validate`) is what the object, or each of the list's, must have where it has it.
        """
        data = self._require_body(
            method, path, self.request(method, path, query=query, body=body, headers=headers)
        ).read()
        value = _decoded(method, path, data, expect)
        if shape is not None:
            wrong = validate(value, shape if expect is dict else [shape])
            if wrong:
                raise ProtocolError(f"the engine's answer to {method} {path} is wrong: {wrong.removeprefix('.')}")
        return value

    def document(self, path: str, *, query: Mapping[str, QueryValue] | None = None) -> tuple[str, dict[str, Any]]:
        """(The JSON text as it was sent, the object in it) of `GET path`: `inspect` shows the engine's own text."""
        data = self._require_body("GET", path, self.request("GET", path, query=query)).read()
        return data.decode("utf-8", "replace"), _decoded("GET", path, data, dict)

    def stream(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """An answer whose body is due: 204 and 304, which have none, are a ProtocolError."""
        return self._require_body(method, path, self.request(method, path, query=query, body=body, headers=headers))

    def stream_json(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """The objects of an answer that is a stream of JSON texts, as they arrive; the headers are there on return.

        `errorDetail` objects come out like any other. Closing the iterator closes the connection.
        """
        from pydock_core.engine.api.json_stream import json_objects

        return json_objects(self.stream(method, path, query=query, body=body, headers=headers))

    def _require_body(self, method: str, path: str, response: Response) -> Response:
        if response.status in (204, 304):
            response.close()
            raise ProtocolError(f"the engine answered {method} {path} with {response.status} and no content")
        return response

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
        prefix = f"{self.endpoint.base_path}/v{path_escape(self.api_version)}" if versioned else self.endpoint.base_path
        sent = {**self._headers, **headers} if headers else dict(self._headers)
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
        return self._send(request)

    @property
    def containers(self) -> Containers:
        """`/containers`: list, create, start, attach, logs, wait, …"""
        from pydock_core.engine.api.containers import Containers

        return Containers(self)

    @property
    def exec(self) -> Exec:
        """`/exec`: commands in running containers."""
        from pydock_core.engine.api.exec import Exec

        return Exec(self)

    @property
    def images(self) -> Images:
        """`/images`: pull, list, inspect, tag, remove, …"""
        from pydock_core.engine.api.images import Images

        return Images(self)

    @property
    def networks(self) -> Networks:
        """`/networks`: create, list, inspect, connect, …"""
        from pydock_core.engine.api.networks import Networks

        return Networks(self)

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


def decode(data: bytes | str) -> Any:
    """The value of one JSON text of the engine's; ProtocolError says what is wrong with it."""
    try:
        return loads(data)
    except InvalidValue as error:
        raise ProtocolError(error.message) from error


def _decoded(method: str, path: str, data: bytes, expect: type[Expected]) -> Expected:
    """The value of an answer, which must be an object or a list of objects; `null` is an empty list."""
    try:
        value = decode(data)
    except ProtocolError as error:
        raise ProtocolError(f"the engine's answer to {method} {path} is no JSON: {error.message}") from error
    if value is None and expect is list:
        return expect()
    if not isinstance(value, expect):
        due = "an object" if expect is dict else "a list"
        raise ProtocolError(f"the engine's answer to {method} {path} is not {due}, as it should be")
    if expect is list and not all([item.__class__ is dict for item in value]):
        raise ProtocolError(f"the engine's answer to {method} {path} is not a list of objects, as it should be")
    return value


def validate(value: Any, shape: Shape) -> str:
    """Where a decoded JSON value is not of a shape (`.Ports[0].Type is a number, not a text`); "" if it is.

    A shape is `str`, `int`, `bool` or `dict`, a list of one shape, an object's members by name, or `{"": shape}` for
    those of any name. As in Go, members may be missing or `null`, others may be there, and an `int` has 64 bits.
    """
    if isinstance(shape, list):
        if value.__class__ is not list:
            return _is_no(value, list)
        for index, item in enumerate(value):
            wrong = validate(item, shape[0])
            if wrong:
                return f"[{index}]{wrong}"
    elif isinstance(shape, dict):
        if value.__class__ is not dict:
            return _is_no(value, dict)
        of_any_name = shape.get("")
        for key, inner in (dict.fromkeys(value, of_any_name) if of_any_name else shape).items():
            member = value.get(key)
            if (member is None and not of_any_name) or (member.__class__ is inner and inner is not int):
                continue
            wrong = validate(member, inner)
            if wrong:
                return f".{key}{wrong}"
    elif value.__class__ is not shape or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        return _is_no(value, shape)
    return ""


def _is_no(value: Any, due: type) -> str:
    from pydock_core.engine.api.type_mismatch import is_no

    return is_no(value, due)


def query_pairs(query: Mapping[str, QueryValue]) -> list[tuple[str, str]]:
    """The pairs to send: sorted by key as Go's `url.Values.Encode` does, None left out, booleans as 1 and 0."""
    pairs: list[tuple[str, str]] = []
    for key in sorted(query):
        value = query[key]
        if value is None:
            continue
        if isinstance(value, list):
            pairs.extend((key, item) for item in value)
        elif isinstance(value, bool):
            pairs.append((key, "1" if value else "0"))
        else:
            pairs.append((key, str(value)))
    return pairs


def version_key(version: str) -> list[int]:
    """An API version as numbers to compare, part by part; a part that is no number counts as 0, as in docker."""
    return [int(part) if part.isdecimal() and len(part) < 10 else 0 for part in version.split(".")]


def name_path(kind: str, name: str) -> str:
    """`name` escaped for a path; ProtocolError when it is empty, since the path would mean something else."""
    name = name.strip()
    if not name:
        raise ProtocolError(f"invalid {kind} name or ID: value is empty")
    return path_escape(name)


def encode_filters(filters: Mapping[str, Iterable[str]] | None) -> str | None:
    """Filters in the form that docker sends, `{"name":{"x":true}}`, keys sorted; None when there are none."""
    if not filters:
        return None
    from pydock_core.values.json_codec import dumps

    return dumps({key: dict.fromkeys(sorted(filters[key]), True) for key in sorted(filters)}, escape_html=True)
