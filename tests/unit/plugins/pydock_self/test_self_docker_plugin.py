"""`self docker-plugin`: refusals, the shim that it writes, its list, and the removal."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydock_self import shims

from pydock_core.cli_plugins.shim_file import MARK, RUN_AS_DOCKER_PLUGIN, Shim, read_shim

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.plugins.pydock_self.conftest import Install

COMMAND = ("self", "docker-plugin")
METADATA = "docker-cli-plugin-metadata"
TEAM = """\
from pydock_core.plugin_api import Command, Group, hookimpl
@hookimpl
def pydock_commands():
    return [Group("team", "It's a \\"team\\""), Command(("team ls",), "third_team.ls")]
"""


@pytest.fixture
def folder(pydock: PyDock) -> Path:
    return Path(pydock.environ["DOCKER_CONFIG"], "cli-plugins")


def run(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a shim with an empty environment: a sh without PATH finds builtins only."""
    return subprocess.run([path, *words], env={"PATH": "/nowhere"}, capture_output=True, text=True, timeout=20)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ps", "ps is a command of docker itself, which runs no plugin in its place"),
        ("swarm", "swarm is a command of docker itself, which runs no plugin in its place"),
        ("help", "help is a command of docker itself, which runs no plugin in its place"),
        ("Groups", "'Groups' can't be a plugin of docker: docker takes small letters and digits"),
        ("groups-ls", "'groups-ls' can't be a plugin of docker: docker takes small letters and digits"),
        ("9groups", "'9groups' can't be a plugin of docker: docker takes small letters and digits"),
        ("", "'' can't be a plugin of docker: docker takes small letters and digits"),
        ("../groups", "'../groups' can't be a plugin of docker: docker takes small letters and digits"),
        ("nosuch", "PyDock has no command nosuch that docker could run"),
        ("compose", "PyDock has no command compose that docker could run"),
    ],
)
def test_name_that_can_t_be_a_plugin_of_docker_is_refused(
    pydock: PyDock, folder: Path, name: str, message: str
) -> None:
    result = pydock(*COMMAND, "install", "groups", name)
    assert (result.status, result.stdout, result.stderr) == (1, "", message + "\n")
    assert not folder.exists()


def test_command_of_a_blocked_plugin_is_refused(pydock: PyDock, install: Install) -> None:
    install("team", TEAM)
    result = pydock("--no-plugin", "team", *COMMAND, "install", "team", plugins=["team"])
    reason = "PyDock has no command team that docker could run, while these plugins are blocked: dist-team:team"
    assert result.stderr == f"{reason}\n"


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        ((), 125, "requires install COMMAND, ls or uninstall COMMAND"),
        (("remove",), 125, "unknown command: remove"),
        (("install",), 1, "requires a command after install"),
        (("uninstall",), 1, "requires a command after uninstall"),
        (("ls", "groups"), 1, "requires no argument after ls"),
        (("--system", "--folder", "x", "ls"), 125, "cannot specify both --folder and --system"),
    ],
)
def test_wrong_words_are_refused(pydock: PyDock, words: tuple[str, ...], status: int, message: str) -> None:
    result = pydock(*COMMAND, *words)
    assert (result.status, result.stdout) == (status, "")
    assert result.stderr.splitlines()[0].endswith(message)


@pytest.mark.parametrize("kind", ["file", "folder", "link", "link to nothing", "fifo"])
def test_foreign_file_is_neither_overwritten_nor_removed(pydock: PyDock, folder: Path, kind: str) -> None:
    folder.mkdir()
    path = folder / "docker-groups"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "file":
        path.write_text("#!/bin/sh\necho mine\n")
    else:
        path.symlink_to("other" if kind == "link" else "nothing")
        (folder / "other").write_text(f"#!/bin/sh\n{MARK}" + '{"name": "x"}\n')
    before = os.lstat(path)
    result = pydock(*COMMAND, "install", "groups", "self")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"{path} is there already, and PyDock did not write it: it stays as it is\n"
    result = pydock(*COMMAND, "uninstall", "groups")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "PyDock has no plugin docker-groups in docker's folders: nothing was removed\n"
    assert os.lstat(path) == before
    assert pydock(*COMMAND, "ls", "--format", "{{.Name}}").stdout == ""


