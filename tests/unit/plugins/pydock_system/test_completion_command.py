from __future__ import annotations

import pytest

from pydock_core.testing import run_pydock


def test_a_shell_without_completion_is_refused() -> None:
    result = run_pydock(["completion", "nu"])
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "no completion for the shell 'nu': there is one for bash, fish, zsh\n"


def test_the_shell_must_be_named() -> None:
    result = run_pydock(["completion"])
    assert result.status == 1
    assert result.stderr.startswith("pydock: 'pydock completion' requires 1 argument\n")


@pytest.mark.parametrize("program", ["pydock", "docker"])
@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_the_code_is_for_the_name_that_was_called_and_asks_no_engine(shell: str, program: str) -> None:
    result = run_pydock(["completion", shell], program=program)
    assert (result.status, result.stderr, result.asked) == (0, "", [])
    assert any(line.startswith("complete ") and program in line for line in map(str.strip, result.stdout.splitlines()))
