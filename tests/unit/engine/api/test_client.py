from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.errors import APIError, ConnectionFailed, EngineError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Response | EngineError

PING = {"api-version": "1.41", "ostype": "linux", "builder-version": "2", "docker-experimental": "false"}


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Response:
    reasons = {200: "OK", 204: "No Content", 301: "Moved Permanently", 404: "Not Found", 500: "Internal Server Error"}
    return Response(
        status,
        reasons.get(status, ""),
        {name.replace("_", "-"): value for name, value in headers.items()},
        BytesBody(body),
    )


class Engine:
    """A `Send` that keeps the requests and gives these answers in turn, a good ping to `HEAD /_ping` in between."""

    def __init__(self, *answers: Answer, ping: Callable[[Request], Answer] | None = None) -> None:
        self.requests: list[Request] = []
        self._answers = list(answers)
        self._ping = ping or (lambda _request: Response(200, "OK", PING, BytesBody()))

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        given = self._ping(request) if request.path.endswith("/_ping") else self._answers.pop(0)
        if isinstance(given, EngineError):
            raise given
        return given

    def client(self, **more: Any) -> Client:
        endpoint = Endpoint("unix", "/d.sock", url="unix:///d.sock", base_path=more.pop("base_path", ""))
        channel = Channel(endpoint, self, more.pop("headers", None))
        return Client(lambda: channel, user_agent="PyDock", **more)

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (answer(b'{"message":"x\\n y "}', 500, content_type="application/json"), "Error response from daemon: x\n y"),
        (
            answer(b"{}", 404, content_type="application/json"),
            "Error response from daemon: API returned a 404 (Not Found) but provided no error-message",
        ),
        (
            answer(b"oops", 500, content_type="application/json"),
            "Error response from daemon: 500 Internal Server Error (the answer's JSON can't be read)",
        ),
        (answer(b"first\nsecond", 500, content_type="text/plain"), "Error response from daemon: first"),
        (
            answer(b"Client sent an HTTP request to an HTTPS server.\n", 400, content_type="text/plain"),
            (
                "Error response from daemon: Client sent an HTTP request to an HTTPS server. "
                "Use --tlsverify (or --tls) to connect."
            ),
        ),
        (
            answer(b"", 500),
            (
                "request returned 500 Internal Server Error for API route and version /containers/a/json, "
                "check if the server supports the requested API version"
            ),
        ),
    ],
)
def test_a_refusal_is_one_error_with_the_engines_words(given: Response, message: str) -> None:
    with pytest.raises(APIError) as caught:
        Engine(given).client().containers.inspect("a")
    assert caught.value.message == message
    assert caught.value.status == given.status


@pytest.mark.parametrize("status", [200, 302, 404, 502])
@pytest.mark.parametrize(("body", "kind"), [(b"oops", "text/html; charset=utf-8"), (b"<html>\noops", "text/html")])
def test_an_html_page_is_never_an_engine_s_answer(status: int, body: bytes, kind: str) -> None:
    with pytest.raises(
        ProtocolError, match=rf"^the engine answered GET /containers/a/json with {status} .*an HTML page"
    ):
        Engine(answer(body, status, content_type=kind)).client().containers.inspect("a")


def test_a_redirection_is_not_followed() -> None:
    with pytest.raises(ProtocolError, match="redirection 301 Moved Permanently"):
        Engine(answer(b"", 301)).client().containers.remove("../images/a")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1"])
def test_an_object_that_is_due_and_does_not_come_is_an_error(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="the engine's answer to POST /containers/create is not an object"):
        Engine(answer(body)).client().containers.create({})


@pytest.mark.parametrize("body", [b"{}", b'"x"', b"[1", b"", b"junk"])
def test_a_list_that_is_due_and_does_not_come_is_an_error(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="the engine's answer to GET /containers/json is"):
        Engine(answer(body)).client().containers.list()


def test_null_is_an_empty_list() -> None:
    assert Engine(answer(b"null")).client().containers.list() == []


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("resource", ["logs", "pull", "events", "list", "wait"])
def test_no_content_where_a_body_is_due_is_an_error(status: int, resource: str) -> None:
    client = Engine(answer(b"", status)).client()
    asks: dict[str, Callable[[], object]] = {
        "logs": lambda: client.containers.logs("a"),
        "pull": lambda: client.images.pull("a"),
        "events": lambda: client.system.events(),
        "list": lambda: client.containers.list(),
        "wait": lambda: client.containers.wait("a"),
    }
    with pytest.raises(ProtocolError, match=f"with {status} and no content"):
        asks[resource]()


