"""The index, seen from the command line: it changes the time of a command only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins import at_run_time, in_declarations, in_metadata
from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.broken_plugins.installation import Installation, Ran

    Normal = Callable[[str], Ran]

LINES = ("ps", "good", "--help", "nobodys", "-D good")
SAYS = (
    HEAD
    + """
@hookimpl
def pydock_commands(): return [Command(('say',), 'plugin_say', '{text}')]
class Options: ...
def command(session, options): session.stdout.write('{text}\\n')
"""
)


def index_file(installation: Installation) -> Path:
    """Returns the only index in the cache folder of this installation."""
    (file,) = Path(installation.environ["XDG_CACHE_HOME"], "pydock").glob("index-*.json")
    return file


@pytest.fixture(autouse=True)
def own_cache(installation: Installation, tmp_path: Path) -> Path:
    """Sets a cache folder that no other test uses."""
    installation.environ["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    return tmp_path / "cache"


def say(installation: Installation, text: str, version: str = "1.0", *, settle: bool = True) -> Path:
    installation.module("plugin_say", SAYS.format(text=text))
    folder = installation.distribution("dist-say", version, "[pydock.plugins]\nsay = plugin_say\n")
    if not settle:
        os.utime(installation.packages)
    return folder


def remove(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def test_install_upgrade_and_removal_take_effect_with_the_next_command(installation: Installation) -> None:
    assert installation.run("say").status == 1
    folder = say(installation, "first", settle=False)
    assert installation.run("say").stdout == "first\n"
    remove(folder)
    folder = say(installation, "second", "2.0", settle=False)
    assert installation.run("say").stdout == "second\n"
    assert "second" in installation.run("--help").stdout
    remove(folder)
    assert installation.run("say").status == 1
    assert "second" not in installation.run("--help").stdout


def test_edit_of_editable_install_takes_effect_with_the_next_command(
    installation: Installation, tmp_path: Path
) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    installation.environ["PYTHONPATH"] += os.pathsep + str(checkout)
    file = checkout / "plugin_say.py"
    file.write_text(SAYS.format(text="first"))
    os.utime(checkout, (1, 1))
    os.utime(file, (1, 1))
    installation.distribution("dist-say", "1.0", "[pydock.plugins]\nsay = plugin_say\n")
    assert "first" in installation.run("--help").stdout
    file.write_text(SAYS.format(text="edited"))
    assert "edited" in installation.run("--help").stdout
    file.write_text("def broken(:\n")
    assert "SyntaxError" in installation.run("--help").stdout
    file.write_text(SAYS.format(text="mended"))
    assert "mended" in installation.run("--help").stdout


def test_concurrent_processes_build_a_correct_index(installation: Installation, normal: Normal) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(installation.run, ["good"] * 6)) == [normal("good")] * 6
    assert index_file(installation).parent == Path(installation.environ["XDG_CACHE_HOME"], "pydock")


def change(file: Path, **tables: object) -> None:
    """Replaces tables in the index's first line."""
    first, _, later = file.read_text().partition("\n")
    file.write_text(json.dumps({**json.loads(first), **tables}) + "\n" + later)


def right(installation: Installation, normal: Normal) -> None:
    for line in ("good", "ps", "--help"):
        assert installation.run(line) == normal(line)


@pytest.mark.parametrize("length", [0, 1, 100, -1, -2])
def test_truncated_index_is_ignored(installation: Installation, normal: Normal, length: int) -> None:
    right(installation, normal)
    file = index_file(installation)
    file.write_bytes(file.read_bytes()[:length])
    right(installation, normal)
    assert all(map(json.loads, file.read_bytes().splitlines()))


def test_index_of_another_python_is_ignored(installation: Installation, normal: Normal) -> None:
    right(installation, normal)
    file = index_file(installation)
    change(file, executable="/usr/bin/another-python", names={}, commands=[])
    right(installation, normal)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_index_of_another_user_is_ignored(installation: Installation, normal: Normal) -> None:
    right(installation, normal)
    file = index_file(installation)
    change(file, names={}, commands=[])
    os.chown(file, 65534, 65534)
    right(installation, normal)


def test_index_is_built_in_memory_without_a_writable_cache(
    installation: Installation, normal: Normal, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    installation.environ["XDG_CACHE_HOME"] = str(tmp_path / "file")
    right(installation, normal)


MOUNTED = """
mount -t tmpfs -o {options} tmpfs "$XDG_CACHE_HOME" && exec "$@"
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting takes Linux and root")
@pytest.mark.parametrize("options", ["size=4k", "ro", "nr_inodes=1"])
def test_full_or_read_only_disk_changes_no_output(
    installation: Installation, normal: Normal, own_cache: Path, options: str
) -> None:
    own_cache.mkdir()
    mounted = ["unshare", "--mount", "sh", "-ec", MOUNTED.format(options=options), "sh"]
    command = [*mounted, sys.executable, "-m", "pydock_core", "good"]
    done = subprocess.run(command, env=installation.environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "good\n", "")


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "case",
    [
        *(f"in_declarations: {name}" for name in in_declarations.CASES if "ends the process" not in name),
        *(f"in_metadata: {name}" for name in ("two plugins with one name", "entry point that is no name")),
        *(f"at_run_time: {name}" for name in ("generator that yields twice", "watching hook raises")),
    ],
)
def test_plugins_without_index_have_the_same_effect(installation: Installation, case: str) -> None:
    module, _, name = case.partition(": ")
    modules = {"in_declarations": in_declarations, "in_metadata": in_metadata, "at_run_time": at_run_time}
    broken = modules[module].CASES[name]
    installation.install(broken)
    for line in (*LINES, *broken.typed, "rival", "ps --rival x"):
        live, indexed = installation.run(line, PYDOCK_INDEX="off"), installation.run(line)
        live.stderr, indexed.stderr = (without_times(ran.stderr) for ran in (live, indexed))
        assert live == indexed, line


BUDGET = (
    HEAD
    + """
@hookimpl
def pydock_flags(): return [flags.integer('budget', commands=('create', 'good'))]
@hookimpl(flag='budget')
def pydock_create_container(session, request): request.body['Labels']['budget'] = str(session.plugin_options.budget)
@hookimpl(flag='budget', wrapper=True)
def pydock_run_command(session):
    status = yield
    session.stdout.write(f'it may cost {session.plugin_options.budget}\\n')
    return status
"""
)


def test_hook_for_a_flag_is_called_with_the_flag_only(installation: Installation) -> None:
    installation.module("plugin_budget", BUDGET)
    installation.distribution("dist-budget", "1.0", "[pydock.plugins]\nbudget = plugin_budget\n")
    for environ in ({}, {"PYDOCK_INDEX": "off"}):
        assert installation.run("good", **environ).stdout == "good\n"
        assert installation.run("good --budget 0", **environ).stdout == "good\nit may cost 0\n"
        created = installation.run("create --budget 7 busybox", **environ)
        assert (created.status, created.stdout) == (0, "ID\nit may cost 7\n")
        left_out = installation.run("--no-plugin budget good --budget 7", **environ)
        assert "unknown flag: --budget" in left_out.stderr


def without_times(log: str) -> str:
    return "\n".join(line.partition(" level=")[2] or line for line in log.splitlines())
