"""`docs/plugins/recipes.md`, `running.md` and `languages.md`: the plugins of each section do what the section says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import DOCS, sections, steps

if TYPE_CHECKING:
    from tests.docs.conftest import Stage

SECTIONS = {
    f"{page}: {title}": found
    for page in ("recipes", "running", "languages")
    for title, text in sections(DOCS / "plugins" / f"{page}.md").items()
    if (found := steps(text))
}


@pytest.mark.parametrize("title", SECTIONS)
def test_plugins_of_section_do_what_the_section_says(title: str, stage: Stage) -> None:
    assert not SECTIONS[title][-1].file, "the plugin is not run"
    stage.play(SECTIONS[title])
