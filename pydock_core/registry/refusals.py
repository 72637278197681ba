"""Turns a registry's answer with an error status into an error with docker's message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue, RegistryError
from pydock_core.registry.challenges import parse_challenges
from pydock_core.values import json_codec
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from typing import Any

_LONGEST_TEXT = 500  # characters of an unstructured error, which a registry or a proxy sent
UNREADABLE = "UNREADABLE"  # PyDock's own code, for an answer whose error can't be read
_BY_STATUS = {401: "UNAUTHORIZED", 403: "DENIED", 429: "TOOMANYREQUESTS"}
_OAUTH = {
    "invalid_token": ("UNAUTHORIZED", "authentication required"),
    "insufficient_scope": ("DENIED", "requested access to the resource is denied"),
}


def refusal(status: int, reason: str, headers: dict[str, str], body: bytes) -> RegistryError:
    """Returns the error for an answer.

    Its `code` is the first one in the answer. Names in `headers` are in lower case.
    """
    if not 400 <= status < 500:
        return RegistryError(f"received unexpected HTTP status: {status} {reason}".rstrip(), answered=True)
    for scheme, parameters in parse_challenges(headers.get("www-authenticate", "")):
        if scheme == "bearer" and parameters.get("error") in _OAUTH:
            code, words = _OAUTH[parameters["error"]]
            first = (code, parameters.get("error_description") or words)
            further = _errors(status, headers, body)
            return _combined([first, *further] if isinstance(further, list) else [first])
    errors = _errors(status, headers, body)
    if isinstance(errors, list):
        return _combined(errors)
    if status == 401:
        return RegistryError("unauthorized: authentication required", code="UNAUTHORIZED", answered=True)
    message = f"error parsing HTTP {status} response body: {errors}: {quote(_short(_text(body)))}"
    return RegistryError(message, code=UNREADABLE, answered=True)


def _errors(status: int, headers: dict[str, str], body: bytes) -> list[tuple[str, str]] | str:
    """Returns (code, message) of each error in an answer, or as a string the reason why the answer can't be read."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/vnd.api+json"):
        return [(_BY_STATUS.get(status, "UNKNOWN"), _first_line(kind, _text(body)))]
    try:
        value = json_codec.loads(body)
    except InvalidValue as error:
        return error.message
    if not isinstance(value, dict):
        return "no object"
    details = value.get("details")
    if isinstance(details, str) and details:
        return [(_BY_STATUS.get(status, "UNKNOWN"), details)]
    errors = value.get("errors")
    found = [_error(item) for item in errors if isinstance(item, dict)] if isinstance(errors, list) else []
    return found or 'no error details found in HTTP response body ("errors" key)'


def _error(item: dict[str, Any]) -> tuple[str, str]:
    code, message = item.get("code"), item.get("message")
    return str(code or "UNKNOWN").upper(), message if isinstance(message, str) else ""


def _combined(errors: list[tuple[str, str]]) -> RegistryError:
    texts = [f"{code.lower().replace('_', ' ')}: {message}" for code, message in errors]
    message = texts[0] if len(texts) == 1 else "errors:\n" + "".join([text + "\n" for text in texts])
    return RegistryError(message, code=errors[0][0], answered=True)


def _first_line(kind: str, text: str) -> str:
    """Returns the first line of a text; docker prints all of it, and HTML pages whole."""
    text = text.strip()
    if "html" in kind or text.startswith("<"):
        return "an HTML page, as no registry sends: check the registry's name and the proxies before it"
    return _short(text.partition("\n")[0])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
