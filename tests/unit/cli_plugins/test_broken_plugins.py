"""Broken CLI plugins: each is listed with its problem, and breaks no command."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins import ask, completion, metadata
from pydock_core.testing import FakeEngine, run_pydock
from pydock_core.testing.tab import offered
from tests.unit.cli_plugins.programs import is_running
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Result
    from tests.unit.cli_plugins.programs import Home


def _hanging(home: Home) -> None:
    home.write("bad", metadata="sleep 60")


def _hanging_with_closed_stdout(home: Home) -> None:
    home.write("bad", metadata="exec >&-; sleep 60")


def _crashing(home: Home) -> None:
    home.write("bad", metadata="kill -SEGV $$")


def _failing(home: Home) -> None:
    home.write("bad", metadata="exit 3")


def _garbage(home: Home) -> None:
    home.write("bad", metadata=r"printf '\0\377\033[31m'")


def _huge(home: Home) -> None:
    home.write("bad", metadata="exec cat /dev/zero")


def _not_executable(home: Home) -> None:
    home.write("bad").chmod(0o644)


def _link_to_itself(home: Home) -> None:
    (home.plugins / "docker-bad").symlink_to("docker-bad")


def _no_program(home: Home) -> None:
    home.write_program("bad", "\0\1\2")


BROKEN = [
    (_hanging, "failed to fetch metadata: no answer within 0.5 s"),
    (_hanging_with_closed_stdout, "failed to fetch metadata: no answer within 0.5 s"),
    (_crashing, "failed to fetch metadata: signal: segmentation fault"),
    (_failing, "failed to fetch metadata: exit status 3"),
    (_garbage, r"invalid metadata: invalid character '\x00' looking for beginning of value"),
    (_huge, "failed to fetch metadata: more than 1048576 bytes of output"),
    (_not_executable, "permission denied"),
    (_link_to_itself, "too many levels of symbolic links"),
    (_no_program, "exec format error"),
]


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "SECONDS", 0.5)
    monkeypatch.setattr(completion, "SECONDS", 0.5)


def _run(home: Home, *words: str) -> Result:
    with FakeEngine() as engine:
        return run_pydock(words, engine=engine, environ=home.environ)


@pytest.mark.parametrize(("install", "problem"), BROKEN, ids=[install.__name__[1:] for install, _ in BROKEN])
def test_broken_cli_plugin_is_reported_and_breaks_no_command(
    home: Home, install: Callable[[Home], None], problem: str
) -> None:
    home.write("good", "echo ran\n")
    install(home)
    page = _run(home, "--help")
    assert (page.status, page.stderr) == (0, "")
    invalid = page.stdout.partition("Invalid Plugins:\n")[2].splitlines()[0]
    assert invalid.split()[0] == "bad"
    assert problem in invalid
    assert "good*" in page.stdout
    info = _run(home, "info")
    assert info.status == 0
    assert "bad" not in info.stdout
    assert f'WARNING: Plugin "{home.plugins}/docker-bad" is not valid: ' in info.stderr
    assert "Traceback" not in info.stderr
    refused = _run(home, "bad", "x")
    assert (refused.status, refused.stdout) == (1, "")
    assert refused.stderr == "pydock: unknown command: pydock bad\n\nRun 'pydock --help' for more information\n"
    assert _run(home, "good").status == 0
    assert _run(home, "ps").status == 0
    with FakeEngine() as engine:
        assert "good" in offered("goo", engine=engine, environ=home.environ)
        assert offered("bad ", engine=engine, environ=home.environ) == []


def test_second_cli_plugin_of_one_name_is_shadowed(home: Home) -> None:
    home.configure({"cliPluginsExtraDirs": [str(home.folder / "first")]})
    first = home.write("say", folder=home.folder / "first")
    second = home.write("say")
    shown = _run(home, "info", "--format", "{{json .ClientInfo.Plugins}}").stdout
    assert f'"Path":"{first}","ShadowedPaths":["{second}"]' in shown
    assert _run(home, "--help").stdout.count(" say*") == 1


def test_children_of_hanging_cli_plugin_are_killed(home: Home) -> None:
    mark = home.folder / "pid"
    home.write("bad", metadata=f"sleep 60 & echo $! >{mark}; wait")
    _run(home, "--help")
    wait_until(lambda: not is_running(int(mark.read_text())))


def test_ctrl_c_ends_wait_for_hanging_cli_plugin(home: Home) -> None:
    mark = home.folder / "pid"
    home.write("bad", metadata=f"echo $$ >{mark}; sleep 60")
    with subprocess.Popen(
        home.command("--help"), env=home.process_environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        wait_until(lambda: mark.exists() and mark.read_text().strip())
        process.send_signal(signal.SIGINT)
        shown, problems = process.communicate(timeout=8)  # less than the limit for a plugin
    assert (process.returncode, shown, problems) == (130, b"", b"")
    wait_until(lambda: not is_running(int(mark.read_text())))


def test_answers_come_in_order_of_commands() -> None:
    answers = ask.ask([["/bin/sh", "-c", "sleep 0.1; echo a"], ["/no/such"], ["/bin/echo", "b"]], {}, 5)
    assert [answer.output for answer in answers] == [b"a\n", b"", b"b\n"]
    assert [answer.problem for answer in answers] == ["", "fork/exec /no/such: no such file or directory", ""]
