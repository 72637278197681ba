"""The index file and its build in parts: parsing, freshness, trust, file keys and messages, without a child process."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.config.folders import read_trusted
from pydock_core.host import index_build, index_file
from pydock_core.host.index_build import PluginAnswers, reason_to_build
from pydock_core.host.index_file import FORMAT, LAZY_TABLES, IndexFile
from pydock_core.host.plugin_filter import PluginFilter
from tests.unit.host.test_index_answers import ONE, TABLES, TWO

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 1_000_000_000


def made(**tables: Any) -> IndexFile:
    return IndexFile({**TABLES, "executable": sys.executable, **tables})


def saved(folder: Path, **tables: Any) -> Path:
    file = folder / "cache" / "index.json"
    made(**tables).save(str(file))
    return file


def changed(file: Path, seconds: int) -> int:
    os.utime(file, (seconds, seconds))
    return seconds * SECOND


def test_saved_index_is_parsed_table_by_table(tmp_path: Path) -> None:
    file = saved(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    parsed = IndexFile.parse(file.read_bytes())
    assert set(parsed.unparsed) == set(LAZY_TABLES)
    assert parsed.names == TABLES["names"]
    assert set(parsed.unparsed) == {*LAZY_TABLES} - {"names"}
    assert [parsed.tables()[name] for name in LAZY_TABLES] == [TABLES[name] for name in LAZY_TABLES]
    assert len(file.read_bytes().splitlines()) == 6


@pytest.mark.parametrize("cut", [1, 30])
def test_truncated_file_is_damaged(tmp_path: Path, cut: int) -> None:
    with pytest.raises(ValueError, match="truncated"):
        IndexFile.parse(saved(tmp_path).read_bytes()[:-cut])


def test_file_of_another_format_is_not_read_further() -> None:
    parsed = IndexFile.parse(b'{"format": %d}' % (FORMAT + 1))
    assert parsed.unparsed == {}
    assert parsed.what_changed([]) == "another version of PyDock made it"
    with pytest.raises(AttributeError):
        parsed.names  # noqa: B018  the point of the test


def test_damaged_table_is_an_error_without_a_rebuild(tmp_path: Path) -> None:
    data = saved(tmp_path).read_bytes()
    parsed = IndexFile.parse(data.replace(b'{"container ls":[0]', b'?"container ls":[0]'))
    with pytest.raises(ValueError, match="."):
        parsed.names  # noqa: B018  the point of the test


def test_damaged_table_is_replaced_by_a_rebuild(tmp_path: Path) -> None:
    data = saved(tmp_path).read_bytes()
    parsed = IndexFile.parse(data.replace(b'{"container ls":[0]', b'?"container ls":[0]'))
    parsed.rebuild = lambda: made(names={"other": [0]}, groups={})
    assert parsed.names == {"other": [0]}
    assert parsed.unparsed == {}
    assert parsed.groups == {}


@pytest.mark.parametrize("more", [{"path": ["/elsewhere"]}, {"executable": "/other/python"}])
def test_index_of_another_python_is_not_fresh(more: dict[str, Any]) -> None:
    assert made(**more).what_changed(["/lib"]) == "another Python made it"


@pytest.mark.parametrize(
    ("later_ns", "reason"),
    [(-1, ""), (0, "just before"), (2 * SECOND - 1, "just before"), (2 * SECOND, ""), (60 * SECOND, "")],
)
@pytest.mark.parametrize("kind", ["folder", "file"])
def test_change_within_two_seconds_before_the_build_is_distrusted(
    tmp_path: Path, kind: str, later_ns: int, reason: str
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    long_ago = changed(old, 1000)
    file = tmp_path / "module.py"
    file.write_text("x = 1")
    moment = changed(file, 5000)
    if kind == "folder":
        index = made(path=[str(file)], folders=[moment], built_ns=moment + later_ns)
    else:
        index = made(path=[str(old)], folders=[long_ago], files=[[str(file), moment, 5]], built_ns=moment + later_ns)
    found = index.what_changed(index.path)
    assert found == (f"{file} changed just before it was made" if reason else "")


def test_changed_folder_or_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text("x = 1")
    moment = changed(file, 5000)
    built = moment + 60 * SECOND
    assert made(path=[str(file)], folders=[moment - 1], built_ns=built).what_changed([str(file)]) == f"{file} changed"
    same: dict[str, Any] = {"path": [], "folders": [], "built_ns": built}
    assert made(files=[[str(file), moment, 5]], **same).what_changed([]) == ""
    assert made(files=[[str(file), moment + 1, 5]], **same).what_changed([]) == f"{file} changed"
    assert made(files=[[str(file), moment, 6]], **same).what_changed([]) == f"{file} changed"
    assert made(files=[["/nosuch", moment, 5]], **same).what_changed([]) == "/nosuch is gone"


def test_folder_that_does_not_exist_has_the_time_zero(tmp_path: Path) -> None:
    assert index_file.mtime_ns(str(tmp_path / "nosuch")) == 0
    assert index_file.mtime_ns(str(tmp_path)) == tmp_path.stat().st_mtime_ns


@pytest.mark.parametrize(
    ("mode", "trusted"), [(0o600, True), (0o644, True), (0o620, False), (0o602, False), (0o666, False)]
)
def test_file_that_others_may_write_is_not_trusted(tmp_path: Path, mode: int, trusted: bool) -> None:
    file = tmp_path / "index.json"
    file.write_bytes(b"content")
    file.chmod(mode)
    assert read_trusted(str(file)) == (b"content" if trusted else None)


def test_file_of_another_user_or_kind_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "index.json"
    file.write_bytes(b"content")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o600)
    assert read_trusted(str(fifo)) is None
    assert read_trusted(str(tmp_path)) is None
    assert read_trusted(str(tmp_path / "nosuch")) is None
    monkeypatch.chdir(tmp_path)
    assert read_trusted("index.json") is None
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    assert read_trusted(str(file)) is None


def test_folders_of_the_index_are_private_without_a_umask(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "pydock" / "index.json"
    before = os.umask(0)
    try:
        assert made().save(str(file))
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (file.parent.parent, file.parent, file)]
    assert modes == [0o700, 0o700, 0o600]


def test_link_to_a_file_of_the_user_is_not_trusted(tmp_path: Path) -> None:
    """Another user who may write to the folder could point it to any file whose content came from outside."""
    (tmp_path / "download.json").write_bytes(b"content")
    link = tmp_path / "index.json"
    link.symlink_to("download.json")
    assert read_trusted(str(link)) is None


def test_fresh_index_is_read(tmp_path: Path) -> None:
    file = saved(tmp_path, path=[], folders=[], files=[])
    assert index_file.read_fresh(str(file), []) is not None
    assert index_file.read_fresh(str(file), ["/lib"]) is None
    file.write_bytes(b"{")
    assert index_file.read_fresh(str(file), []) is None


@pytest.mark.parametrize(
    ("first", "argv", "omitted"),
    [
        ("", ["/bin/pydock"], True),
        ("/bin-of-script", ["/bin-of-script/pydock"], True),
        ("/elsewhere", ["/bin-of-script/pydock"], False),
        ("/elsewhere", [""], False),
        ("/elsewhere", [], False),
        ("relative", ["/bin/pydock"], True),
    ],
)
def test_search_path_omits_the_entry_that_python_adds(
    monkeypatch: pytest.MonkeyPatch, first: str, argv: list[str], omitted: bool
) -> None:
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.setattr(sys, "path", [first, "/lib", "", "zip"])
    rest = ["/lib", os.path.abspath("zip")]
    assert index_file.search_path() == (rest if omitted else [os.path.abspath(first), *rest])


def test_search_path_of_an_empty_path_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert index_file.search_path() == []


def test_index_path_is_a_number_in_the_cache_folder(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    folder, name = os.path.split(index_file.index_path(environ, ["/lib"]))
    assert folder == str(tmp_path / "pydock")
    assert (name[:6], name[-5:], len(name)) == ("index-", ".json", 43)
    identity = f"{sys.executable}\n{sys.version}\n/lib".encode()
    assert int(name[6:-5], 16) == int.from_bytes(identity, "big") % (2**128 - 159)


def environ_of(folder: Path, path: list[str], content: bytes | None, **more: str) -> dict[str, str]:
    environ = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), **more}
    if content is not None:
        file = index_file.index_path(environ, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as opened:
            opened.write(content)
        os.chmod(file, 0o600)
    return environ


def test_build_reason_of_skipped_plugins(tmp_path: Path) -> None:
    content = saved(tmp_path, path=[], folders=[], files=[], skipped=[ONE, TWO]).read_bytes()
    environ = environ_of(tmp_path, [], content)
    assert reason_to_build(environ, [], PluginFilter([])) == "dist-one:one, two was blocked when it was made"
    assert reason_to_build(environ, [], PluginFilter(["one"])) == "two was blocked when it was made"
    assert reason_to_build(environ, [], PluginFilter(["one", "two"])) == "another command was making it"


def test_build_reason_without_a_usable_file(tmp_path: Path) -> None:
    assert reason_to_build(environ_of(tmp_path, [], None), [], ()) == "there was none"
    assert reason_to_build(environ_of(tmp_path, [], None, PYDOCK_INDEX="off"), [], ()) == "PYDOCK_INDEX=off"
    assert reason_to_build(environ_of(tmp_path, [], b"{"), [], ()) == "it was damaged"
    content = saved(tmp_path, path=["/x"]).read_bytes()
    assert reason_to_build(environ_of(tmp_path, [], content), [], ()) == "another Python made it"


def test_messages_of_a_child_are_collected() -> None:
    answers = PluginAnswers([], PluginFilter(["one"], "two"), {})
    assert answers._job == {"path": [], "unwanted": ["one"], "only": "two", "recorded": []}
    answers.take({"plugins": [1], "diagnostics": [2], "skipped": [3], "files": ["/a"]})
    answers.take({"start": ONE})
    announced = [answers._announced]
    answers.take({"report": {"plugin": ONE, "files": ["/b"]}})
    announced.append(answers._announced)
    assert announced == [ONE, ""]
    ended = [answers._ended]
    answers.take({"end": True})
    found: Any = (answers.plugins, answers.diagnostics, answers.skipped, answers.files, list(answers.reports))
    assert found == ([1], [2], [3], {"/a", "/b"}, [ONE])
    assert [*ended, answers._ended] == [False, True]
    assert PluginAnswers(["/lib"], (), {})._job == {"path": ["/lib"], "unwanted": [], "only": "", "recorded": []}


class Child:
    """Stands in for a child process that sends these messages."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self._messages = messages

    def messages(self, silence_seconds: float) -> list[dict[str, Any]]:
        assert silence_seconds == 5.0
        return self._messages

    def end(self) -> str:
        return "it ended"


