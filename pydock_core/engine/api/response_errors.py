"""Turns a response that is not a success into the error to raise, with docker's message."""

from __future__ import annotations

from pydock_core.engine.api.decoding import decode
from pydock_core.errors import APIError, EngineError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.messages import Response

_MESSAGE_LIMIT = 1 << 20
_PLAIN_HTTP = "Client sent an HTTP request to an HTTPS server."


def response_error(method: str, path: str, response: Response) -> EngineError:
    """Returns the error to raise for a response; reads at most 1 MiB of its body and closes it.

    APIError for a status of 400 and more with the engine's message; ProtocolError for a redirection and for an HTML
    page, which docker prints whole and PyDock in one line. Control characters are not escaped: that is for the module
    that prints the message.
    """
    data = b""
    if method != "HEAD":
        for piece in response.pieces():
            data += piece
            if len(data) > _MESSAGE_LIMIT:
                break
    response.close()
    status = f"{response.status} {response.reason}".strip()
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = data.decode("utf-8", "replace").strip()
    if "html" in kind or text[:1] == "<":
        return ProtocolError(
            f"the engine answered {method} {path} with {status} and an HTML page, as no engine does: "
            "check the host and the proxies before it"
        )
    if response.status < 400:
        return ProtocolError(f"the engine answered {method} {path} with the redirection {status}")
    if len(data) > _MESSAGE_LIMIT or not text:
        size = f" with a message (> {_MESSAGE_LIMIT} bytes)" if text else ""
        return APIError(
            f"request returned {status}{size} for API route and version {path}, "
            "check if the server supports the requested API version",
            status=response.status,
        )
    return APIError(
        f"Error response from daemon: {_message(response.status, status, kind, text)}", status=response.status
    )


def _message(code: int, status: str, kind: str, text: str) -> str:
    if kind == "application/json" or text.startswith("{"):
        try:
            value = decode(text)
        except ProtocolError:
            return f"{status} (the answer's JSON can't be read)"
        message = value.get("message") if isinstance(value, dict) else None
        if isinstance(message, str) and message.strip():
            return message.strip()
        return f"API returned a {code} ({status[4:]}) but provided no error-message"
    if text == _PLAIN_HTTP:
        return f"{text} Use --tlsverify (or --tls) to connect."
    first = text.splitlines()[0]
    return first if len(first) <= 500 else f"{first[:500]}…"
