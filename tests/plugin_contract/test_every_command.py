"""Built-ins pass the hooks: `pydock_run_command` wraps each command, `pydock_send` each exchange."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.declarations.flags import FlagSet
from pydock_core.host import load_index
from pydock_core.host.index import is_builtin
from pydock_core.testing import FakeEngine
from pydock_core.testing.pytest_plugin import pydock
from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydock_core.host.index import CommandEntry
    from pydock_core.testing.pytest_plugin import PyDock

__all__ = ["pydock"]

VETO = """
ran = []
@hookimpl
def pydock_run_command(command, options):
    ran.append(command.name)
    return 7
"""
RECORDER = """
ran, sent = [], []
@hookimpl(wrapper=True)
def pydock_run_command(command, options):
    ran.append(command.name)
    return (yield)
@hookimpl(wrapper=True)
def pydock_send(request):
    response = yield
    sent.append((request.method, request.path, response.status))
    return response
"""
PLACES = """
heard = []
@hookimpl
def pydock_configure(session): heard.append('configure')
@hookimpl
def pydock_resolve_command(words): heard.append(f'resolve {words}')
@hookimpl(wrapper=True)
def pydock_run_command(command):
    heard.append(f'run {command.name}')
    try:
        return (yield)
    finally:
        heard.append('ran')
@hookimpl
def pydock_create_container(request): heard.append(f"create {request.body['Image']}")
@hookimpl
def pydock_pull_policy(reference): heard.append(f'policy {reference}')
@hookimpl
def pydock_transport(endpoint): heard.append(f'transport {endpoint.scheme}')
@hookimpl
def pydock_credentials(registry): heard.append(f'credentials {registry}')
@hookimpl(wrapper=True)
def pydock_send(request):
    heard.append(f"{request.method} {request.path.rpartition('/')[2]}")
    return (yield)
"""
BUILT_INS = {
    entry.name: entry
    for entry in load_index({"HOME": "/nowhere", "PYDOCK_INDEX": "off", "PYDOCK_PLUGINS": "none"}).commands()
    if is_builtin(entry.owner)
}
# Arguments of the commands that refuse arbitrary words.
NEEDED = {"container cp": ["web:/etc", "-"], "cp": ["web:/etc", "-"]}


@pytest.fixture
def fake_engine() -> Iterator[FakeEngine]:
    """An engine that has every command: docker refuses a command of a newer API before anything runs."""
    with FakeEngine(api_version="1.50") as engine:
        yield engine


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path, for plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield folder
    sys.modules.pop("plugin_watch", None)


def watching(folder: Path, source: str) -> Any:
    """Installs the plugin `watch` and returns its module."""
    (folder / "plugin_watch.py").write_text(HEAD + source)
    info = folder / "dist_watch-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dist-watch\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pydock.plugins]\nwatch = plugin_watch\n")
    return __import__("plugin_watch")


def command_line(entry: CommandEntry) -> list[str]:
    """Returns the command with its minimum number of arguments."""
    if entry.raw:
        return entry.name.split()
    words = NEEDED.get(entry.name) or ["word"] * FlagSet(entry.load().Options).arguments.at_least
    return [*entry.name.split(), *words]


def test_index_has_the_built_in_commands() -> None:
    assert {"container run", "image build", "groups create", "self doctor", "version"} <= set(BUILT_INS)


def test_every_built_in_command_passes_pydock_run_command_first(pydock: PyDock, plugins: Path) -> None:
    module = watching(plugins, VETO)
    passed_by = []
    for name, entry in BUILT_INS.items():
        if name == "help" or name.startswith("self "):
            continue
        module.ran.clear()
        result = pydock(*command_line(entry), plugins=["watch"])
        asked = set(result.asked) - {"HEAD /_ping"}  # which builder is meant depends on the engine
        if (module.ran, result.status, result.stdout, asked) != ([name], 7, "", set()):
            passed_by.append((name, list(module.ran), result))
    assert passed_by == []


def test_help_and_commands_of_self_pass_no_pydock_run_command(pydock: PyDock, plugins: Path) -> None:
    """These commands mend an installation, so that a plugin that fails or refuses can't stop them."""
    module = watching(plugins, VETO)
    for name in ("help", "self config path", "self doctor", "self index", "self plugins"):
        result = pydock(*name.split(), plugins=["watch"])
        assert (module.ran, result.status in (0, 1), result.stdout != "") == ([], True, True), name


