from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins import next_steps
from pydock_core.testing import FakeEngine, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing import Result
    from tests.unit.cli_plugins.programs import Home

HINT = """\
if [ "$2" = docker-cli-plugin-hooks ]; then printf '%s\\n' "$3" >>$HOME/hooks; cat $HOME/answer; exit; fi
echo ran
"""
NEXT = "\x1b[1m\nWhat's next:\x1b[0m\n"


def _run(home: Home, line: str, *, terminal: bool = True, **environ: str) -> Result:
    with FakeEngine() as engine:
        environ = {**home.environ, "DOCKER_CLI_HOOKS": "1", **environ}
        return run_pydock(line.split(), engine=engine, environ=environ, terminal=terminal)


def _install(home: Home, hooks: dict[str, str], answer: str = '{"Template":"go on"}', name: str = "hint") -> None:
    home.write(name, HINT)
    (home.folder / "answer").write_text(answer)
    home.configure({"plugins": {name: hooks}})


def _called(home: Home) -> list[str]:
    path = home.folder / "hooks"
    return path.read_text().splitlines() if path.exists() else []


def test_message_of_hook_follows_output(home: Home) -> None:
    _install(home, {"hooks": "ps"}, r'{"Template":"{{command}} {{flagValue \"all\"}} {{flag . \"last\"}}"}')
    shown = _run(home, "ps --all --format {{.ID}}").stdout.replace("\r\n", "\n")
    assert shown.endswith(f"{NEXT}    ps true -1\n")
    assert _called(home) == ['{"RootCmd":"ps","Flags":{"all":"true","format":""},"CommandError":""}']


@pytest.mark.parametrize("line", ["rm nosuch", "rm --nosuch"])
def test_error_hook_is_called_after_failure_only(home: Home, line: str) -> None:
    _install(home, {"error-hooks": "ps,rm"})
    assert NEXT not in _run(home, "ps").stdout.replace("\r\n", "\n")
    failed = _run(home, line)
    assert failed.status != 0
    assert NEXT in failed.stdout.replace("\r\n", "\n")
    assert len(_called(home)) == 1


@pytest.mark.parametrize(
    ("hook", "matches"), [("container", True), ("container ls", True), ("contain", False), ("ps", False)]
)
def test_hook_matches_whole_words_of_command(home: Home, hook: str, matches: bool) -> None:
    _install(home, {"hooks": f"x,{hook}"})
    _run(home, "container list")
    assert bool(_called(home)) == matches


def test_hook_is_called_on_terminal_only(home: Home) -> None:
    _install(home, {"hooks": "ps"})
    _run(home, "ps", terminal=False)
    assert _called(home) == []


def test_hanging_hook_is_ended_without_a_message(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(next_steps, "SECONDS", 0.3)
    home.write("hint", 'if [ "$2" = docker-cli-plugin-hooks ]; then sleep 60; fi\n')
    home.configure({"plugins": {"hint": {"hooks": "ps"}}})
    result = _run(home, "ps -q")
    assert (result.status, result.stdout) == (0, "")


def test_hooks_cost_no_process_unless_configured_for_the_command(home: Home) -> None:
    _install(home, {"hooks": "images"})
    _run(home, "ps")
    assert (home.asked, _called(home)) == ([], [])