def test_folder_that_can_t_be_written_is_reported(pydock: PyDock, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = pydock(*COMMAND, "--folder", f"{tmp_path}/file/plugins", "install", "groups")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"cannot write {tmp_path}/file/plugins: Not a directory\n"


def test_failed_write_names_the_shim(pydock: PyDock, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, data: bytes, **_: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system", f"{folder}/.tmp-1")

    monkeypatch.setattr("pydock_self.docker_plugin.write_atomically", refuse)
    result = pydock(*COMMAND, "install", "groups")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"cannot write {folder}/docker-groups: Read-only file system\n"


def test_environment_without_a_program_is_refused(pydock: PyDock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: "/nowhere")
    result = pydock(*COMMAND, "install", "groups")
    assert result.stderr == f"no program pydock is beside {sys.executable}: install PyDock as a package\n"


@pytest.mark.parametrize("missing", ["program", "python"])
def test_shim_whose_pydock_is_gone_prints_one_line_with_status_127(tmp_path: Path, missing: str) -> None:
    there = {"program": "/bin/sh", "python": "/bin/sh", missing: f"{tmp_path}/it's $(gone)"}
    path = tmp_path / "docker-groups"
    path.write_bytes(Shim(str(path), name="groups", version="1", **there).text({}))
    path.chmod(0o755)
    result = run(path, "groups", "ls")
    assert (result.returncode, result.stdout) == (127, "")
    assert result.stderr == (
        f"docker groups: PyDock is gone: {tmp_path}/it's $(gone) is missing; install PyDock again, or remove {path}\n"
    )


@pytest.mark.parametrize(
    "name", ["a b", "it's", '"$HOME"', "$(touch x)", "`x`", "a\nb", "-n", "*", "\\", "ü", "\udcff"]
)
def test_shim_quotes_any_path(tmp_path: Path, name: str) -> None:
    program = os.path.join(tmp_path, name)
    with open(os.open(program, os.O_CREAT | os.O_WRONLY, 0o755), "w") as file:
        file.write('#!/bin/sh\nprintf \'<%s>\' "$0" "$@"\n')
    path = tmp_path / "docker-groups"
    shim = Shim(str(path), name="groups", program=program, python="/bin/sh", version="1")
    path.write_bytes(shim.text({"ShortDescription": name}))
    path.chmod(0o755)
    ran = subprocess.run([path, "-c", "", "groups", "a  b", "$x"], capture_output=True, cwd=tmp_path, timeout=20)
    words = [program, RUN_AS_DOCKER_PLUGIN, "groups", "-c", "", "groups", "a  b", "$x"]
    assert ran.stdout == os.fsencode("".join(f"<{word}>" for word in words))
    found = read_shim(str(path))
    assert found is not None
    assert (found.name, found.program, found.version) == ("groups", program, "1")
    assert json.loads(run(path, METADATA).stdout) == {"ShortDescription": name}


@pytest.mark.parametrize(
    "text",
    ["", "#!/bin/sh\n", f"#!/bin/sh\n{MARK}", f"#!/bin/sh\n{MARK}[]\n", f"#!/bin/sh\n{MARK}" + '{"name": 1}\n', "\n\n"],
)
def test_file_that_is_no_shim_is_not_recognized(tmp_path: Path, text: str) -> None:
    (tmp_path / "docker-x").write_text(text)
    assert read_shim(str(tmp_path / "docker-x")) is None


def test_install_writes_a_shim_that_describes_the_command_without_python(pydock: PyDock, folder: Path) -> None:
    result = pydock(*COMMAND, "install", "groups", "pydock", "groups")
    assert result.stdout == f"docker groups: {folder}/docker-groups\ndocker pydock: {folder}/docker-pydock\n"
    assert (result.status, result.stderr) == (0, "")
    shown = run(folder / "docker-groups", METADATA)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout) == {
        "SchemaVersion": "0.1.0",
        "Vendor": "PyDock",
        "Version": "1.0.0",
        "ShortDescription": "Manage groups of containers",
    }
    assert run(folder / "docker-groups", "groups", "docker-cli-plugin-hooks", "{}").stdout == ""
    assert (folder / "docker-groups").stat().st_mode & 0o777 == 0o755
    assert folder.stat().st_mode & 0o777 == 0o700


def test_third_party_command_is_described_by_its_distribution(pydock: PyDock, folder: Path, install: Install) -> None:
    install("team", TEAM, version="2.5")
    assert pydock(*COMMAND, "install", "team", plugins=["team"]).status == 0
    described = json.loads(run(folder / "docker-team", METADATA).stdout)
    assert described["Vendor"] == "dist-team"
    assert (described["Version"], described["ShortDescription"]) == ("2.5", 'It\'s a "team"')


def test_system_writes_for_all_users(pydock: PyDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydock_core.config.cli_plugin_folders.SYSTEM_FOLDERS", (f"{tmp_path}/system/cli-plugins",))
    assert pydock(*COMMAND, "--system", "install", "groups").status == 0
    assert (tmp_path / "system" / "cli-plugins").stat().st_mode & 0o777 == 0o755
    assert "groups" in pydock(*COMMAND, "--system", "ls").stdout
    assert pydock(*COMMAND, "--folder", str(tmp_path), "uninstall", "groups").status == 1
    assert pydock(*COMMAND, "uninstall", "groups").status == 0
    assert os.listdir(tmp_path / "system" / "cli-plugins") == []


def test_folder_that_docker_does_not_search_is_pointed_out(pydock: PyDock, tmp_path: Path) -> None:
    other = tmp_path / "other" / "plugins"
    result = pydock(*COMMAND, "--folder", str(other), "install", "groups")
    config = pydock.environ["DOCKER_CONFIG"]
    assert (
        result.stderr == f"docker does not look into {other}: add it to cliPluginsExtraDirs in {config}/config.json\n"
    )
    assert result.status == 0
    assert other.stat().st_mode & 0o777 == 0o755
    Path(config, "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [str(other)]}))
    assert pydock(*COMMAND, "--folder", str(other), "install", "groups").stderr == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("program", "/gone/pydock", "/gone/pydock, which it runs, is missing"),
        ("python", "/gone/python", "/gone/python, which it runs, is missing"),
        ("version", "0.9", "PyDock 0.9 wrote it, and this is 1.0.0"),
        ("name", "nosuch", "PyDock has no command nosuch"),
    ],
)
def test_stale_shim_is_listed_and_reported_by_doctor(
    pydock: PyDock, folder: Path, field: str, value: str, reason: str
) -> None:
    pydock(*COMMAND, "install", "groups", "self")
    shim = read_shim(str(folder / "docker-groups"))
    assert shim is not None
    setattr(shim, field, value)
    (folder / "docker-groups").write_bytes(shim.text({}))
    rows = [json.loads(line) for line in pydock(*COMMAND, "ls", "--format", "json").stdout.splitlines()]
    assert [(row["Name"], row["State"], row["Reason"]) for row in rows] == [
        (shim.name, "stale", reason),
        ("self", "ok", ""),
    ]
    checks = [json.loads(line) for line in pydock("self", "doctor", "--format", "json").stdout.splitlines()]
    found = [(check["Verdict"], check["Message"]) for check in checks if check["Name"] == "docker plugins"]
    assert found == [("ok", "commands of PyDock: self"), ("warn", f"{folder}/docker-groups: {reason}")]


def test_shim_that_another_program_hides_is_stale(pydock: PyDock, folder: Path, tmp_path: Path) -> None:
    pydock(*COMMAND, "install", "groups")
    (folder.parent / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [str(tmp_path)]}))
    (tmp_path / "docker-groups").write_text("#!/bin/sh\n")
    assert f"docker runs {tmp_path}/docker-groups in its place" in pydock(*COMMAND, "ls").stdout
    (folder / "docker-groups").chmod(0o644)
    assert "it is not executable" in pydock(*COMMAND, "ls").stdout


