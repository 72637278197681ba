"""Paths as Go cleans them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.values.paths import absolute_source, clean_path, working_directory

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("path", "clean"), [("", "."), ("//a//b/../c/.", "/a/c"), ("a/..", "."), ("/../a", "/a")])
def test_path_is_cleaned(path: str, clean: str) -> None:
    assert clean_path(path) == clean


def test_working_directory_ignores_stale_pwd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for stale in ("/", str(tmp_path / "gone"), "relative", ""):
        monkeypatch.setenv("PWD", stale)
        assert working_directory() == str(tmp_path.resolve())


def test_working_directory_keeps_symlinks_of_pwd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path / "link")
    monkeypatch.setenv("PWD", str(tmp_path / "link"))
    assert absolute_source("./a/../b") == str(tmp_path / "link" / "b")
    assert absolute_source(".") == str(tmp_path / "link")


@pytest.mark.parametrize("source", ["name", "/a/./b", "~/x", ""])
def test_mount_source_is_made_absolute_only_with_leading_dot(source: str) -> None:
    assert absolute_source(source) == source
