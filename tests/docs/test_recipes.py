"""`docs/plugins/recipes.md`: each recipe does what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import DOCS, sections, steps

if TYPE_CHECKING:
    from tests.docs.conftest import Stage

RECIPES = {title: steps(text) for title, text in sections(DOCS / "plugins" / "recipes.md").items()}


@pytest.mark.parametrize("title", [title for title, found in RECIPES.items() if found])
def test_the_recipe_does_what_is_written(title: str, stage: Stage) -> None:
    assert not RECIPES[title][-1].file, "the recipe is not run"
    stage.play(RECIPES[title])
