"""The user's config.toml: its effects, and one error line for invalid content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.config.settings_check import MENDING

if TYPE_CHECKING:
    from tests.e2e.command_line import CommandLine

GREET = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands(): return [Command(("greet",), "plugin_greet", "Greet")]
class Options: pass
def command(session, options):
    session.stdout.write(f"hello {session.settings.plugin('greet')}\\n")
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("log_level = \n", "line 1, column 13: invalid value"),
        ('\n\nlog_level "debug"\n', "line 3, column 11: expected '=' after a key in a key/value pair"),
        ('[plugins]\nblocked = ["a"\n', "line 3, column 1: unclosed array"),
        ("[plugins", "line 1, column 9: expected ']' at the end of a table declaration"),
        ('log_level = "warn"\nlog_level = "info"\n', "line 2, column 19: cannot overwrite a value"),
        ('log_levl = "debug"', 'line 1: unknown key "log_levl"; did you mean "log_level"?'),
        ("[unknown]\n", 'line 1: unknown key "unknown"'),
        ("log_level = 3", 'line 1: "log_level" must be a string, not 3'),
        ('log_level = "loud"', 'line 1: "log_level" must be one of debug, info, warn, error, fatal, not "loud"'),
        ('plugins = "groups"', 'line 1: "plugins" must be a table, not "groups"'),
        ('[plugins]\nblocked = "groups"', 'line 2: "plugins.blocked" must be a list of strings, not "groups"'),
        ("[plugins]\nblocked = [1]", 'line 2: "plugins.blocked" must be a list of strings, not a list with 1'),
        ("[plugins]\ngroups = true", 'line 2: "plugins.groups" must be a table, not true'),
    ],
)
def test_invalid_settings_are_reported_with_file_and_position(pydock: CommandLine, text: str, message: str) -> None:
    file = pydock.settings(text)
    ran = pydock("ps")
    assert ran.status == 1
    assert ran.stderr.startswith(f"{file}: {message}")
    assert ran.stderr.endswith(f"\n{MENDING}\n")


def test_invalid_utf_8_in_settings_is_reported_with_position(pydock: CommandLine) -> None:
    file = pydock.settings("")
    file.write_bytes(b'log_level = "info"\n# \xff\n')
    assert pydock("ps").stderr == f"{file}: line 2, column 3: not UTF-8 text\n{MENDING}\n"


def test_folder_in_place_of_settings_is_reported(pydock: CommandLine) -> None:
    file = pydock.settings("")
    file.unlink()
    file.mkdir()
    assert pydock("ps").stderr == f"cannot read {file}: Is a directory\n{MENDING}\n"


def test_self_doctor_reports_invalid_settings_as_a_finding(pydock: CommandLine, fake_host: str) -> None:
    file = pydock.settings("log_level = \n")
    ran = pydock("self", "doctor", DOCKER_HOST=fake_host)
    assert f"{file}: line 1, column 13: invalid value" in ran.stdout + ran.stderr


def test_corrected_settings_are_used_immediately(pydock: CommandLine, fake_host: str) -> None:
    pydock.environ["DOCKER_HOST"] = fake_host
    pydock.settings("log_level = \n")
    assert pydock("ps", "-q").status == 1
    pydock.settings('log_level = "debug"\n')
    assert pydock("ps", "-q").log
    pydock.settings('log_level = "error"\n')
    ran = pydock("ps", "-q")
    assert (ran.status, ran.stderr) == (0, "")


@pytest.mark.parametrize(("words", "logged"), [([], True), (["-l", "warn"], False), (["-l", ""], True)])
def test_log_level_flag_overrides_the_settings(
    pydock: CommandLine, fake_host: str, words: list[str], logged: bool
) -> None:
    pydock.settings('log_level = "debug"\n')
    ran = pydock(*words, "ps", "-q", DOCKER_HOST=fake_host)
    assert (ran.status, bool(ran.log)) == (0, logged)


def test_settings_are_read_from_xdg_config_home(pydock: CommandLine, fake_host: str) -> None:
    pydock.write("elsewhere/pydock/config.toml", 'log_level = "debug"\n')
    pydock.environ["DOCKER_HOST"] = fake_host
    assert pydock("ps", XDG_CONFIG_HOME=str(pydock.home / "elsewhere")).log
    assert pydock("ps", XDG_CONFIG_HOME="elsewhere").log == []  # the specification ignores a relative path


@pytest.mark.parametrize("name", ["greet", "dist-greet:greet", "Dist_Greet:greet"])
def test_blocked_plugin_has_no_command(pydock: CommandLine, name: str) -> None:
    pydock.plugin("greet", GREET)
    assert pydock("greet").stdout == "hello {}\n"
    pydock.settings(f'[plugins]\nblocked = ["{name}"]\n')
    ran = pydock("greet")
    assert (ran.status, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[0] == "pydock: the plugin greet that has the command 'greet' is blocked"


def test_blocked_plugin_is_not_imported(pydock: CommandLine, fake_host: str) -> None:
    mark = pydock.home / "imported"
    pydock.plugin("greet", f"open({str(mark)!r}, 'w').close()\n{GREET}")
    pydock.settings('[plugins]\nblocked = ["greet"]\n')
    assert pydock("ps", "-q", DOCKER_HOST=fake_host).status == 0
    assert not mark.exists()


def test_built_in_plugin_can_be_blocked(pydock: CommandLine) -> None:
    pydock.settings('[plugins]\nblocked = ["groups"]\n')
    assert "the plugin groups" in pydock("groups", "ls").stderr


def test_plugin_reads_its_table_of_the_settings(pydock: CommandLine) -> None:
    pydock.plugin("greet", GREET)
    pydock.settings('[plugins.greet]\nname = "you"\nsince = 2020-01-02\n')
    assert pydock("greet").stdout == "hello {'name': 'you', 'since': '2020-01-02'}\n"
    assert pydock("greet").stdout == "hello {'name': 'you', 'since': '2020-01-02'}\n"
