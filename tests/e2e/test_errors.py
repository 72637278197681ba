"""Failures print a message and set the exit status; only `-D` adds a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.command_line import CommandLine

CRASH = """
from pydock_core.plugin_api import Command, PyDockError, hookimpl
@hookimpl
def pydock_commands(): return [Command(("crash",), "plugin_crash", "Crash")]
class Options: pass
def command(session, options):
    session.stdout.write("begun\\n")
    %s
"""
BROKEN_BUILTIN = """
from pydock_core.config import endpoint
def resolve_endpoint(*_): raise RuntimeError("a\\nb")
endpoint.resolve_endpoint = resolve_endpoint
"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "sys.exit: it ended the program with status 3"),
        ("raise KeyboardInterrupt", ""),
        ("raise type('Rude', (Exception,), {'__str__': lambda self: 1 / 0})()", "Rude"),
        ("raise BrokenPipeError(32, 'of its own')", ""),
    ],
)
def test_crash_of_a_command_is_reported_with_its_plugin(pydock: CommandLine, body: str, reason: str) -> None:
    pydock.plugin("crash", CRASH % body)
    ran = pydock("crash")
    assert ran.stdout == "begun\n"
    assert "Traceback" not in ran.stderr
    if reason:
        assert ran.status == 1
        assert ran.stderr == (
            f"plugin crash (dist-crash 1.0) failed in command crash, {pydock.packages}/plugin_crash.py:8: {reason}\n"
            "The command did not finish. To go on without it: --no-plugin crash, "
            'or the setting plugins.blocked = ["crash"].\n'
        )


@pytest.mark.parametrize("words", [["-D"], ["-l", "debug"]])
def test_debug_flag_adds_the_traceback(pydock: CommandLine, words: list[str]) -> None:
    pydock.plugin("crash", CRASH % "1 / 0")
    ran = pydock(*words, "crash")
    assert "Traceback (most recent call last):" in ran.stderr
    assert f'File "{pydock.packages}/plugin_crash.py", line 8, in command' in ran.stderr
    assert "ZeroDivisionError: division by zero\nplugin crash (dist-crash 1.0) failed in command crash" in ran.stderr


def test_raised_error_has_no_traceback_with_debug_flag(pydock: CommandLine) -> None:
    pydock.plugin("crash", CRASH % "raise PyDockError('not today', exit_code=9)")
    ran = pydock("-D", "crash")
    assert (ran.status, ran.stderr) == (9, "not today\n")


@pytest.mark.parametrize("program", ["pydock", "docker"])
def test_internal_error_is_one_line_with_a_hint(pydock: CommandLine, program: str) -> None:
    client = pydock.called(program) if program == "docker" else pydock
    pydock.packages.mkdir()
    (pydock.packages / "sitecustomize.py").write_text(BROKEN_BUILTIN)
    pydock.environ["PYTHONPATH"] = str(pydock.packages)
    ran = client("ps")
    assert (ran.status, ran.stdout) == (1, "")
    assert ran.stderr == (f"{program}: internal error: RuntimeError: a b\nRun '{program} -D …' for the details\n")
    debugged = client("-D", "ps")
    assert debugged.stderr.startswith("Traceback (most recent call last):")
    assert debugged.stderr.endswith(f"\n{program}: internal error: RuntimeError: a b\n")


@pytest.mark.parametrize("program", ["pydock", "docker"])
def test_messages_contain_the_name_of_the_program(pydock: CommandLine, program: str, fake_host: str) -> None:
    client = pydock.called(program) if program == "docker" else pydock
    client.environ["DOCKER_HOST"] = fake_host
    unknown = client("nosuch")
    assert (unknown.status, unknown.stderr.splitlines()[0]) == (1, f"{program}: unknown command: {program} nosuch")
    count = client("rm")
    assert (count.status, count.stderr.splitlines()[0]) == (
        1,
        f"{program}: '{program} rm' requires at least 1 argument",
    )
    flag = client("ps", "--nosuch")
    assert flag.status == 125
    assert flag.stderr == (
        f"unknown flag: --nosuch\n\nUsage:  {program} ps [OPTIONS]\n\nRun '{program} ps --help' for more information\n"
    )
