"""The folders of PyDock and docker."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from pydock_core.config import folders
from pydock_core.errors import SettingsError


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "a/b", ".hidden"])
def test_plugin_state_folder_name_outside_of_state_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="is no name of a plugin"):
        folders.plugin_state_folder(name, {"XDG_STATE_HOME": str(tmp_path)})


def test_plugin_state_folder_creation_failure_names_folder(tmp_path: Path) -> None:
    (tmp_path / "pydock").write_text("a file is in the way")
    with pytest.raises(SettingsError, match=f"cannot make {tmp_path}/pydock/groups: Not a directory"):
        folders.plugin_state_folder("groups", {"XDG_STATE_HOME": str(tmp_path)})


def test_plugin_state_folder_is_private(tmp_path: Path) -> None:
    folder = folders.plugin_state_folder("groups", {"XDG_STATE_HOME": str(tmp_path)})
    assert folder == str(tmp_path / "pydock" / "groups")
    assert os.stat(folder).st_mode & 0o777 == 0o700
    assert folders.plugin_state_folder("groups", {"XDG_STATE_HOME": str(tmp_path)}) == folder


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}])
def test_home_comes_from_password_database_without_variable(environ: dict[str, str]) -> None:
    assert folders.home(environ) == pwd.getpwuid(os.getuid()).pw_dir


def test_home_is_empty_without_password_database_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_entry(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", no_entry)
    assert folders.home({}) == ""


@pytest.mark.parametrize("environ", [{}, {"HOME": ""}, {"HOME": "."}, {"HOME": "relative"}])
def test_no_configuration_is_read_from_the_current_folder_without_a_home(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_entry(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", no_entry)
    for folder in (folders.config_folder, folders.cache_folder, folders.state_folder, folders.docker_config_folder):
        assert os.path.isabs(folder(environ))


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (None, "/home/u/.config/pydock"),
        ("", "/home/u/.config/pydock"),
        ("rel", "/home/u/.config/pydock"),
        ("/x", "/x/pydock"),
    ],
)
def test_config_folder_follows_xdg_and_ignores_relative_paths(base: str | None, expected: str) -> None:
    environ = {"HOME": "/home/u"}
    if base is not None:
        environ["XDG_CONFIG_HOME"] = base
    assert folders.config_folder(environ) == expected


def test_cache_and_state_folders_follow_xdg() -> None:
    assert folders.cache_folder({"HOME": "/home/u"}) == "/home/u/.cache/pydock"
    assert folders.state_folder({"HOME": "/home/u"}) == "/home/u/.local/state/pydock"


@pytest.mark.parametrize(
    ("environ", "flag", "expected"),
    [
        ({"HOME": "/home/u"}, None, "/home/u/.docker"),
        ({"HOME": "/home/u", "DOCKER_CONFIG": ""}, "", "/home/u/.docker"),
        ({"HOME": "/home/u", "DOCKER_CONFIG": "/d"}, None, "/d"),
        ({"HOME": "/home/u", "DOCKER_CONFIG": "/d"}, "/f//g/", "/f/g"),
    ],
)
def test_docker_config_folder_is_flag_then_variable_then_home(
    environ: dict[str, str], flag: str | None, expected: str
) -> None:
    assert folders.docker_config_folder(environ, flag) == expected