def test_hooks_of_run_are_called_in_order(pydock: PyDock, plugins: Path) -> None:
    module = watching(plugins, PLACES)
    assert pydock("run", "--detach", "alpine", "true", plugins=["watch"]).status == 0
    before = ["configure", "run container run", "create alpine", "policy alpine", "transport unix"]
    pulled = ["HEAD _ping", "POST create", "credentials docker.io", "POST create", "POST create"]
    assert module.heard == [*before, *pulled, "POST wait", "POST start", "ran"]


def test_undeclared_command_is_resolved_by_two_words_then_one(pydock: PyDock, plugins: Path) -> None:
    module = watching(plugins, PLACES)
    assert pydock("new", "words", plugins=["watch"]).status == 1
    assert pydock("ps", "words", plugins=["watch"]).status == 1
    assert module.heard == ["resolve ('new', 'words')", "resolve ('new',)"]


# Every way to talk to an engine: plain, streamed there, streamed back, hijacked with and without a terminal.
EXCHANGES = {
    "run attached": (["run", "-i", "busybox", "cat"], False),
    "run on a terminal": (["run", "-it", "--rm", "busybox", "cat"], True),
    "run with a pull": (["run", "alpine", "true"], False),
    "exec": (["exec", "-i", "web", "cat"], False),
    "exec on a terminal": (["exec", "-it", "web", "cat"], True),
    "attach": (["attach", "brief"], False),
    "start attached": (["start", "--attach", "done"], False),
    "logs": (["logs", "--follow", "done"], False),
    "stats": (["stats", "--no-stream"], False),
    "pull": (["pull", "alpine"], False),
    "push": (["push", "busybox"], False),
    "save": (["save", "busybox"], False),
    "load": (["load", "--input", "nothing.tar"], False),
    "import": (["import", "-", "new"], False),
    "build": (["build", "."], False),
    "copy from": (["cp", "web:/etc", "-"], False),
    "copy to": (["cp", "Dockerfile", "web:/tmp"], False),
    "export": (["export", "web"], False),
    "wait": (["wait", "done"], False),
    "groups": (["groups", "ls"], False),
    "doctor": (["self", "doctor"], False),
}


@pytest.mark.parametrize("what", EXCHANGES)
def test_every_exchange_passes_pydock_send(
    pydock: PyDock, plugins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    module = watching(plugins, RECORDER)
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM busybox\n")
    (folder / "nothing.tar").write_bytes(bytes(10240))
    monkeypatch.chdir(folder)
    pydock("run", "-d", "--name", "web", "busybox", "sleep", "60")
    pydock("run", "--name", "done", "busybox", "echo", "hi")
    pydock("run", "-d", "--name", "brief", "busybox", "sleep", "1")
    words, terminal = EXCHANGES[what]
    typed = b"typed\r\x04" if terminal else b"typed\n"
    result = pydock(*words, plugins=["watch"], stdin=typed, terminal=terminal, environ={"DOCKER_BUILDKIT": "0"})
    got = [(request.method, request.path) for request in result.requests]
    heard = [(method, path[path.index("/", 1) :] if path[:2] == "/v" else path) for method, path, _ in module.sent]
    assert len(module.ran) == (what != "doctor")  # no plugin decides over `self`
    assert len(got) > 1, result
    assert sorted(heard) == sorted(got)
    if "attach" in what or what.startswith(("run", "exec")):
        assert 101 in [status for _, _, status in module.sent], "nothing was hijacked"
