"""The layers of the settings: the system's file, the user's file, environment variables; which one wins, and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.config import settings, settings_cache, settings_schema
from pydock_core.config.settings import VARIABLES, load_settings
from pydock_core.config.settings_check import MENDING, line_of
from pydock_core.config.settings_place import setting_place
from pydock_core.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the path of the system's file."""
    path = tmp_path / "etc" / "config.toml"
    path.parent.mkdir()
    monkeypatch.setattr(settings, "SYSTEM_PATH", str(path))
    return path


@pytest.fixture
def user(tmp_path: Path) -> Path:
    path = tmp_path / "home" / ".config" / "pydock" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def environ(user: Path) -> dict[str, str]:
    return {"HOME": str(user.parents[2])}


def test_system_path_is_below_etc() -> None:
    assert settings.SYSTEM_PATH == "/etc/pydock/config.toml"


def test_variables_are_those_of_the_schema() -> None:
    assert sorted(VARIABLES) == sorted(setting.variable for setting in settings_schema.SETTINGS)


def test_default_of_each_setting_has_its_kind_and_is_a_choice() -> None:
    for setting in settings_schema.SETTINGS:
        kind = tuple if setting.kind is list else setting.kind
        assert isinstance(setting.default, kind), setting.key
        assert not setting.choices or setting.default in setting.choices, setting.key


def test_higher_layer_wins(system: Path, user: Path, environ: dict[str, str]) -> None:
    system.write_text('log_level = "debug"\nimages_view = "tree"\n[plugins.team]\nbudget = 1\nowner = "a"\n')
    assert load_settings(environ).log_level == "debug"
    user.write_text('log_level = "warn"\n[plugins.team]\nbudget = 2\n')
    found = load_settings(environ)
    assert (found.log_level, found.get("images_view")) == ("warn", "tree")
    assert found.plugin("team") == {"budget": 2, "owner": "a"}
    found = load_settings({**environ, "PYDOCK_LOG_LEVEL": "error"})
    assert found.log_level == "error"
    assert setting_place(found, "log_level") == "the variable PYDOCK_LOG_LEVEL"
    assert setting_place(found, "images_view") == f"the setting images_view in {system}"
    assert setting_place(found, "plugins.warnings") == ""


def test_lists_of_plugins_hold_the_names_of_all_layers(system: Path, user: Path, environ: dict[str, str]) -> None:
    system.write_text('[plugins]\nblocked = ["a", "b"]\nrequired = ["policy"]\n')
    user.write_text('[plugins]\nblocked = ["c", "a"]\nrequired = []\n')
    found = load_settings({**environ, "PYDOCK_BLOCKED_PLUGINS": " d, ,a ", "PYDOCK_REQUIRED_PLUGINS": "more"})
    assert found.blocked_plugins == ["a", "b", "c", "d"]
    assert found.required_plugins == ["policy", "more"]
    assert setting_place(found, "plugins.blocked", "b") == f"the setting plugins.blocked in {system}"
    assert setting_place(found, "plugins.blocked", "c") == f"the setting plugins.blocked in {user}"
    assert setting_place(found, "plugins.blocked", "d") == "the variable PYDOCK_BLOCKED_PLUGINS"


@pytest.mark.parametrize(("text", "value"), [("0", False), ("false", False), ("1", True), ("TRUE", True), ("", None)])
def test_boolean_variable_is_read(environ: dict[str, str], text: str, value: bool | None) -> None:
    assert load_settings({**environ, "PYDOCK_PLUGIN_WARNINGS": text}).get("plugins.warnings") is value


@pytest.mark.parametrize(
    ("variable", "text", "problem"),
    [
        ("PYDOCK_LOG_LEVEL", "loud", 'must be one of debug, info, warn, error, fatal, not "loud"'),
        ("PYDOCK_PLUGIN_WARNINGS", "maybe", 'must be true or false, not "maybe"'),
        ("PYDOCK_IMAGES_VIEW", "Tree", 'must be one of list, tree, not "Tree"'),
    ],
)
def test_invalid_variable_is_named(environ: dict[str, str], variable: str, text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as failure:
        load_settings({**environ, variable: text})
    assert failure.value.message == f"{variable} {problem}"
    assert failure.value.hint == "Correct the variable, or unset it"


def test_fault_in_the_system_file_names_the_file_and_the_line(
    system: Path, user: Path, environ: dict[str, str]
) -> None:
    system.write_text('# of the team\n\nlog_levle = "warn"\n')
    user.write_text('log_level = "warn"\n')
    with pytest.raises(SettingsError) as failure:
        load_settings(environ)
    assert failure.value.message == f'{system}: line 3: unknown key "log_levle"; did you mean "log_level"?'
    assert failure.value.hint == MENDING


def test_cache_follows_both_files(
    system: Path, user: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_cache, "_SETTLED_NANOSECONDS", 0)
    system.write_text('log_level = "warn"\n')
    user.write_text("")
    assert load_settings(environ).log_level == "warn"
    assert (user.parents[2] / ".cache" / "pydock" / "settings.json").exists()
    system.write_text('log_level = "debug"\n#\n')
    assert load_settings(environ).log_level == "debug"
    user.write_text('log_level = "error"\n')
    assert load_settings(environ).log_level == "error"
    user.unlink()
    assert load_settings(environ).log_level == "debug"
    system.unlink()
    assert load_settings(environ).log_level is None


TEXT = """\
log_level = "x"

# a comment
[plugins]
blocked = [
  "a",  # with ]
]
[plugins.x]
text = \"\"\"
[plugins.y]
\"\"\"
z.y = 1
"odd.key" = {inner = 2}
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("log_level",), 1),
        (("plugins",), 4),
        (("plugins", "blocked"), 5),
        (("plugins", "x"), 8),
        (("plugins", "x", "text"), 9),
        (("plugins", "x", "z", "y"), 12),
        (("plugins", "x", "odd.key", "inner"), 13),
    ],
)
def test_line_of_a_key_is_that_of_its_statement(key: tuple[str, ...], line: int) -> None:
    assert line_of(TEXT, key) == line
    assert line_of(TEXT.replace("\n", "\r\n"), key) == line


def test_search_for_a_line_is_bounded() -> None:
    assert line_of("a = [\n" + " 1,\n" * 60_000 + "]\nb = 2\n", ("b",)) == 0
