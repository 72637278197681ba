"""Leaving plugins out: `--no-plugin`, `PYDOCK_PLUGINS` and the setting `plugins.blocked`, before they are imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.broken_plugins.installation import Installation, Ran

IMPORTED = "open({file!r}, 'w').close()\n"
COMMAND = "@hookimpl\ndef pydock_commands(): return [Command(('{name}',), 'plugin_{name}')]\n"
OPTIONS = "class Options: ...\ndef command(session, options): session.stdout.write('{name}\\n')\n"


@pytest.fixture
def imported(installation: Installation, tmp_path: Path) -> Path:
    """Returns the path of a file that the import of the plugin `mine` makes."""
    file = tmp_path / "imported"
    installation.module(
        "plugin_mine",
        IMPORTED.format(file=str(file)) + HEAD + COMMAND.format(name="mine") + OPTIONS.format(name="mine"),
    )
    installation.distribution("dist-mine", "1.0", "[pydock.plugins]\nmine = plugin_mine\n")
    return file


WAYS = {
    "flag": ("--no-plugin mine ", {}, ""),
    "flag with the distribution": ("--no-plugin Dist_Mine:mine ", {}, ""),
    "none of third parties": ("", {"PYDOCK_PLUGINS": "none"}, ""),
    "only another": ("", {"PYDOCK_PLUGINS": "good"}, ""),
    "setting": ("", {}, '[plugins]\nblocked = ["mine"]\n'),
}


@pytest.mark.parametrize("known", [False, True], ids=["not asked yet", "asked before"])
@pytest.mark.parametrize("way", WAYS)
def test_blocked_plugin_is_not_imported_and_its_command_reports_the_block(
    installation: Installation, imported: Path, tmp_path: Path, way: str, known: bool
) -> None:
    flag, environ, settings = WAYS[way]
    if known:
        assert installation.run("mine").stdout == "mine\n"
        imported.unlink()
    if settings:
        (tmp_path / "config" / "pydock").mkdir(parents=True)
        (tmp_path / "config" / "pydock" / "config.toml").write_text(settings)
        environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    ran = installation.run(flag + "mine", **environ)
    assert (ran.status, ran.stdout) == (1, "")
    assert "is blocked" in ran.stderr
    assert "mine" in ran.stderr
    usual = installation.run(flag + "ps", **environ)
    assert (usual.status, usual.stderr) == (0, "")
    assert not imported.exists()
    assert installation.run("mine").stdout == "mine\n"


def test_built_in_is_blocked_by_its_name_only(installation: Installation) -> None:
    assert installation.run("groups ls", PYDOCK_PLUGINS="none").status == 0
    assert installation.run("groups ls", PYDOCK_PLUGINS="good").status == 0
    for name, words in (("groups", "groups ls"), ("pydock-cli:groups", "groups ls"), ("groups", "groups")):
        ran = installation.run(f"--no-plugin {name} {words}")
        assert (ran.status, ran.stdout) == (1, "")
        assert ran.stderr == (
            f"pydock: the plugin groups that has the command {words!r} is blocked\nIt is blocked by --no-plugin\n"
        )
    assert installation.run("--no-plugin groups ps").status == 0


PLACES = {
    "flag": ("--no-plugin {name}", {}, "", "--no-plugin"),
    "variable": ("", {"PYDOCK_PLUGINS": "none"}, "", "the environment variable PYDOCK_PLUGINS"),
    "setting": ("", {}, 'plugins.blocked = ["{name}"]\n', "the setting plugins.blocked in {settings}"),
}


def _run_blocked(installation: Installation, folder: Path, place: str, name: str, line: str) -> tuple[Ran, str]:
    """Runs the command line with the plugin blocked; returns the result, and how messages name the place."""
    flag, environ, settings, text = PLACES[place]
    file = folder / "config" / "pydock" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(settings.format(name=name))
    line = f"{flag.format(name=name)} {line}".strip()
    ran = installation.run(line, XDG_CONFIG_HOME=str(folder / "config"), **environ)
    return ran, text.format(settings=file)


@pytest.mark.parametrize(
    ("line", "command"),
    [("ps -q", "ps"), ("ps --no-trunc", "ps"), ("container ls -q", "container ls"), ("run --rm busybox", "run")],
)
@pytest.mark.parametrize("place", ["flag", "setting"])
def test_flags_of_a_blocked_command_are_no_unknown_flags(
    installation: Installation, tmp_path: Path, place: str, line: str, command: str
) -> None:
    ran, text = _run_blocked(installation, tmp_path, place, "container", line)
    assert (ran.status, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"pydock: the plugin container that has the command {command!r} is blocked\nIt is blocked by {text}\n"
    )


ADDED = (
    HEAD
    + """
