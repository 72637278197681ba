from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from pydock_core.testing.tab import offered
from tests.unit.cli_plugins.programs import OLD

if TYPE_CHECKING:
    from pydock_core.testing import Result
    from tests.unit.cli_plugins.programs import Home


def _run(home: Home, *words: str, **environ: str) -> Result:
    with FakeEngine() as engine:
        return run_pydock(words, engine=engine, environ={**home.environ, **environ})


@pytest.mark.parametrize("line", ["--help", "info", "say", "help say", "build .", "--help say"])
def test_metadata_of_known_cli_plugin_starts_no_process(home: Home, line: str) -> None:
    home.write("say")
    home.write("buildx")
    home.write("broken", metadata="echo garbage")
    for _ in range(2):
        _run(home, "--help")
    assert sorted(home.asked) == ["broken", "buildx", "say"]
    assert home.cache.stat().st_mode & 0o777 == 0o600
    _run(home, *line.split())
    with FakeEngine() as engine:
        assert "say" in offered("sa", engine=engine, environ=home.environ)
        offered("say x", engine=engine, environ=home.environ)
    assert len(home.asked) == 3


def test_ps_starts_no_cli_plugin_and_reads_no_metadata(home: Home) -> None:
    for number in range(10):
        home.write(f"p{number}")
    assert _run(home, "ps").status == 0
    assert (home.asked, home.cache.exists()) == ([], False)


def test_changed_cli_plugin_is_asked_again(home: Home) -> None:
    path = home.write("say")
    _run(home, "--help")
    home.write("say", "exit 10\n")
    _run(home, "--help")
    os.utime(path, (OLD + 1, OLD + 1))
    _run(home, "--help")
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o755)
    os.utime(copy, (OLD + 1, OLD + 1))
    copy.rename(path)  # another inode
    _run(home, "--help")
    _run(home, "--help")
    assert home.asked == ["say"] * 4


def test_cli_plugin_that_just_changed_is_not_kept(home: Home) -> None:
    os.utime(home.write("say"))
    for _ in range(2):
        _run(home, "--help")
    assert home.asked == ["say"] * 2


@pytest.mark.parametrize(
    "content",
    [
        "",
        "garbage",
        "[]",
        '{"format": 1}',
        '{"format": 0, "programs": {}}',
        '{"format": 1, "programs": []}',
        '{"format": 1, "programs": {"PATH": 3}}',
        '{"format": 1, "programs": {"PATH": [[1, 2, 3], {}, ""]}}',
        '{"format": 1, "programs": {"PATH": [IDENTITY, {"Vendor": 3}, ""]}}',
        '{"format": 1, "programs": {"PATH": [IDENTITY, {}, null]}}',
        '{"format": 1, "programs": {"PATH": [IDENTITY, {}]}}',
    ],
)
def test_damaged_cache_of_metadata_is_ignored_and_written_anew(home: Home, content: str) -> None:
    path = home.write("say")
    status = path.stat()
    identity = json.dumps([status.st_mtime_ns, status.st_size, status.st_ino])
    home.cache.parent.mkdir(parents=True)
    home.cache.write_text(content.replace("PATH", str(path)).replace("IDENTITY", identity))
    home.cache.chmod(0o600)
    for _ in range(2):
        assert "say*" in _run(home, "--help").stdout
    assert home.asked == ["say"]


def test_cache_of_metadata_that_others_may_write_is_not_used(home: Home) -> None:
    home.write("say")
    _run(home, "--help")
    home.cache.chmod(0o666)
    assert "say*" in _run(home, "--help").stdout
    assert home.asked == ["say"] * 2
    assert home.cache.stat().st_mode & 0o777 == 0o600


def test_cache_of_metadata_forgets_programs_that_are_gone(home: Home) -> None:
    path = home.write("say")
    _run(home, "--help")
    path.unlink()
    other = home.write("other")
    _run(home, "--help")
    assert list(json.loads(home.cache.read_text())["programs"]) == [str(other)]


def test_unwritable_cache_folder_breaks_nothing(home: Home) -> None:
    home.write("say")
    (home.folder / ".cache").write_text("a file")
    assert "say*" in _run(home, "--help").stdout


def test_index_off_keeps_no_metadata(home: Home) -> None:
    home.write("say")
    _run(home, "--help", PYDOCK_INDEX="off")
    assert not home.cache.exists()


def test_known_cli_plugin_without_execute_permission_is_invalid(home: Home) -> None:
    path = home.write("say")
    _run(home, "--help")
    path.chmod(0o644)
    page = _run(home, "--help").stdout
    assert f" failed to fetch metadata: fork/exec {path}: permission denied\n" in page
    assert _run(home, "say").stderr.startswith("pydock: unknown command: pydock say\n")
