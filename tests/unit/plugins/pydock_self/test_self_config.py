"""`self config`: show, get, path and schema, and its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.config.settings_schema import SETTINGS

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

TOML = """\
log_level = "warn"
[plugins]
blocked = ["noisy", "b"]
[plugins.team]
budget = 3
since = 2026-01-02
"""


@pytest.fixture
def file(pydock: PyDock) -> Path:
    path = Path(pydock.environ["HOME"]) / ".config" / "pydock" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    pydock.environ.pop("XDG_CONFIG_HOME", None)
    path.write_text(TOML)
    return path


def test_show_lists_every_setting_and_the_keys_of_plugins(pydock: PyDock, file: Path) -> None:
    result = pydock("self", "config", "show")
    assert result.status == 0
    head, *lines = result.stdout.splitlines()
    assert head.split() == ["SETTING", "VALUE"]
    rows = dict(line.split(None, 1) for line in lines)
    assert list(rows) == [*(setting.key for setting in SETTINGS), "plugins.team.budget", "plugins.team.since"]
    assert rows["log_level"].strip() == '"warn"'
    assert rows["plugins.blocked"].strip() == '["noisy", "b"]'
    assert rows["plugins.warnings"].strip() == "true"
    assert rows["plugins.team.since"].strip() == '"2026-01-02"'


def test_origin_names_file_variable_flag_and_default(pydock: PyDock, file: Path) -> None:
    environ = {"PYDOCK_BLOCKED_PLUGINS": "c", "PYDOCK_IMAGES_VIEW": "tree"}
    words = ("--no-plugin", "d", "-l", "error", "self", "config", "show", "--format", "json")
    shown = {one["Key"]: one for one in map(json.loads, pydock(*words, environ=environ).stdout.splitlines())}
    assert (shown["log_level"]["Value"], shown["log_level"]["Origin"]) == ("error", "--log-level")
    assert shown["images_view"]["Origin"] == "PYDOCK_IMAGES_VIEW"
    assert shown["plugins.blocked"]["Value"] == ["noisy", "b", "c", "d"]
    assert shown["plugins.blocked"]["Origin"] == f"{file}, PYDOCK_BLOCKED_PLUGINS, --no-plugin"
    assert shown["plugins.required"]["Origin"] == "default"
    assert shown["plugins.team.budget"]["Origin"] == str(file)
    table = pydock("self", "config", "show", "--origin").stdout
    assert table.splitlines()[0].split() == ["SETTING", "VALUE", "ORIGIN"]
    assert next(line for line in table.splitlines() if line.startswith("log_level")).endswith(str(file))


def test_debugging_sets_the_log_level(pydock: PyDock, file: Path) -> None:
    assert pydock("-D", "self", "config", "get", "log_level").stdout == "debug\n"


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("log_level", "warn\n"),
        ("plugins.blocked", "noisy\nb\n"),
        ("plugins.required", ""),
        ("plugins.warnings", "true\n"),
        ("plugins.team.budget", "3\n"),
        ("plugins.team.since", "2026-01-02\n"),
    ],
)
def test_get_prints_one_value(pydock: PyDock, file: Path, key: str, printed: str) -> None:
    result = pydock("self", "config", "get", key)
    assert (result.status, result.stdout, result.asked) == (0, printed, [])


@pytest.mark.parametrize(
    ("words", "status", "problem"),
    [
        ("get log_levle", 1, 'unknown key "log_levle"; did you mean "log_level"?'),
        ("get plugins.team.owner", 1, '"plugins.team.owner" is not set'),
        ("get", 1, "requires one key after get"),
        ("get a b", 1, "requires one key after get"),
        ("show x", 1, "requires no argument after show"),
        ("set a", 125, "unknown command: set"),
        ("", 125, "requires show, get KEY, path or schema"),
    ],
)
def test_wrong_words_are_refused(pydock: PyDock, file: Path, words: str, status: int, problem: str) -> None:
    result = pydock("self", "config", *words.split())
    assert (result.status, result.stdout) == (status, "")
    warning, _, rest = result.stderr.partition("\n")
    assert warning.startswith("WARNING: unknown plugin in the setting plugins.blocked: noisy")
    assert problem in rest


def test_path_and_schema_work_with_an_invalid_file(pydock: PyDock, file: Path) -> None:
    file.write_text("log_level = 3\n")
    assert pydock("self", "config", "path").stdout == f"{file}\n"
    assert pydock("self", "config", "schema").status == 0
    for words in (["show"], ["get", "log_level"]):
        result = pydock("self", "config", *words)
        assert (result.status, result.stdout) == (1, "")
        assert result.stderr.splitlines()[0] == f'{file}: line 1: "log_level" must be a string, not 3'


def test_schema_describes_every_key(pydock: PyDock) -> None:
    schema = json.loads(pydock("self", "config", "schema").stdout)
    for setting in SETTINGS:
        place = schema
        for name in setting.key.split("."):
            assert place["type"] == "object"
            place = place["properties"][name]
        assert place["description"] == setting.help
        assert place["default"] == (list(setting.default) if isinstance(setting.default, tuple) else setting.default)
        assert place.get("enum", []) == list(setting.choices)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["plugins"]["additionalProperties"]["type"] == "object"


def test_ls_is_an_alias_of_the_list_of_plugins(pydock: PyDock) -> None:
    assert pydock("self", "plugins", "ls").stdout == pydock("self", "plugins").stdout
    assert pydock("self", "plugins", "ls", "-q").stdout == pydock("self", "plugins", "-q").stdout
    assert "unknown command: nosuch" in pydock("self", "plugins", "nosuch").stderr
