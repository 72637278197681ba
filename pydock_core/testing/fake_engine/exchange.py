"""One exchange of the fake engine: request, answer, and refusals with the messages of dockerd."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from pydock_core.testing.fake_engine.server import Hijacked


class Asked:
    """A request as the engine received it.

    `path` is decoded and without the API version, which is in `version` ("1.41"; "" if the target has none). `query`
    has the last value of each key, decoded. `headers` have names in lower case. `body` is the whole body, without
    chunks.
    """

    __slots__ = ("body", "headers", "method", "path", "query", "target", "version")

    def __init__(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> None:
        self.method = method
        self.target = target
        self.headers = dict(headers)
        self.body = body
        url = urlsplit(target)
        path = unquote(url.path)
        self.version = ""
        first, slash, rest = path[1:].partition("/")
        if first[:1] == "v" and slash and set(first[1:]) <= set(".0123456789"):
            self.version, path = first[1:], "/" + rest
        self.path = path
        self.query = dict(parse_qsl(url.query, keep_blank_values=True))

    def __repr__(self) -> str:
        return f"<{self.method} {self.target}>"

    def json(self) -> Any:
        """Returns the decoded body, None for an empty one. Raises ValueError for invalid JSON."""
        return json.loads(self.body) if self.body.strip() else None

    def object(self) -> dict[str, Any]:
        """Returns the body, a JSON object; raises Refusal with dockerd's message for any other body."""
        if not self.body.strip():
            raise Refusal(400, "got EOF while reading request body")
        value = _decoded(self.body)
        if not isinstance(value, dict):
            raise Refusal(500, "json: cannot unmarshal the request's body into an object")
        return value

    def flag(self, name: str) -> bool:
        """Returns a boolean of the query, as dockerd reads it: all but "", 0, no, false and none are true."""
        return self.query.get(name, "").strip().lower() not in ("", "0", "no", "false", "none")

    def values(self, name: str) -> list[str]:
        """Returns all values of a repeated key of the query."""
        return [value for key, value in parse_qsl(urlsplit(self.target).query, keep_blank_values=True) if key == name]

    def number(self, name: str, default: int = 0) -> int:
        """Returns a number of the query; raises Refusal for any other text."""
        text = self.query.get(name, "")
        if not text:
            return default
        try:
            return int(text)
        except ValueError:
            raise Refusal(400, f'strconv.Atoi: parsing "{text}": invalid syntax') from None

    def filters(self, allowed: Iterable[str] | None) -> dict[str, list[str]]:
        """Returns the filters of a list request, in both forms; raises Refusal for one that is not in `allowed`.

        With None, no filter is refused.
        """
        text = self.query.get("filters", "")
        if not text:
            return {}
        value = _decoded(text.encode())
        names = set(value if allowed is None else allowed)
        for name in value:
            if name not in names:
                raise Refusal(400, f"Invalid filter '{name}'")
        return {name: list(values) for name, values in value.items()}


class Refusal(Exception):
    """Raised by a handler: the engine answers with this status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Answer:
    """A response: bytes, pieces that are sent one by one, or, with `hijack`, a raw stream that this function serves.

    `content_type` None leaves the header out; `headers` are added to those of every response, unless it is `bare`.
    """

    __slots__ = ("bare", "body", "content_type", "headers", "hijack", "status")

    def __init__(
        self,
        status: int = 200,
        body: bytes | Iterable[bytes] = b"",
        *,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        hijack: Callable[[Hijacked], None] | None = None,
        bare: bool = False,
    ) -> None:
        self.status = status
        self.body = body
        self.content_type = content_type
        self.headers = dict(headers or {})
        self.hijack = hijack
        self.bare = bare


def in_json(value: object, status: int = 200) -> Answer:
    """Returns an answer with `value` as JSON."""
    return Answer(status, encoded(value), content_type="application/json")


def encoded(value: object) -> bytes:
    """Returns JSON as Go's encoder writes it: no spaces, `<`, `>` and `&` escaped, a newline at the end."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return (text + "\n").encode("utf-8", "surrogateescape")


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        first = text.strip()[:1].decode("latin-1")
        raise Refusal(500, f"invalid character '{first}' looking for beginning of value") from None
