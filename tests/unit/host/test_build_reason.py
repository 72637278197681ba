"""The reason that an index keeps for having been built."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.host.index_file import FORMAT, search_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.host.installed import Installed

pytestmark = pytest.mark.usefixtures("aged")


def because(installed: Installed, **blocks: Any) -> str:
    return installed.index(**blocks).build_reason


def index_path(installed: Installed) -> Path:
    (name,) = installed.files()
    return installed.cache / "pydock" / name


def other_python(file: Path) -> None:
    file.write_text(file.read_text().replace(f'"executable":"{sys.executable}"', '"executable":"/other/python"'))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda file: file.unlink(), "there was none"),
        (lambda file: file.write_bytes(file.read_bytes()[:200]), "it was damaged"),
        (lambda file: file.write_text(f'{{"format": {FORMAT}}}'), "it was damaged"),
        (lambda file: file.write_text(f'{{"format": {FORMAT + 1}}}'), "another version of PyDock made it"),
        (lambda file: file.chmod(0o666), "it can't be read, or isn't this user's alone"),
        (other_python, "another Python made it"),
    ],
)
def test_build_reason_for_unusable_file(installed: Installed, damage: Callable[[Path], object], reason: str) -> None:
    assert because(installed) == "there was none"
    damage(index_path(installed))
    assert because(installed) == reason
    assert because(installed) == reason  # kept with it, not built again


def test_build_reason_for_changed_files(installed: Installed) -> None:
    file = installed.plugin("one", "")
    installed.index()
    file.write_text("x = 1")
    assert because(installed) == f"{file} changed"
    os.utime(installed.folder, (1, 1))
    assert because(installed) == f"{installed.folder} changed"
    file.unlink()
    os.utime(installed.folder, (1, 1))
    assert because(installed) == f"{file} is gone"


def test_build_reason_for_blocked_plugin(installed: Installed) -> None:
    installed.plugin("one", "")
    installed.index(no_plugin=("one",))
    assert because(installed) == "one was blocked when it was made"


def test_build_reason_with_index_off(installed: Installed) -> None:
    assert because(installed, off=True) == "PYDOCK_INDEX=off"


def test_what_changed_for_change_just_before_the_build(installed: Installed) -> None:
    file = installed.index().file
    file.built_ns = max(file.folders) + 1
    assert file.what_changed(search_path()).endswith(" changed just before it was made")
