"""docs/settings.md is the page that the schema gives."""

from __future__ import annotations

from scripts.settings_page import PAGE, RENEW, page


def test_settings_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run: {RENEW}"
