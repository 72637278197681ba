"""Error answers of registries."""

from __future__ import annotations

import pytest

from pydock_core.registry.refusals import UNREADABLE, refusal

JSON = {"content-type": "application/json; charset=utf-8"}
SCOPE = 'Bearer realm="x",error="insufficient_scope"'


@pytest.mark.parametrize(
    ("status", "headers", "body", "message", "code"),
    [
        (500, JSON, b"{}", "received unexpected HTTP status: 500 Words", ""),
        (
            404,
            JSON,
            b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no"}]}',
            "manifest unknown: no",
            "MANIFEST_UNKNOWN",
        ),
        (
            403,
            JSON,
            b'{"errors":[{"code":"DENIED","message":"no"},{"code":"OTHER"}]}',
            "errors:\ndenied: no\nother: \n",
            "DENIED",
        ),
        (401, JSON, b'{"details":"wrong password"}', "unauthorized: wrong password", "UNAUTHORIZED"),
        (401, JSON, b"{}", "unauthorized: authentication required", "UNAUTHORIZED"),
        (429, {}, b"slow down", "toomanyrequests: slow down", "TOOMANYREQUESTS"),
        (400, {"content-type": "text/plain"}, b"what?", "unknown: what?", "UNKNOWN"),
        (404, {"content-type": "text/html"}, b"<html>", "unknown: an HTML page, as no registry sends: ", "UNKNOWN"),
        (404, {}, b"\n<!DOCTYPE html>\n<p>", "unknown: an HTML page, as no registry sends: ", "UNKNOWN"),
        (403, {}, b"go away\nand stay there", "denied: go away", "DENIED"),
        (404, JSON, b"no", "error parsing HTTP 404 response body: ", UNREADABLE),
        (404, JSON, b"[]", 'error parsing HTTP 404 response body: no object: "[]"', UNREADABLE),
        (404, JSON, b'{"errors":5}', "error parsing HTTP 404 response body: no error details", UNREADABLE),
        (
            401,
            {"www-authenticate": SCOPE, **JSON},
            b'{"errors":[{"code":"X","message":"y"}]}',
            "errors:\ndenied: requested access to the resource is denied\nx: y\n",
            "DENIED",
        ),
    ],
)
def test_registry_error_has_dockers_message(
    status: int, headers: dict[str, str], body: bytes, message: str, code: str
) -> None:
    error = refusal(status, "Words", headers, body)
    assert error.message.startswith(message)
    assert (error.code, error.answered) == (code, True)


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_registry_error_text_is_shortened(kind: str) -> None:
    assert len(refusal(400, "Words", {"content-type": kind}, b"x" * 100_000).message) < 700


def test_registry_error_shows_first_line_of_text() -> None:
    assert refusal(403, "Words", {}, b"go away\nand stay there").message == "denied: go away"
