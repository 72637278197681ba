"""`docs/plugins/api.md` and `toolkit.md`: every name, hook and member has an entry; the pages are current."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pydock_core import plugin_api, testing, toolkit
from pydock_core.host.hookspecs import HOOKS
from scripts.plugin_api_members import members, promised
from scripts.plugin_api_page import RENEW, pages
from tests.docs.pages import DOCS

if TYPE_CHECKING:
    from pathlib import Path

API = (DOCS / "plugins" / "api.md").read_text(encoding="utf-8")
TOOLKIT = (DOCS / "plugins" / "toolkit.md").read_text(encoding="utf-8")
ENTRIES = dict(zip(*[iter(re.split(r"^### `(\w+)`\n", API, flags=re.MULTILINE)[1:])] * 2, strict=True))


def test_every_name_of_the_api_and_every_hook_has_one_entry() -> None:
    found = re.findall(r"^### `(\w+)`$", API, re.MULTILINE)
    assert sorted(found) == sorted([*plugin_api.__all__, *testing.__all__, *HOOKS]), RENEW


def test_every_member_of_a_promised_class_is_documented() -> None:
    for name, kind in promised():
        for member, _ in members(kind) if isinstance(kind, type) else ():
            assert re.search(rf"^- `{member}[(:]", ENTRIES[name], re.MULTILINE), f"{name}.{member}: {RENEW}"


def test_first_line_of_the_toolkit_page_says_that_any_release_may_change_it() -> None:
    assert TOOLKIT.partition("\n")[0] == "# The toolkit: any release may change, move or remove these names"


def test_every_name_of_the_toolkit_has_one_line() -> None:
    assert sorted(re.findall(r"^- `(\w+)", TOOLKIT, re.MULTILINE)) == sorted(toolkit.__all__), RENEW


@pytest.mark.parametrize(("file", "text"), list(pages()), ids=["api.md", "toolkit.md"])
def test_page_equals_the_generated_page(file: Path, text: str) -> None:
    assert file.read_text(encoding="utf-8") == text, f"write the page anew: {RENEW}"