def test_install_replaces_a_shim_of_another_version(pydock: PyDock, folder: Path) -> None:
    folder.mkdir()
    path = folder / "docker-groups"
    path.write_bytes(Shim(str(path), name="groups", program="/gone", python="/gone", version="0.1").text({}))
    assert pydock(*COMMAND, "install", "groups").status == 0
    shim = read_shim(str(path))
    assert shim is not None
    assert (shim.program, shim.version) == (shims.own_program(), "1.0.0")


def test_uninstall_removes_shims_only(pydock: PyDock, folder: Path) -> None:
    pydock(*COMMAND, "install", "groups", "pydock")
    (folder / "docker-other").write_text("#!/bin/sh\n")
    result = pydock(*COMMAND, "uninstall", "groups", "other")
    assert result.stderr == "PyDock has no plugin docker-other in docker's folders: nothing was removed\n"
    result = pydock(*COMMAND, "uninstall", "groups")
    assert (result.status, result.stdout) == (0, f"Removed {folder}/docker-groups\n")
    assert sorted(os.listdir(folder)) == ["docker-other", "docker-pydock"]


def test_shim_is_no_plugin_for_pydock_itself(pydock: PyDock, folder: Path, install: Install) -> None:
    install("team", TEAM)
    pydock(*COMMAND, "install", "team", "groups", plugins=["team"])
    result = pydock("team", "ls")
    assert "It may be a command of a plugin that is blocked: team\n" in result.stderr
    assert pydock("info", "--format", "{{json .ClientInfo.Plugins}}").stdout == "[]\n"


def test_every_first_word_of_docker_is_refused() -> None:
    lines = (Path(__file__).parents[3] / "parity" / "docker_commands.txt").read_text().splitlines()
    assert {line.split()[0] for line in lines} | {"bake", "completion", "help"} == shims.OF_DOCKER


def test_completion_offers_commands_that_docker_lacks(pydock: PyDock, folder: Path) -> None:
    assert pydock.complete("self docker-plugin ") == ["install", "ls", "uninstall"]
    assert pydock.complete("self docker-plugin install ") == ["groups", "pydock", "self"]
    pydock(*COMMAND, "install", "groups")
    assert pydock.complete("self docker-plugin uninstall ") == ["groups"]
