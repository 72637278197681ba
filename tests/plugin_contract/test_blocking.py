"""Leaving plugins out: `--no-plugin`, `PYDOCK_PLUGINS` and the setting `plugins.blocked`, before they are imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.broken_plugins.installation import Installation

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
            f"pydock: the plugin groups that has the command {words!r} is blocked\n"
            "See --no-plugin, PYDOCK_PLUGINS and the setting plugins.blocked\n"
        )
    assert installation.run("--no-plugin groups ps").status == 0


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


@pytest.mark.parametrize("line", ["ps -q", "--help", "good"])
def test_unknown_name_in_blocked_setting_is_reported(installation: Installation, tmp_path: Path, line: str) -> None:
    folder = tmp_path / "config" / "pydock"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('plugins.blocked = ["goood", "groups"]\n')
    ran = installation.run(line, XDG_CONFIG_HOME=str(folder.parent))
    assert ran.status == 0
    assert ran.stderr == "WARNING: unknown plugin in the setting plugins.blocked: goood (did you mean good?)\n"
