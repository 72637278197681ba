from __future__ import annotations

import pytest

from pydock_core.testing import run_pydock


def test_completion_refuses_unsupported_shell() -> None:
    result = run_pydock(["completion", "nu"])
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "no completion for the shell 'nu': there is one for bash, fish, zsh\n"


def test_completion_requires_shell() -> None:
    result = run_pydock(["completion"])
    assert result.status == 1
    assert result.stderr.startswith("pydock: 'pydock completion' requires 1 argument\n")


@pytest.mark.parametrize("program", ["pydock", "docker"])
@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_code_names_program_without_any_request(shell: str, program: str) -> None:
    result = run_pydock(["completion", shell], program=program)
    assert (result.status, result.stderr, result.asked) == (0, "", [])
    assert any(line.startswith("complete ") and program in line for line in map(str.strip, result.stdout.splitlines()))
