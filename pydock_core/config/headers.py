"""The HTTP headers that the user adds to every request: DOCKER_CUSTOM_HEADERS, else HttpHeaders of config.json."""

from __future__ import annotations

from pydock_core.errors import ConnectionFailed, InvalidValue, SettingsError
from pydock_core.values.csv import parse_record
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = "DOCKER_CUSTOM_HEADERS"
# Headers that the client sets: Go's transport ignores these names, and docker sets its own User-Agent last.
_PROTECTED = frozenset({"Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Trailer"})
_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~")


def custom_headers(variable: str, configured: Mapping[str, str]) -> dict[str, str]:
    """Returns the headers of the variable's value if it is set, else the configured ones, under their canonical names.

    Raises SettingsError for an invalid variable, ConnectionFailed for a header that HTTP does not allow.
    """
    headers = _parse(variable) if variable else configured
    allowed = {}
    for name, value in headers.items():
        if not name or not _NAME_CHARACTERS.issuperset(name):
            raise ConnectionFailed(f"error during connect: net/http: invalid header field name {quote(name)}")
        canonical = "-".join(word[:1].upper() + word[1:].lower() for word in name.split("-"))
        if any((character < " " and character != "\t") or character == "\x7f" for character in value):
            raise ConnectionFailed(f"error during connect: net/http: invalid header field value for {quote(canonical)}")
        if canonical not in _PROTECTED:
            allowed[canonical] = value.strip(" \t")
    return allowed


def _parse(text: str) -> dict[str, str]:
    try:
        fields = parse_record(text)
    except InvalidValue as error:
        raise SettingsError(
            f"Failed to initialize: failed to parse custom headers from {_VARIABLE} environment variable: "
            "value must be formatted as comma-separated key=value pairs"
        ) from error
    headers = {}
    for field in fields:
        name, separator, value = field.partition("=")
        name = name.strip()
        problem = ""
        if not name:
            problem = "value contains a key=value pair with an empty key"
        elif not separator:
            problem = 'missing "=" in key=value pair'
        if problem:
            raise SettingsError(
                f"Failed to initialize: failed to set custom headers from {_VARIABLE} environment variable: "
                f"{problem}: '{field}'"
            )
        headers[name] = value
    return headers
