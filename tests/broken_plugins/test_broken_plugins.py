"""Real command lines beside each broken plugin: no broken plugin breaks PyDock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins import at_import, at_run_time, in_declarations, in_metadata
from tests.broken_plugins.case import HEAD, Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.broken_plugins.installation import Installation, Ran

    Normal = Callable[[str], Ran]

CASES: dict[str, Case] = {
    f"{module.__name__.rpartition('.')[2]}: {name}": case
    for module in (at_import, in_metadata, in_declarations, at_run_time)
    for name, case in module.CASES.items()
}
ALWAYS = ("--version", "ps", "good", "create busybox")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", CASES)
def test_broken_plugin_breaks_no_other_plugin(installation: Installation, normal: Normal, name: str) -> None:
    case = CASES[name]
    installation.install(case)
    for line in ALWAYS:
        if line not in case.typed:
            assert_unspoilt(installation.run(line), normal(line), case, line)
    EXPECTATIONS[case.expectation](installation, normal, case)
    if case.name == "bad" and case.other is None:
        assert installation.run("--no-plugin bad --help") == normal("--help")
        for line in case.typed:
            ran = installation.run("--no-plugin bad " + line)
            usual = normal(line)
            named = "bad" in ran.stderr and "is blocked" in ran.stderr and "--no-plugin" in ran.stderr
            assert ran == usual or (ran.status in (1, usual.status) and named)


def assert_unspoilt(ran: Ran, usual: Ran, case: Case, line: str) -> None:
    """The usual output, below a warning of a plugin that is left out; a message in its place if the hooks decide."""
    if case.expectation != "broken" or not case.left_out or line == "--version":
        assert ran == usual
        return
    warning, _, rest = ran.stderr.partition("\n")
    distribution = "dist-bad 2.1"
    subject = f"plugin {case.name} ({distribution})" if case.name != "dist-bad" else f"distribution {distribution}"
    assert warning.startswith(f"WARNING: {subject} is broken and left out: {case.hook}, ")
    assert warning.endswith(" (see pydock self plugins)")
    assert case.words in warning
    if line not in case.stopped:
        ran.stderr = rest
        assert ran == usual
        return
    assert (ran.status, ran.stdout) == (1, "")
    first, second = rest.splitlines()
    assert first.startswith(f"{subject} can't be loaded: {case.hook}, ")
    assert second.endswith('To go on without it: --no-plugin bad, or the setting plugins.blocked = ["bad"].')


def is_broken(installation: Installation, normal: Normal, case: Case) -> None:
    """Checks that the plugin is reported by every command that lists plugins."""
    page = installation.run("--help")
    before, _, rest = page.stdout.partition("Invalid Plugins:\n")
    row, _, after = rest.partition("To go on without one: --no-plugin NAME, or the setting plugins.blocked")
    assert (page.status, page.stderr) == (0, "")
    assert_lines_of(normal("--help").stdout, before + after.partition("\n\n")[2])
    assert row.startswith(f"  {case.name} ")
    log = installation.run("-D good").stderr
    told = [row, log]
    if case.left_out:
        unknown = installation.run("bad-command")
        assert (unknown.status, unknown.stdout) == (1, "")
        assert unknown.stderr.startswith("pydock: unknown command: pydock bad-command\n")
        assert "\nTo go on without it: " in unknown.stderr
        assert ("--no-plugin bad, " if case.name == "bad" else "uninstall dist-bad.") in unknown.stderr
        told.append(unknown.stderr)
    else:
        assert installation.run("fine").stdout == "fine\n"
    for text in told:
        for part in (case.name, "dist-bad", "2.1", case.hook, case.file):
            assert part in text
        assert case.words in text.replace('\\"', '"').replace("\\\\", "\\")


def is_refused(installation: Installation, normal: Normal, case: Case) -> None:
    """Checks that the commands that need the plugin print the message only."""
    assert_silent(installation, normal)
    for line in case.typed:
        ran = installation.run(line)
        assert (ran.status, ran.stdout) == (1, "")
        assert_message(ran.stderr, case)


def is_reported(installation: Installation, normal: Normal, case: Case) -> None:
    """Checks that the commands that need the plugin work, with one message before or after their output."""
    assert_silent(installation, normal)
    for line in case.typed:
        ran, usual = installation.run(line), normal(line)
        assert (ran.status, ran.stdout) == (usual.status, usual.stdout)
        assert_message(ran.stderr.replace(usual.stderr, ""), case)


def is_contained(installation: Installation, normal: Normal, case: Case) -> None:
    """Checks that no command prints a message."""
    assert_silent(installation, normal)


def assert_silent(installation: Installation, normal: Normal) -> None:
    page = installation.run("--help")
    assert (page.status, page.stderr) == (0, "")
    assert "Invalid Plugins" not in page.stdout
    assert_lines_of(normal("--help").stdout, page.stdout)


def assert_lines_of(usual: str, page: str) -> None:
    """Checks that a help page has all the usual lines in order; a plugin's commands may be among them."""
    lines = iter(page.splitlines())
    assert [line for line in usual.splitlines() if line not in lines] == []


def assert_message(text: str, case: Case) -> None:
    """Checks that the output is one message of two lines, with every part."""
    first, second = text.splitlines()
    assert first.startswith(f"plugin bad (dist-bad 2.1) failed in {case.hook}, ")
    assert f"/{case.file}:" in first
    assert case.words in text
    assert second.endswith('To go on without it: --no-plugin bad, or the setting plugins.blocked = ["bad"].')


EXPECTATIONS = {"broken": is_broken, "refused": is_refused, "reported": is_reported, "contained": is_contained}


@pytest.mark.parametrize("name", at_run_time.COMPLETERS)
def test_broken_completer_offers_nothing_within_the_time_limit(installation: Installation, name: str) -> None:
    completer = f"def complete(session, prefix):\n    {at_run_time.COMPLETERS[name]}\n"
    command = "class Options:\n    words = flags.arguments('[WORD...]', complete=complete)\ndef command(*_): ...\n"
    declared = "@hookimpl\ndef pydock_commands(): return [Command(('bad',), 'plugin_bad')]\n"
    installation.install(Case("contained", HEAD + completer + command + declared))
    offered = installation.packages.parent / "offered"
    asked = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "bash", "_ARGCOMPLETE_STDOUT_FILENAME": str(offered)}

    def tab(line: str) -> tuple[Ran, list[str]]:
        offered.write_text("")
        ran = installation.run("", **asked, COMP_LINE=line, COMP_POINT=str(len(line)), COMP_TYPE="9")
        return ran, offered.read_text().split("\v")

    assert tab("pydock goo")[1] == ["good "]
    begun = time.monotonic()
    ran, words = tab("pydock bad ")
    assert time.monotonic() - begun < 5
    assert (ran.stdout, ran.stderr) == ("", "")
    assert words == [""]
