"""`docs/plugins/api.md`: every name that a plugin may import, every hook, and no others."""

from __future__ import annotations

import re

import pytest

from pydock_core import plugin_api, testing
from pydock_core.host.hookspecs import HOOKS
from tests.docs.pages import DOCS, sections

SECTIONS = sections(DOCS / "plugins" / "api.md")
NAMES = {"Hooks": [*HOOKS], "pydock_core.plugin_api": plugin_api.__all__, "pydock_core.testing": testing.__all__}


@pytest.mark.parametrize("title", NAMES)
def test_every_name_is_documented_once(title: str) -> None:
    found = re.findall(r"^- \[?`(\w+)`\S*: \S", SECTIONS[title], re.MULTILINE)
    assert sorted(found) == sorted(NAMES[title]), "write the page anew: python -m scripts.plugin_api_page"
