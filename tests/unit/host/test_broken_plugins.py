from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.host import index_build
from pydock_core.session import PluginOptions

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed

GOOD = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands():
    return [Command(("good",), "good_module")]
"""

HEAD = "from pydock_core.plugin_api import Command, Group, flags, hookimpl\n"

BROKEN = {
    "raises at import": ("1 / 0", "ZeroDivisionError: division by zero"),
    "is no Python": ("def broken(:\n", "SyntaxError: "),
    "imports what is missing": ("import pydock_missing_module", "No module named 'pydock_missing_module'"),
    "leaves by sys.exit": ("import sys; sys.exit(3)", "sys.exit: it ended the program with status 3"),
    "leaves by os._exit": ("import os; os._exit(4)", "it ended Python with status 4 while it was imported"),
    "kills its process": ("import os; os.kill(os.getpid(), 9)", "it killed Python with signal 9"),
    "raises KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "recurses": ("def f(): f()\nf()", "RecursionError: "),
    "closes every descriptor": (
        "import os, time\nos.closerange(0, 256)\ntime.sleep(60)",
        "it closed PyDock's descriptors while it was imported",
    ),
    "has an error without words": (
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
        "E",
    ),
    "names an unknown argument": (
        HEAD + "@hookimpl\ndef pydock_send(session, requst): ...",
        'the hook has no argument "requst" (its arguments: session, request)',
    ),
    "takes core's own argument": (
        HEAD + "@hookimpl\ndef pydock_send(inner): ...",
        'the hook has no argument "inner" (its arguments: session, request)',
    ),
    "misspells a hook": (
        HEAD + "@hookimpl\ndef pydock_comands(): ...",
        "there is no hook pydock_comands; did you mean pydock_commands?",
    ),
    "has a wrapper that doesn't yield": (
        HEAD + "@hookimpl(wrapper=True)\ndef pydock_send(request): ...",
        "a wrapper must be a generator that yields once",
    ),
    "yields without being a wrapper": (
        HEAD + "@hookimpl\ndef pydock_send(request): yield",
        "it yields but isn't marked as a wrapper",
    ),
    "depends on a flag that it doesn't add": (
        HEAD + "@hookimpl(flag='budget')\ndef pydock_send(request): ...",
        "it depends on a flag 'budget' that the plugin does not add",
    ),
    "depends on what is no name": (
        HEAD + "@hookimpl(flag=['budget'])\ndef pydock_send(request): ...",
        "it depends on a flag ['budget'] that the plugin does not add",
    ),
    "declares for a flag": (
        HEAD + "@hookimpl(flag='budget')\ndef pydock_commands(): return []",
        "it is asked when the index is built, so it can't depend on a flag",
    ),
    "returns a number": (
        HEAD + "@hookimpl\ndef pydock_commands(): return 5",
        "it returned int, not a list of Command and Group",
    ),
    "returns texts": (
        HEAD + "@hookimpl\ndef pydock_commands(): return ['run']",
        "it returned a list with str in it, not of Command and Group",
    ),
    "gives one text as names": (
        HEAD + "@hookimpl\ndef pydock_commands(): return [Command('run', 'm')]",
        "names='run' is no tuple of names",
    ),
    "gives no text as module": (
        HEAD + "@hookimpl\ndef pydock_commands(): return [Command(('x',), None)]",
        "Command 'x' has a field that is no text",
    ),
    "returns no flags": (
        HEAD + "@hookimpl\ndef pydock_flags(): return [Command(('x',), 'x')]",
        "it returned a list with Command in it, not of flags",
    ),
    "returns no mapping": (
        HEAD + "@hookimpl\ndef pydock_completers(): return ['x']",
        "it returned list, not names and functions",
    ),
    "raises in a data hook": (
        HEAD + "@hookimpl\ndef pydock_commands(): raise OSError('no')",
        "OSError: no",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_plugin_is_reported_and_other_plugins_work(installed: Installed, case: str) -> None:
    source, words = BROKEN[case]
    installed.plugin("broken", source, version="2.1")
    installed.plugin("good", GOOD)

    index = installed.index()

    (error,) = index.diagnostics()
    assert words in error.reason
    assert (error.name, error.distribution, error.version) == ("broken", "dist-broken", "2.1")
    assert "plugin_broken.py" in error.file or "dist_broken" in error.file
    assert index.command("good") is not None
    assert index.command("ps") is not None
    assert index.implementers("pydock_send", PluginOptions()) == []


def test_import_that_hangs_is_ended_by_timeout(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_build, "SILENCE_SECONDS", 1.0)
    installed.plugin("hangs", "import time; time.sleep(600)")
    installed.plugin("good", GOOD)

    started = time.monotonic()
    index = installed.index()

    assert index.diagnostics()[0].reason == "it did not answer for 1 seconds while it was imported"
    assert index.command("good") is not None
    assert time.monotonic() - started < 10


def test_processes_started_by_an_import_end_with_the_build(installed: Installed) -> None:
    pid = installed.cache.parent / "pid"
    installed.plugin(
        "starts",
        f"""
        import subprocess, threading, time
        child = subprocess.Popen(["sleep", "600"])
        open({str(pid)!r}, "w").write(str(child.pid))
        threading.Thread(target=time.sleep, args=(600,)).start()
        """,
    )

    started = time.monotonic()
    assert installed.index().diagnostics() == []

    assert time.monotonic() - started < 5
    deadline = time.monotonic() + 5
    while _runs(int(pid.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_output_and_state_of_an_import_stay_in_its_process(
    installed: Installed, capfd: pytest.CaptureFixture[str]
) -> None:
    installed.plugin(
        "aaa",
        """
        import os, signal, sys
        print("noise"); os.write(1, b"noise"); os.write(2, b"noise")
        sys.path.clear(); sys.stdout = None; os.chdir("/"); os.environ.clear()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        assert sys.stdin.read() == ""
        """,
    )
    installed.plugin("good", GOOD)

    index = installed.index()

    assert index.diagnostics() == []
    assert index.command("good") is not None
    assert capfd.readouterr() == ("", "")


def test_entry_point_to_missing_module_is_reported(installed: Installed) -> None:
    installed.plugin("lost", None, value="pydock_nowhere.plugin:thing")
    (error,) = installed.index().diagnostics()
    assert error.reason == "ModuleNotFoundError: No module named 'pydock_nowhere'"
    assert error.file.endswith("dist_lost-1.0.dist-info/entry_points.txt")


@pytest.mark.parametrize(
    "entry", ["two words = plugin_x", "name = not-a-module", "-dash = plugin_x", "\x1b[1m = plugin_x"]
)
def test_invalid_entry_point_is_reported(installed: Installed, entry: str) -> None:
    info = installed.distribution("dist-odd", "1.0", {})
    (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{entry}\n")
    index = installed.index()
    assert [error.distribution for error in index.diagnostics()] == ["dist-odd"]
    assert not any("\x1b" in error.name + error.reason for error in index.diagnostics())
    assert index.command("ps") is not None


@pytest.mark.parametrize(
    "damage", ["no METADATA", "binary METADATA", "binary entry points", "entry points are a folder"]
)
def test_broken_metadata_leaves_other_plugins_working(installed: Installed, damage: str) -> None:
    installed.plugin("good", GOOD)
    info = installed.distribution("dist-bad", "1.0", {"bad": "plugin_good"})
    if damage == "no METADATA":
        (info / "METADATA").unlink()
    elif damage == "binary METADATA":
        (info / "METADATA").write_bytes(b"\xff\xfe\x00")
    elif damage == "binary entry points":
        (info / "entry_points.txt").write_bytes(b"[pydock.plugins]\n\xff\xfe = \x00\n")
    else:
        (info / "entry_points.txt").unlink()
        (info / "entry_points.txt").mkdir()

    index = installed.index()

    assert index.command("ps") is not None
    assert [plugin.version for plugin in index.plugins() if plugin.identity == "dist-good:good"] == ["1.0"]


def test_first_of_two_distribution_versions_on_the_path_is_used(installed: Installed) -> None:
    installed.plugin("good", GOOD)
    installed.plugin("good", GOOD, version="2.0")
    index = installed.index()
    assert index.command("good") is not None
    assert len([plugin for plugin in index.plugins() if plugin.identity == "dist-good:good"]) == 1


def test_unknown_optional_hook_is_accepted(installed: Installed) -> None:
    installed.plugin("newer", HEAD + "@hookimpl(optionalhook=True)\ndef pydock_from_tomorrow(x): ...")
    assert installed.index().diagnostics() == []


def test_three_thousand_commands_are_indexed(installed: Installed) -> None:
    installed.plugin(
        "many",
        HEAD + "@hookimpl\ndef pydock_commands(): return [Command((f'many c{n}',), 'm') for n in range(3000)]",
    )
    index = installed.index()
    assert index.diagnostics() == []
    assert len([entry for entry in index.commands() if entry.plugin == "many"]) == 3000