def ask(monkeypatch: pytest.MonkeyPatch, *children: list[dict[str, Any]]) -> tuple[bool, PluginAnswers, list[Any]]:
    """Has each child send its messages; returns the answer, what was collected, and the jobs of the children."""
    waiting, jobs = list(children), []

    def start(job: Any, _environ: object) -> Child:
        jobs.append({**job, "reports": dict(job["reports"])})
        if not waiting:
            raise OSError("no more processes")
        return Child(waiting.pop(0))

    monkeypatch.setattr(index_build, "ChildProcess", start)
    monkeypatch.setattr(index_build, "crash_report", lambda plugin, end: {"plugin": plugin, "end": end})
    answers = PluginAnswers([], (), {})
    return answers.ask_in_children({}), answers, jobs


def test_plugin_that_ends_its_child_is_reported_and_a_new_child_asks_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, answers, jobs = ask(monkeypatch, [{"start": ONE}], [{"end": True}])
    assert asked
    reports: Any = answers.reports
    assert reports == {ONE: {"plugin": ONE, "end": "it ended"}}
    assert [list(job["reports"]) for job in jobs] == [[], [ONE]]


def test_child_that_ends_before_any_plugin_gives_no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answers, jobs = ask(monkeypatch, [{"start": ONE}, {"report": {"plugin": ONE, "files": []}}], [])
    assert not asked
    assert len(jobs) == 1
    assert list(answers.reports) == [ONE]


