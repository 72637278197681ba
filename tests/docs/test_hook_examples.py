"""`docs/plugins/hooks.md`: every hook has a complete section, whose example does what the section says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pydock_core.declarations import events
from pydock_core.host.hookspecs import HOOKS
from tests.docs.pages import DOCS, sections, steps

if TYPE_CHECKING:
    from tests.docs.conftest import Stage

SECTIONS = sections(DOCS / "plugins" / "hooks.md")
ROWS = ("When", "Arguments", "Result", "An exception", "Start-up")


def test_sections_are_the_hooks() -> None:
    assert sorted(SECTIONS) == sorted(HOOKS)


def test_every_event_is_listed_with_its_fields_and_their_types() -> None:
    kinds = {name: kind for name, kind in vars(events).items() if getattr(kind, "__base__", None) is events.Event}
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", SECTIONS["pydock_event"], re.MULTILINE)
    listed = {name: dict(re.findall(r"`(\w+): ([^`]+)`", fields.replace("\\|", "|"))) for name, fields in rows}
    assert listed == {
        name: {field: kind.__init__.__annotations__[field] for field in kind.__slots__} for name, kind in kinds.items()
    }


@pytest.mark.parametrize("hook", HOOKS)
def test_section_has_every_row_and_the_start_up_cost(hook: str) -> None:
    assert [row for row in ROWS if f"\n| {row} | " not in SECTIONS[hook]] == []
    costs_nothing = "| Start-up | none" in SECTIONS[hook]
    assert costs_nothing == (HOOKS[hook].kind == "data")


@pytest.mark.parametrize("hook", HOOKS)
def test_example_of_section_does_what_the_section_says(hook: str, stage: Stage) -> None:
    found = steps(SECTIONS[hook])
    assert any(f"def {hook}(" in step.text for step in found)
    assert not found[-1].file, "the example is not run"
    stage.play(found)
