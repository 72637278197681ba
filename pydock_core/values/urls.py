"""URLs in messages."""

from __future__ import annotations

from urllib.parse import unquote

_DISTINCT = 4  # characters; a shorter password is a part of many words


def redact_url(url: str) -> str:
    """Returns `url` with `xxxxx` in place of a password, as Go's `URL.Redacted`; other texts are returned unchanged."""
    password = url_password(url)
    return url.replace(f":{password}@", ":xxxxx@", 1) if password else url


def url_password(url: str) -> str:
    """Returns the password in `url` as written, "" if there is none."""
    _, separator, rest = url.partition("://")
    authority = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    user, at, _ = authority.rpartition("@")
    return user.partition(":")[2] if separator and at else ""


def redact_text(text: str, url: str) -> str:
    """Returns a message about `url` without the password that `url` has, as written or decoded."""
    password = url_password(url)
    if not password:
        return text
    for secret in (password, unquote(password)):
        text = text.replace(f":{secret}@", ":xxxxx@")
        if len(secret) >= _DISTINCT:
            text = text.replace(secret, "xxxxx")
    return text