@hookimpl
def pydock_flags():
    return [flags.integer("budget", "b", help="x", commands=("ps", ""))]
"""
)


@pytest.mark.parametrize("known", [False, True], ids=["not asked yet", "asked before"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("line", "flag"), [("ps --budget 3", "--budget"), ("ps -ab 3", "-b"), ("--budget 3 ps", "--budget")]
)
def test_flag_of_a_blocked_plugin_is_named_as_such(
    installation: Installation, tmp_path: Path, line: str, flag: str, place: str, known: bool
) -> None:
    installation.module("plugin_mine", "from pydock_core.plugin_api import flags\n" + ADDED)
    installation.distribution("dist-mine", "1.0", "[pydock.plugins]\nmine = plugin_mine\n")
    if known:
        assert installation.run(line).status == 0
    ran, text = _run_blocked(installation, tmp_path, place, "mine", line)
    assert (ran.status, ran.stdout) == (125, "")
    message, hint = ran.stderr.splitlines()[:2]
    assert message.startswith(("unknown flag: --budget", "unknown shorthand flag: 'b' in -b"))
    if known:
        assert hint == f"The flag {flag} comes from the plugin mine, which is blocked by {text}"
    assert f"the plugin mine, which is blocked by {text}" in hint
    assert "may come" not in _run_blocked(installation, tmp_path, place, "mine", "ps -q")[0].stderr


def test_unknown_flag_has_no_hint_without_a_blocked_plugin(installation: Installation) -> None:
    for line in ("ps --budget 3", "--budget 3 ps", "nosuch -q", "--no-plugin groups ps --budget 3"):
        assert "blocked" not in installation.run(line).stderr


def test_unknown_flag_with_invalid_settings_reports_the_settings(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "pydock").mkdir()
    (tmp_path / "pydock" / "config.toml").write_text("x")
    ran = installation.run("--budget 3 ps", XDG_CONFIG_HOME=str(tmp_path))
    assert (ran.status, "config.toml: line 1" in ran.stderr, "unknown flag" in ran.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("good", ""),
        ("groups", ""),
        ("dist-good:good", ""),
        ("gruops", "WARNING: unknown plugin: gruops (did you mean groups?)\n"),
        ("dist-goood:good", "WARNING: unknown plugin: dist-goood:good (did you mean dist-good:good?)\n"),
        ("xyz", "WARNING: unknown plugin: xyz\n"),
    ],
)
def test_unknown_plugin_name_is_a_warning(installation: Installation, name: str, warning: str) -> None:
    ran = installation.run(f"--no-plugin {name} ps -q")
    assert (ran.status, ran.stdout, ran.stderr) == (0, "", warning)


@pytest.mark.parametrize("flag", ["", "--no-plugin xyz "])
@pytest.mark.parametrize(
    "line",
    [
        *("ps -q", "--help", "good", "", "container", "ps --help", "help ps", "nosuch", "--help nosuch"),
        *("self plugins", "self doctor", "self index", "self uninstall --dry-run good", "create"),
    ],
)
def test_unknown_name_is_reported_on_every_path(
    installation: Installation, tmp_path: Path, line: str, flag: str
) -> None:
    folder = tmp_path / "config" / "pydock"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('plugins.blocked = ["goood"]\n')
    ran = installation.run(flag + line, XDG_CONFIG_HOME=str(folder.parent))
    setting = "WARNING: unknown plugin in the setting plugins.blocked: goood (did you mean good?)\n"
    unknown = "WARNING: unknown plugin: xyz\n" if flag else ""
    assert ran.stderr.startswith(setting + unknown)
    assert ran.stderr.count("WARNING: unknown plugin") == 1 + bool(flag)


@pytest.mark.parametrize("line", ["ps -q", "--help", "good"])
def test_unknown_name_in_blocked_setting_is_reported(installation: Installation, tmp_path: Path, line: str) -> None:
    folder = tmp_path / "config" / "pydock"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('plugins.blocked = ["goood", "groups"]\n')
    ran = installation.run(line, XDG_CONFIG_HOME=str(folder.parent))
    assert ran.status == 0
    assert ran.stderr == "WARNING: unknown plugin in the setting plugins.blocked: goood (did you mean good?)\n"