def test_no_child_process_gives_no_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ask(monkeypatch)[0]


def test_unused_index_files_are_removed_after_90_days(tmp_path: Path) -> None:
    now = int(time.time())
    days = {"index-old": 91, "index-used": 89, "other-old": 91}
    for name, age in days.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (now - age * 86400, now - age * 86400))
    (tmp_path / "index-link").symlink_to("index-used")
    os.utime(tmp_path / "index-link", (1, 1), follow_symlinks=False)
    index_build._remove_unused(str(tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["index-used", "other-old"]


@pytest.mark.parametrize(("seconds", "kept"), [(-10, True), (1, False), (3600, True)])
def test_file_that_changes_during_the_build_never_matches(tmp_path: Path, seconds: int, kept: bool) -> None:
    file = tmp_path / "module.py"
    file.write_text("x = 1")
    now = int(time.time())
    moment = changed(file, now - 5 + seconds)
    key = index_build._file_key(str(file), (now - 5) * SECOND)
    assert key == (str(file), moment if kept else -1, 5)


def test_files_of_installers_and_python_have_no_key(tmp_path: Path) -> None:
    for folder in ("site-packages", "dist-packages"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").touch()
        assert index_build._file_key(str(tmp_path / folder / "module.py"), 0) is None
    assert index_build._file_key(os.__file__, 0) is None
    assert index_build._file_key(str(tmp_path / "nosuch"), 0) is None
