"""Each name of the plugin API that an example of a page imports is linked to its entry in `api.md`, in that section."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import DOCS, sections

SECTIONS = {
    f"{page}: {title}": text
    for page in ("hooks", "index", "recipes", "running")
    for title, text in sections(DOCS / "plugins" / f"{page}.md").items()
}
IMPORT = re.compile(r"^\s*from pydock_core\.(?:plugin_api|testing) import (.+)$", re.MULTILINE)


@pytest.mark.parametrize("title", SECTIONS)
def test_names_that_an_example_imports_are_linked(title: str) -> None:
    code = "".join(re.findall(r"```python\n(.*?)```", SECTIONS[title], re.DOTALL))
    names = {name.strip() for line in IMPORT.findall(code) for name in line.split(",")}
    assert [name for name in sorted(names) if f"(api.md#{name.lower()})" not in SECTIONS[title]] == []
