"""Responses that are errors, bodies that are not what they should be, streams of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import APIError, ProtocolError
from tests.unit.engine.api.scripted_engine import ScriptedEngine, response

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.messages import Response


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (response(b'{"message":"x\\n y "}', 500, content_type="application/json"), "Error response from daemon: x\n y"),
        (
            response(b"{}", 404, content_type="application/json"),
            "Error response from daemon: API returned a 404 (Not Found) but provided no error-message",
        ),
        (
            response(b"oops", 500, content_type="application/json"),
            "Error response from daemon: 500 Internal Server Error (the answer's JSON can't be read)",
        ),
        (response(b"first\nsecond", 500, content_type="text/plain"), "Error response from daemon: first"),
        (
            response(b"Client sent an HTTP request to an HTTPS server.\n", 400, content_type="text/plain"),
            (
                "Error response from daemon: Client sent an HTTP request to an HTTPS server. "
                "Use --tlsverify (or --tls) to connect."
            ),
        ),
        (
            response(b"", 500),
            (
                "request returned 500 Internal Server Error for API route and version /containers/a/json, "
                "check if the server supports the requested API version"
            ),
        ),
    ],
)
def test_error_response_is_raised_with_the_engine_s_message(given: Response, message: str) -> None:
    with pytest.raises(APIError) as caught:
        ScriptedEngine(given).client().containers.inspect("a")
    assert caught.value.message == message
    assert caught.value.status == given.status


@pytest.mark.parametrize("status", [200, 302, 404, 502])
@pytest.mark.parametrize(("body", "kind"), [(b"oops", "text/html; charset=utf-8"), (b"<html>\noops", "text/html")])
def test_html_response_is_a_protocol_error(status: int, body: bytes, kind: str) -> None:
    with pytest.raises(
        ProtocolError, match=rf"^the engine answered GET /containers/a/json with {status} .*an HTML page"
    ):
        ScriptedEngine(response(body, status, content_type=kind)).client().containers.inspect("a")


def test_redirection_is_a_protocol_error() -> None:
    with pytest.raises(ProtocolError, match="redirection 301 Moved Permanently"):
        ScriptedEngine(response(b"", 301)).client().containers.remove("../images/a")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"1"])
def test_response_that_is_not_an_object_is_a_protocol_error(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="the engine's answer to POST /containers/create is not an object"):
        ScriptedEngine(response(body)).client().containers.create({})


@pytest.mark.parametrize("body", [b"{}", b'"x"', b"[1", b"", b"junk"])
def test_response_that_is_not_a_list_is_a_protocol_error(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="the engine's answer to GET /containers/json is"):
        ScriptedEngine(response(body)).client().containers.list()


def test_null_response_is_an_empty_list() -> None:
    assert ScriptedEngine(response(b"null")).client().containers.list() == []


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("resource", ["logs", "pull", "events", "list", "wait"])
def test_response_without_a_body_is_a_protocol_error(status: int, resource: str) -> None:
    client = ScriptedEngine(response(b"", status)).client()
    asks: dict[str, Callable[[], object]] = {
        "logs": lambda: client.containers.logs("a"),
        "pull": lambda: client.images.pull("a"),
        "events": lambda: client.system.events(),
        "list": lambda: client.containers.list(),
        "wait": lambda: client.containers.wait("a"),
    }
    with pytest.raises(ProtocolError, match=f"with {status} and no content"):
        asks[resource]()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"Error":null}', b'{"StatusCode":"0"}', b'{"StatusCode":true}']
)
def test_wait_response_without_a_status_is_a_protocol_error(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        ScriptedEngine(response(body)).client().containers.wait("a").result()


def test_failed_wait_raises_the_engine_s_message() -> None:
    body = b'{"StatusCode":0,"Error":{"Message":"it went away"}}'
    with pytest.raises(APIError, match=r"^it went away$"):
        ScriptedEngine(response(body)).client().containers.wait("a").result()


@pytest.mark.parametrize("rest", [b'{"status":"b"', b"junk", b"[1]", b'{"a":1}x'])
def test_cut_json_stream_is_a_protocol_error_after_the_objects_before_it(rest: bytes) -> None:
    progress = ScriptedEngine(response(b'{"status":"a"}\r\n' + rest)).client().images.pull("a")
    assert next(progress) == {"status": "a"}
    with pytest.raises(ProtocolError):
        list(progress)


def test_json_stream_with_several_objects_on_a_line_is_split() -> None:
    body = b'{"a":"}{\\""}{"b":{}}\n\n{"c":1}'
    assert list(ScriptedEngine(response(body)).client().system.events()) == [{"a": '}{"'}, {"b": {}}, {"c": 1}]


def test_custom_headers_do_not_replace_the_user_agent() -> None:
    engine = ScriptedEngine(response(b"[]"))
    engine.client(headers={"User-Agent": "evil", "X-Mine": "1"}).containers.list()
    assert engine.requests[-1].headers == {"User-Agent": "PyDock", "X-Mine": "1"}


def test_exchange_log_has_the_path_without_the_query() -> None:
    said: list[tuple[str, dict[str, object]]] = []
    engine = ScriptedEngine(response(b"[]"))
    engine.client(log=lambda event, fields: said.append((event, fields))).containers.list(all=True)
    event, fields = said[-1]
    assert isinstance(fields.pop("milliseconds"), float)
    assert (event, fields) == ("request", {"method": "GET", "path": "/v1.41/containers/json", "status": 200})
    assert ("negotiated", {"engine": "1.41", "version": "1.41"}) in said
