from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins import completion
from pydock_core.testing import FakeEngine
from pydock_core.testing.tab import offered

if TYPE_CHECKING:
    from tests.unit.cli_plugins.programs import Home

ANSWER = """\
printf '%s\\n' "$@" >$HOME/words
printf 'up\\tCreate and start\\ndown\\n_activeHelp_ try up\\nunder\\tx\\ty\\n:4\\n'
echo 'Completion ended with directive' >&2
"""


def _offered(home: Home, line: str) -> list[str]:
    with FakeEngine() as engine:
        return offered(line, engine=engine, environ=home.environ)


def test_cli_plugin_completes_its_own_words(home: Home) -> None:
    home.write("compose", ANSWER)
    assert _offered(home, "-D --context default compose -f x u") == ["up", "under"]
    assert (home.folder / "words").read_text().split() == ["__complete", "compose", "-f", "x", "u"]


def test_empty_word_is_passed_to_cli_plugin(home: Home) -> None:
    home.write("compose", ANSWER)
    assert _offered(home, "compose ") == ["up", "down", "under"]
    assert (home.folder / "words").read_text() == "__complete\ncompose\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "sleep 60",
        "exit 1",
        "echo x; exit 1",
        "echo x",
        "echo x; echo :",
        "echo x; echo :no",
        "echo x; echo :1",
        "cat /dev/zero",
        "kill -KILL $$",
        r"printf '\377\377\n:4\n'; exit 2",
    ],
)
def test_failing_completion_of_cli_plugin_offers_nothing(
    home: Home, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "SECONDS", 0.3)
    home.write("compose", f"{body}\n")
    assert _offered(home, "compose ") == []


def test_cli_plugins_are_offered_among_commands(home: Home) -> None:
    home.write("compose")
    home.write("composer", metadata="echo garbage")
    assert _offered(home, "comp") == ["compose", "composer"]
