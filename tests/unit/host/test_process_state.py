from __future__ import annotations

import locale
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.host.process_state import PreservedProcessState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def state() -> dict[str, Any]:
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "environ": dict(os.environ),
        "folder": os.getcwd(),
        "umask": umask,
        "limit": sys.getrecursionlimit(),
        "locale": locale.setlocale(locale.LC_ALL, None),
        "handlers": [signal.getsignal(number) for number in (1, 2, 13, 15, 17)],
        "hooks": (sys.excepthook, sys.unraisablehook),
    }


CHANGES: dict[str, Callable[[], object]] = {
    "streams": lambda: vars(sys).update(stdin=None, stdout=None, stderr=None),
    "environ": lambda: os.environ.pop("PATH") and os.environ.update(NEW="1"),
    "folder": lambda: os.chdir("/"),
    "umask": lambda: os.umask(0),
    "limit": lambda: sys.setrecursionlimit(5000),
    "locale": lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"),
    "handlers": lambda: [signal.signal(number, signal.SIG_IGN) for number in (1, 2, 13, 15, 17)],
    "hooks": lambda: vars(sys).update(excepthook=print, unraisablehook=print),
}


@pytest.mark.parametrize("change", CHANGES)
def test_process_state_is_restored(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = state()
    with PreservedProcessState():
        CHANGES[change]()
        assert change == "streams" or state()[change] != before[change]
    assert state() == before


def test_process_state_is_restored_after_exception() -> None:
    before = state()

    def change_all() -> None:
        for change in CHANGES.values():
            change()
        raise RuntimeError

    with pytest.raises(RuntimeError), PreservedProcessState():
        change_all()
    assert state() == before


def test_stdout_is_dropped_while_state_is_preserved(capfd: pytest.CaptureFixture[str]) -> None:
    with PreservedProcessState():
        print("noise")
    assert capfd.readouterr().out == ""


def test_folders_added_to_sys_path_move_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/one", "/two"])
    with PreservedProcessState():
        sys.path[:] = ["/mine", "/two"]
    assert sys.path == ["/one", "/two", "/mine"]


def test_missing_current_folder_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with PreservedProcessState():
        os.chdir("/")
    with pytest.raises(FileNotFoundError):
        os.getcwd()
