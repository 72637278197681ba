from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.host import index_build, index_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.host.installed import Installed

ONE = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands():
    return [Command(("one",), "one_module", "{summary}")]
"""

pytestmark = pytest.mark.usefixtures("aged")


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that the index is built."""
    made: list[str] = []
    real = index_build.build_index

    def build(*arguments: object) -> object:
        made.append("built")
        return real(*arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(index_build, "build_index", build)
    return made


def index_path(installed: Installed) -> Path:
    (name,) = installed.files()
    return installed.cache / "pydock" / name


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b"[" * 100_000, b"{}" * 9]
)
def test_damaged_index_is_rebuilt(installed: Installed, builds: list[str], content: bytes) -> None:
    installed.index()
    index_path(installed).write_bytes(content)
    assert installed.index().command("ps") is not None
    assert len(builds) == 2
    assert installed.index().command("ps") is not None
    assert len(builds) == 2


def test_truncated_index_is_rejected(installed: Installed, builds: list[str]) -> None:
    installed.index()
    file = index_path(installed)
    whole = file.read_bytes()
    for length in range(0, len(whole) - 1, 397):
        file.write_bytes(whole[:length])
        assert index_file.read_fresh(str(file), index_file.search_path()) is None
    assert len(builds) == 1


def test_index_of_another_user_is_rebuilt(
    installed: Installed, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.index()
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert installed.index().command("ps") is not None
    assert len(builds) == 2


def test_index_writable_by_others_is_rebuilt(installed: Installed, builds: list[str]) -> None:
    installed.index()
    index_path(installed).chmod(0o666)
    installed.index()
    assert len(builds) == 2
    assert index_path(installed).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("instead", ["folder", "fifo", "dangling"])
def test_index_path_that_is_no_regular_file_is_ignored(installed: Installed, instead: str) -> None:
    installed.index()
    file = index_path(installed)
    file.unlink()
    if instead == "folder":
        file.mkdir()
    elif instead == "fifo":
        os.mkfifo(file)
    else:
        file.symlink_to("nowhere")
    assert installed.index().command("ps") is not None


def test_unwritable_cache_folder_keeps_the_index_in_memory(installed: Installed) -> None:
    installed.cache.write_text("a file where the folder should be")
    assert installed.index().command("ps") is not None


def test_relative_index_path_is_not_read(
    installed: Installed, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.index()
    monkeypatch.chdir(installed.cache)
    name = os.path.join("pydock", installed.files()[0])
    assert index_file.read_fresh(os.path.abspath(name), index_file.search_path()) is not None
    assert index_file.read_fresh(name, index_file.search_path()) is None


def test_full_disk_leaves_no_index_file(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert installed.index().command("ps") is not None
    assert installed.files() == []


def test_no_cache_folder_is_made_in_another_user_s_home(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert installed.index().command("ps") is not None
    assert not installed.cache.exists()


def test_index_is_built_in_process_if_no_child_can_be_started(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", none_left)
    assert installed.index().command("ps") is not None


def test_index_file_is_private_and_reused(installed: Installed, builds: list[str]) -> None:
    first = installed.index()
    assert index_path(installed).stat().st_mode & 0o777 == 0o600
    second = installed.index()
    assert len(builds) == 1
    assert json.dumps(second.file.tables()) == json.dumps(first.file.tables())
    with pytest.raises(AttributeError, match="none"):
        second.file.none  # noqa: B018  the point of the test


def test_lazy_tables_are_parsed_at_first_use(installed: Installed) -> None:
    installed.index()
    index = installed.index()
    command = index.command("ps")
    assert command is not None
    assert command.load().command(None, None) == 0
    assert set(index.file.unparsed) == {"groups", "plugins", "root_listing"}
    assert index.group("container") is not None
    assert "plugins" in index.file.unparsed
    plugin = command.plugin_record()
    assert plugin is not None
    assert plugin.distribution == "pydock-cli"


def test_damaged_lazy_table_rebuilds_the_index(installed: Installed, builds: list[str]) -> None:
    installed.index()
    file = index_path(installed)
    first, *later = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([first, *(b"\0" * len(line) for line in later)]))
    index = installed.index()
    assert index.diagnostics() == []
    assert len(builds) == 1
    assert [plugin.version for plugin in index.plugins()] == ["0.1.0"]
    assert [group.name for group in index.groups()] == ["container"]
    assert len(builds) == 2
    assert installed.index().group("container") is not None
    assert len(builds) == 2


def test_index_follows_installation_upgrade_and_removal(installed: Installed) -> None:
    assert installed.index().command("one") is None
    installed.plugin("one", ONE.format(summary="first"))
    assert installed.index().command("one") is not None
    installed.remove("one")
    installed.plugin("one", ONE.format(summary="second one"), version="2.0")
    entry = installed.index().command("one")
    assert entry is not None
    assert entry.summary == "second one"
    installed.remove("one")
    assert installed.index().command("one") is None


def test_index_follows_edit_of_unmanaged_module(installed: Installed) -> None:
    file = installed.plugin("one", ONE.format(summary="first"))
    installed.index()
    file.write_text(ONE.format(summary="edited"))
    entry = installed.index().command("one")
    assert entry is not None
    assert entry.summary == "edited"


def test_index_follows_correction_of_broken_plugin(installed: Installed) -> None:
    file = installed.plugin("one", "def broken(:")
    assert installed.index().diagnostics() != []
    file.write_text(ONE.format(summary="mended"))
    index = installed.index()
    assert index.diagnostics() == []
    assert index.command("one") is not None


def test_index_built_with_blocked_plugin_is_rebuilt_without_block(installed: Installed, builds: list[str]) -> None:
    installed.plugin("one", ONE.format(summary="first"))
    assert installed.index(no_plugin=("one",)).command("one") is None
    assert installed.index().command("one") is not None
    assert installed.index(no_plugin=("one",)).command("one") is None
    assert len(builds) == 2


def test_blocked_plugin_is_not_imported_at_build(installed: Installed, tmp_path: Path) -> None:
    installed.plugin("one", f"open({str(tmp_path / 'imported')!r}, 'w')")
    installed.index(no_plugin=("one",))
    installed.index(blocked=("dist-one:one",))
    installed.index(plugins="none")
    assert not (tmp_path / "imported").exists()
    installed.index()
    assert (tmp_path / "imported").exists()


def test_index_distrusts_changes_just_before_the_build(installed: Installed) -> None:
    file = installed.index().file
    path = index_file.search_path()
    assert file.what_changed(path) == ""
    newest = max(*file.folders, *(changed for _, changed, _ in file.files))
    file.built_ns = newest + 1_999_999_999
    assert file.what_changed(path).endswith(" changed just before it was made")
    file.built_ns = newest + 2_000_000_000
    assert file.what_changed(path) == ""


def test_future_mtime_is_compared_for_equality(installed: Installed, builds: list[str]) -> None:
    future = time.time() + 3600
    os.utime(installed.folder, (future, future))
    installed.index()
    installed.index()
    assert len(builds) == 1
    os.utime(installed.folder, (future + 1, future + 1))
    installed.index()
    assert len(builds) == 2


def test_index_path_depends_on_interpreter_and_path(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    path = index_file.search_path()
    here = index_file.index_path(installed.environ, path)
    assert index_file.index_path(installed.environ, [*path, "/elsewhere"]) != here
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert index_file.index_path(installed.environ, path) != here


def test_unused_index_files_are_removed(installed: Installed) -> None:
    installed.index()
    old = installed.cache / "pydock" / "index-old.json"
    old.write_text("{}")
    os.utime(old, (1, 1))
    index_path_before = [name for name in installed.files() if name != "index-old.json"]
    installed.plugin("one", ONE.format(summary="first"))
    installed.index()
    assert installed.files() == index_path_before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link away")
def test_nothing_is_written_or_removed_behind_another_user_s_link(installed: Installed, tmp_path: Path) -> None:
    """Under sudo, the cache in the user's home may be a link to any folder of root's."""
    ours = tmp_path / "ours"
    ours.mkdir()
    old = ours / "index-old.json"
    old.write_text("{}")
    os.utime(old, (1, 1))
    installed.cache.mkdir(exist_ok=True)
    link = installed.cache / "pydock"
    link.symlink_to(ours)
    os.chown(link, 12345, 12345, follow_symlinks=False)
    assert installed.index().command("ps") is not None
    assert list(ours.iterdir()) == [old]


def test_index_can_be_built_by_several_processes_at_once(installed: Installed) -> None:
    installed.plugin("one", ONE.format(summary="first"))
    program = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from pydock_core.host import load_index\n"
        f"print(load_index({installed.environ!r}).command('one').summary)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate()[0] for process in running] == ["first\n"] * 4
    assert all(name.endswith(".json") for name in installed.files())


def test_search_path_omits_script_folder_and_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["/somewhere/bin/pydock"])
    for first in ("", str(tmp_path), "/somewhere/bin"):
        monkeypatch.setattr(sys, "path", [first, "/lib/python"])
        assert index_file.search_path() == ["/lib/python"]
    monkeypatch.setattr(sys, "path", ["/plugins", "/lib/python", str(tmp_path)])
    assert index_file.search_path() == ["/plugins", "/lib/python", str(tmp_path)]


def test_index_equals_in_process_build(installed: Installed) -> None:
    installed.plugin("one", ONE.format(summary="first"))
    installed.plugin("two", ONE.format(summary="rival"))
    installed.plugin("broken", "1 / 0")
    installed.plugin(
        "flag",
        """
        from pydock_core.plugin_api import flags, hookimpl
        @hookimpl
        def pydock_flags():
            return [flags.bytes("budget", commands=("run",)), flags.string("memory", commands=("run",))]
        @hookimpl
        def pydock_send(request): ...
        @hookimpl(flag="budget")
        def pydock_create_container(request): ...
        """,
    )
    built, live = installed.index().file.tables(), installed.index(off=True).file.tables()
    varying = ("built_ns", "build_reason", "files")
    assert {key: value for key, value in json.loads(json.dumps(built)).items() if key not in varying} == {
        key: value for key, value in json.loads(json.dumps(live)).items() if key not in varying
    }
    kept = installed.index().file.tables()
    assert kept is not built
    assert kept == json.loads(json.dumps(built))
