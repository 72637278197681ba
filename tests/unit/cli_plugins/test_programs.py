"""Programs `pydock-NAME` as commands: those that are none, blocked ones, precedence, and how they are run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing.pytest_plugin import PyDock

    Install = Callable[..., Path]

__all__ = ["fake_engine", "pydock"]

METADATA = '{"SchemaVersion": "0.1.0", "Vendor": "us", "Version": "1.2", "ShortDescription": "Say hello"}'
ASKED = f"if [ \"$1\" = docker-cli-plugin-metadata ]; then echo '{METADATA}'; exit; fi\n"
SAY = 'printf "<%s>" "${0##*/}" "$@"; exit 7\n'
RESOLVER = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_resolve_command(words):
    return Command(("hello",), "third_resolver", raw=True) if words == ("hello",) else None
def command(session, words):
    session.stdout.write("third\\n")
"""
OLD = 1_600_000_000  # the cache distrusts files that changed seconds ago
PLACES = ("config", "extra", "path")


@pytest.fixture
def install(pydock: PyDock, tmp_path: Path) -> Install:
    """Writes a program `pydock-hello`, or of another name, into one of the folders that are searched."""
    folders = dict(
        zip(PLACES, (Path(pydock.environ["DOCKER_CONFIG"], "cli-plugins"), tmp_path / "x", tmp_path / "p"), strict=True)
    )
    Path(pydock.environ["DOCKER_CONFIG"], "config.json").write_text(
        json.dumps({"cliPluginsExtraDirs": [str(folders["extra"])]})
    )
    pydock.environ["PATH"] = str(folders["path"])

    def write(place: str = "path", text: str = ASKED + SAY, *, name: str = "pydock-hello", mode: int = 0o755) -> Path:
        path = folders[place] / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(mode)
        return path

    return write


def listed(pydock: PyDock, *words: str, plugins: tuple[str, ...] = ("hello",)) -> dict[str, dict[str, object]]:
    shown = pydock(*words, "self", "plugins", "--format", "json", plugins=plugins)
    assert (shown.status, shown.stderr) == (0, "")
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    return {row["Name"]: row for row in rows if not row["Builtin"]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SAY, "failed to fetch metadata: exit status 7"),
        ("exit 0\n", "invalid metadata"),
        ("echo hello\n", "invalid metadata"),
        ("echo '[]'\n", "invalid metadata"),
        ("echo '{}'\n", 'plugin SchemaVersion "" is not valid, must be 0.1.0'),
        ('echo \'{"SchemaVersion": "0.1.0"}\'\n', "plugin metadata does not define a vendor"),
        ("kill -9 $$\n", "failed to fetch metadata: signal: "),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_program_without_metadata_is_no_command_and_listed_as_broken(
    pydock: PyDock, install: Install, place: str, text: str, problem: str
) -> None:
    path = install(place, text)
    result = pydock("hello", "world", plugins=["hello"])
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.startswith("pydock: unknown command: pydock hello\n")
    assert f"{path} is no plugin that can be used: see pydock self plugins\n" in result.stderr
    row = listed(pydock)["hello"]
    assert (row["State"], row["Commands"]) == ("broken", [])
    assert isinstance(row["Reasons"], list)
    assert row["Reasons"][0].startswith(f"{path}: {problem}")


def test_program_that_is_not_executable_is_broken_in_a_folder_of_plugins_and_none_on_path(
    pydock: PyDock, install: Install
) -> None:
    install("path", mode=0o644)
    assert listed(pydock, plugins=()) == {}
    install("config", mode=0o644)
    assert listed(pydock)["hello"]["State"] == "broken"
    assert pydock("hello", plugins=["hello"]).status == 1


@pytest.mark.parametrize("name", ["Hello", "hello-world", "9hello", "héllo"])
def test_program_with_a_name_that_docker_refuses_is_broken(pydock: PyDock, install: Install, name: str) -> None:
    install("path", name=f"pydock-{name}")
    assert f'plugin candidate "{name}" did not match' in str(listed(pydock, plugins=(name,))[name]["Reasons"])
    assert "unknown command" in pydock(name, plugins=[name]).stderr


