"""URLs in messages: the password is never shown."""

from __future__ import annotations

import pytest

from pydock_core.values.urls import redact_text, redact_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:secret@host/a@b", "https://me:xxxxx@host/a@b"),
        ("https://me:se:c@ret@host:1/x", "https://me:xxxxx@host:1/x"),
        ("https://:secret@host", "https://:xxxxx@host"),
        ("https://me:secret@host?x@y", "https://me:xxxxx@host?x@y"),
        ("https://me@host/x:y@z", "https://me@host/x:y@z"),
        ("https://host/x:y@z", "https://host/x:y@z"),
        ("git@host:team/x.git", "git@host:team/x.git"),
        ("https://me:@host/", "https://me:@host/"),
    ],
)
def test_url_is_redacted_as_in_go(url: str, shown: str) -> None:
    assert redact_url(url) == shown


def test_message_about_a_url_has_no_password_as_written_or_decoded() -> None:
    url = "https://me:se%63ret@host/x.git"
    text = f"fatal: {url}: secret, se%63ret: unable to access 'https://me:secret@host/x.git/'"
    assert redact_text(text, url) == (
        "fatal: https://me:xxxxx@host/x.git: xxxxx, xxxxx: unable to access 'https://me:xxxxx@host/x.git/'"
    )


def test_short_password_is_replaced_in_urls_only() -> None:
    assert redact_text("a fatal https://me:a@host", "https://me:a@host") == "a fatal https://me:xxxxx@host"