def test_a_container_that_runs_already_is_started() -> None:
    Engine(answer(b"", 304)).client().containers.start("a")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"Error":null}', b'{"StatusCode":"0"}', b'{"StatusCode":true}']
)
def test_a_wait_without_a_status_is_an_error(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        Engine(answer(body)).client().containers.wait("a").result()


def test_a_wait_that_failed_has_the_engines_words() -> None:
    body = b'{"StatusCode":0,"Error":{"Message":"it went away"}}'
    with pytest.raises(APIError, match=r"^it went away$"):
        Engine(answer(body)).client().containers.wait("a").result()


@pytest.mark.parametrize("rest", [b'{"status":"b"', b"junk", b"[1]", b'{"a":1}x'])
def test_a_stream_of_objects_that_breaks_off_is_an_error_after_what_came_before(rest: bytes) -> None:
    progress = Engine(answer(b'{"status":"a"}\r\n' + rest)).client().images.pull("a")
    assert next(progress) == {"status": "a"}
    with pytest.raises(ProtocolError):
        list(progress)


def test_objects_on_one_line_are_taken_apart() -> None:
    body = b'{"a":"}{\\""}{"b":{}}\n\n{"c":1}'
    assert list(Engine(answer(body)).client().system.events()) == [{"a": '}{"'}, {"b": {}}, {"c": 1}]


def test_the_version_is_asked_once_and_lowered_to_the_engines() -> None:
    engine = Engine(answer(b"[]"), answer(b"[]"))
    client = engine.client()
    client.containers.list()
    client.containers.list()
    assert engine.lines == ["HEAD /_ping", "GET /v1.41/containers/json", "GET /v1.41/containers/json"]
    assert client.negotiate().os_type == "linux"


@pytest.mark.parametrize(
    ("offered", "used"),
    [("1.99", "1.50"), ("1.50", "1.50"), ("1.9", "1.9"), ("1.23", "1.23"), ("", "1.24"), ("x", "x")],
)
def test_the_lower_version_is_used(offered: str, used: str) -> None:
    engine = Engine(ping=lambda _request: Response(200, "OK", {"api-version": offered}, BytesBody()))
    assert engine.client().negotiate_version() == used


def test_a_pinned_version_is_not_asked_for() -> None:
    engine = Engine(answer(b"[]"))
    engine.client(api_version="v1.30", base_path="/prefix").containers.list()
    assert engine.lines == ["GET /prefix/v1.30/containers/json"]


def test_an_engine_without_head_is_asked_with_get() -> None:
    def ping(request: Request) -> Response:
        if request.method == "HEAD":
            return answer(b"", 404)
        return Response(200, "OK", PING, BytesBody(b"OK"))

    engine = Engine(ping=ping)
    assert engine.client().negotiate_version() == "1.41"
    assert engine.lines == ["HEAD /_ping", "GET /_ping"]


def test_an_engine_that_is_away_is_reported_by_the_request_itself() -> None:
    engine = Engine(ConnectionFailed("no containers"), ping=lambda _request: ConnectionFailed("no ping"))
    with pytest.raises(ConnectionFailed, match=r"^no containers$"):
        engine.client().containers.list()


def test_the_user_agent_is_protected_and_other_headers_are_the_user_s() -> None:
    engine = Engine(answer(b"[]"))
    engine.client(headers={"User-Agent": "evil", "X-Mine": "1"}).containers.list()
    assert engine.requests[-1].headers == {"User-Agent": "PyDock", "X-Mine": "1"}


def test_the_log_has_the_path_without_the_query() -> None:
    said: list[tuple[str, dict[str, object]]] = []
    engine = Engine(answer(b"[]"))
    engine.client(log=lambda event, fields: said.append((event, fields))).containers.list(all=True)
    event, fields = said[-1]
    assert isinstance(fields.pop("milliseconds"), float)
    assert (event, fields) == ("request", {"method": "GET", "path": "/v1.41/containers/json", "status": 200})
    assert ("negotiated", {"engine": "1.41", "version": "1.41"}) in said


@pytest.mark.parametrize(
    ("call", "line", "query"),
    [
        (lambda c: c.containers.list(all=True, limit=3, size=True), "GET /containers/json", "all=1 limit=3 size=1"),
        (lambda c: c.containers.remove("a", force=True, volumes=True), "DELETE /containers/a", "force=1 v=1"),
        (lambda c: c.containers.stop("a", timeout_seconds=0), "POST /containers/a/stop", "t=0"),
        (lambda c: c.containers.kill("a", signal="HUP"), "POST /containers/a/kill", "signal=HUP"),
        (lambda c: c.containers.rename("a", "b"), "POST /containers/a/rename", "name=b"),
        (lambda c: c.containers.resize("a", height=2, width=3), "POST /containers/a/resize", "h=2 w=3"),
        (lambda c: c.containers.wait("a", condition="removed"), "POST /containers/a/wait", "condition=removed"),
        (lambda c: c.containers.logs("a", tail="5"), "GET /containers/a/logs", "stderr=1 stdout=1 tail=5"),
        (
            lambda c: c.images.pull("docker.io/library/x", tag="latest", platform="Linux/ARM64"),
            "POST /images/create",
            "fromImage=docker.io/library/x platform=linux/arm64 tag=latest",
        ),
        (lambda c: c.images.remove("a/b", prune=False), "DELETE /images/a/b", "noprune=1"),
        (lambda c: c.images.tag("a", name="b", tag="c"), "POST /images/a/tag", "repo=b tag=c"),
        (lambda c: c.networks.inspect("n", verbose=True), "GET /networks/n", "verbose=true"),
        (lambda c: c.volumes.remove("v", force=True), "DELETE /volumes/v", "force=1"),
        (lambda c: c.system.prune_build_cache(all=True), "POST /build/prune", "all=1 filters="),
    ],
)
def test_requests_are_docker_s(call: Callable[[Client], object], line: str, query: str) -> None:
    engine = Engine(answer(b"[]" if "json" in line or line.startswith("DELETE /images") else b"{}"))
    call(engine.client(api_version="1.50"))
    assert engine.lines == [line.replace(" ", " /v1.50", 1)]
    assert " ".join(f"{key}={value}" for key, value in engine.requests[0].query) == query


def test_a_body_is_json_as_go_writes_it() -> None:
    engine = Engine(answer(b"{}"))
    engine.client(api_version="1.50").networks.disconnect("n", "c<", force=True)
    assert engine.requests[0].body == b'{"Container":"c\\u003c","Force":true}\n'
    assert engine.requests[0].headers["Content-Type"] == "application/json"