@pytest.mark.parametrize("entry", [".", "", "p", "./p"])
def test_program_below_the_current_folder_is_no_command(
    pydock: PyDock, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    install("path", f"touch {tmp_path}/mark\n{ASKED}")
    monkeypatch.chdir(tmp_path if entry.endswith("p") else tmp_path / "p")
    environ = {"PATH": f"/nowhere:{entry}"}
    assert "unknown command" in pydock("hello", plugins=["hello"], environ=environ).stderr
    pydock("self", "plugins", plugins=["hello"], environ=environ)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("how", ["--no-plugin", "identity", "setting", "variable", "none", "broken settings"])
def test_blocked_program_is_not_run(pydock: PyDock, install: Install, tmp_path: Path, how: str) -> None:
    install("path", f"touch {tmp_path}/mark\n{ASKED}{SAY}")
    words, plugins = [], ["hello"]
    file = Path(pydock.environ["XDG_CONFIG_HOME"], "pydock", "config.toml")
    file.parent.mkdir()
    if how in ("--no-plugin", "identity"):
        words = ["--no-plugin", "hello" if how == "--no-plugin" else "pydock-hello:hello"]
    elif how == "setting":
        file.write_text('plugins.blocked = ["hello"]\n')
    elif how == "broken settings":
        file.write_text("plugins.blocked = [\n")
    else:
        plugins = [] if how == "none" else ["other"]
    result = pydock(*words, "hello", "world", "--loud", plugins=plugins)
    assert (result.status, result.stdout) == (1, "")
    if how != "broken settings":
        assert "the plugin hello that has the command 'hello' is blocked\n" in result.stderr
        shown = pydock(*words, "self", "plugins", "--format", "{{.Name}} {{.State}} {{.Version}}", plugins=plugins)
        assert "hello blocked \n" in shown.stdout
    assert not (tmp_path / "mark").exists()


def test_blocked_program_causes_no_warning_of_an_unknown_plugin(pydock: PyDock, install: Install) -> None:
    install()
    for name in ("hello", "pydock-hello:hello"):
        assert pydock("--no-plugin", name, "context", "show", plugins=["hello"]).stderr == ""
    for name in ("nosuch", "other:hello"):
        shown = pydock("--no-plugin", name, "context", "show", plugins=["hello"]).stderr
        assert shown.startswith(f"WARNING: unknown plugin: {name}")


@pytest.mark.parametrize(("name", "owner"), [("ps", "container"), ("groups", "groups"), ("image", "image")])
def test_program_takes_no_name_of_a_builtin(pydock: PyDock, install: Install, name: str, owner: str) -> None:
    install(name=f"pydock-{name}")
    row = listed(pydock, plugins=(name,))[name]
    assert (row["State"], row["Reasons"]) == ("refused", [f"the command {name} is that of the plugin {owner}"])
    assert "<" not in pydock(name, "--help", plugins=[name]).stdout


@pytest.mark.parametrize("broken", [False, True])
def test_program_takes_no_name_of_a_plugin_of_docker(pydock: PyDock, install: Install, broken: bool) -> None:
    install()
    other = install("config", "exit 1\n" if broken else ASKED + "exit 9\n", name="docker-hello")
    assert pydock("hello", plugins=["hello"]).status == (1 if broken else 9)
    assert listed(pydock)["hello"]["Reasons"] == [f"the command hello is that of {other}"]


def test_program_takes_no_name_that_a_hook_of_a_third_party_resolves(
    pydock: PyDock, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    site = tmp_path / "site"
    info = site / "dist_third-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dist-third\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pydock.plugins]\nthird = third_resolver\n")
    (site / "third_resolver.py").write_text(RESOLVER)
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    assert pydock("hello", plugins=["hello", "third"]).stdout == "third\n"
    assert pydock("hello", plugins=["hello"]).stdout == "<pydock-hello><hello>"
    del sys.modules["third_resolver"]


def test_first_program_of_a_name_counts(pydock: PyDock, install: Install) -> None:
    for place in ("path", "config", "extra"):
        path = install(place)
        assert path.name in pydock("self", "plugins", "show", "hello", plugins=["hello"]).stdout
        assert str(path) in pydock("self", "plugins", "show", "hello", plugins=["hello"]).stdout


@pytest.mark.parametrize("place", PLACES)
def test_program_gets_global_flags_words_and_environment(pydock: PyDock, install: Install, place: str) -> None:
    install(place, ASKED + 'echo "$MINE $DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND" >&2\n' + SAY)
    words = ("-c", "default", "-D", "hello", "--to", "world", "-c", "x")
    result = pydock(*words, environ={"MINE": "mine"}, plugins=["hello"])
    assert result.stdout == "<pydock-hello><-c><default><-D><hello><--to><world><-c><x>"
    assert result.status == 7
    assert "mine " in result.stderr


def test_program_is_listed_and_shown_as_plugin(pydock: PyDock, install: Install) -> None:
    path = install()
    row = listed(pydock)["hello"]
    assert {key: row[key] for key in ("Distribution", "Version", "State", "Commands")} == {
        "Distribution": "pydock-hello",
        "Version": "1.2",
        "State": "ok",
        "Commands": ["hello"],
    }
    page = pydock("self", "plugins", "show", "hello", plugins=["hello"]).stdout
    assert page == (
        f"Name:          hello\nDistribution:  pydock-hello 1.2\nState:         ok\nFile:          {path}\n"
        'Command:       hello: Say hello\nWithout it:    pydock --no-plugin hello …, or plugins.blocked = ["hello"]\n'
    )
    assert "hello" in pydock.complete("self plugins ", plugins=["hello"])


def test_doctor_reports_programs(pydock: PyDock, install: Install) -> None:
    install()
    path = install(name="pydock-broken", text="exit 3\n")
    shown = pydock("self", "doctor", "--format", "json", plugins=["hello", "broken"])
    checks = [json.loads(line) for line in shown.stdout.splitlines()]
    found = {check["Name"]: (check["Verdict"], check["Message"]) for check in checks}
    assert found["programs"] == ("ok", "used as plugins: hello")
    problem = f"{path}: failed to fetch metadata: exit status 3"
    assert found["plugin broken"] == ("warn", f"{path} is broken: {problem}")


def test_uninstall_of_a_program_names_its_file(pydock: PyDock, install: Install) -> None:
    path = install()
    shown = pydock("self", "uninstall", "hello", plugins=["hello"])
    assert (shown.status, shown.stderr) == (1, f"hello is the program {path}: remove this file to uninstall it\n")


def test_docker_plugin_of_a_program_needs_no_shim(pydock: PyDock, install: Install) -> None:
    path = install()
    folder = Path(pydock.environ["DOCKER_CONFIG"], "cli-plugins")
    shown = pydock("self", "docker-plugin", "install", "hello", plugins=["hello"])
    link = f"ln -s {path} {folder}/docker-hello"
    assert shown.stderr == f"{path} can be a plugin of docker without PyDock: {link}\n"
    assert not os.path.exists(folder)


def test_known_program_is_not_started_for_its_metadata(pydock: PyDock, install: Install, tmp_path: Path) -> None:
    path = install("path", f"echo asked >> {tmp_path}/mark\n{ASKED}{SAY}")
    os.utime(path, (OLD, OLD))
    pydock.environ["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    for _ in range(2):
        assert pydock("hello", "a", plugins=["hello"]).stdout == "<pydock-hello><hello><a>"
        assert listed(pydock)["hello"]["Version"] == "1.2"
    assert (tmp_path / "mark").read_text() == "asked\n" * 3  # once for the metadata, and twice for the command


def test_program_that_hangs_at_its_metadata_is_killed(
    pydock: PyDock, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydock_core.cli_plugins.metadata.SECONDS", 0.2)
    path = install(text="while :; do :; done\n")
    assert listed(pydock)["hello"]["Reasons"] == [f"{path}: failed to fetch metadata: no answer within 0.2 s"]


def test_program_completes_itself(pydock: PyDock, install: Install) -> None:
    install(text=ASKED + 'if [ "$1" = __complete ]; then shift; printf "%s\\tText\\n" "$@" one; echo :4; fi\n')
    assert "hello" in pydock.complete("", plugins=["hello"])
    assert pydock.complete("hell", plugins=["hello"]) == ["hello"]
    assert pydock.complete("hello a ", plugins=["hello"]) == ["hello", "a", "one"]
    assert "hello" not in pydock.complete("")
    assert pydock.complete("hello ", plugins=["other"]) == []


def test_help_of_a_program_is_its_own(pydock: PyDock, install: Install) -> None:
    install(text=ASKED + 'echo "page: $*"\n')
    install(name="pydock-broken", text="exit 3\n")
    names = ["hello", "broken"]
    page = pydock("--help", plugins=names).stdout
    lines = [line.split(None, 1) for line in page.splitlines() if line.startswith("  ")]
    assert ["hello*", "Say hello"] in lines
    assert ["broken", "failed to fetch metadata: exit status 3"] in lines
    assert "hello" not in pydock("--help", plugins=["broken"]).stdout
    for words in (("hello", "--help"), ("help", "hello"), ("--help", "hello")):
        assert pydock(*words, plugins=names).stdout == f"page: {' '.join(words)}\n"


def test_program_gets_the_socket_for_cancelling(install: Install, pydock: PyDock) -> None:
    install(text=ASKED + 'echo "socket $DOCKER_CLI_PLUGIN_SOCKET"\n')
    assert pydock("hello", plugins=["hello"]).stdout.startswith("socket @docker_cli_")
