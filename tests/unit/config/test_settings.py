"""config.toml: refused files, their messages, and the settings cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pydock_core.config import settings_file
from pydock_core.config.settings import Settings, load_settings
from pydock_core.errors import SettingsError


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config" / "pydock").mkdir(parents=True)
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def toml(environ: dict[str, str]) -> Path:
    return Path(environ["XDG_CONFIG_HOME"]) / "pydock" / "config.toml"


def cache(environ: dict[str, str]) -> Path:
    return Path(environ["XDG_CACHE_HOME"]) / "pydock" / "settings.json"


def write(environ: dict[str, str], text: str | bytes, *, seconds_ago: float = 60) -> Path:
    path = toml(environ)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    moment = path.stat().st_mtime - seconds_ago
    os.utime(path, (moment, moment))
    return path


def message(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    assert "\n" not in caught.value.message
    return caught.value.message.removeprefix(f"{toml(environ)}: ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log_level = ", "line 1, column 13:"),
        ("\n\na = [1, ", "line 3, column 9:"),
        ('a = "x', "line 1, column 7:"),
        ("= 1", "line 1, column 1:"),
        ("a = 1\na = 2", "line 2, column 6:"),
        (b'\n x = "\xff"', "line 2, column 7: not UTF-8 text"),
        (b"\x00", "line 1, column 1:"),
        ("logs = 1", 'line 1: unknown key "logs"'),
        ("log_levle = 'info'", 'line 1: unknown key "log_levle"; did you mean "log_level"?'),
        ("[plugin]\nblocked = []", 'line 1: unknown key "plugin"'),
        ("[log]\nlevel = 1", 'line 1: unknown key "log"'),
        ("log_level = 3", 'line 1: "log_level" must be a string, not 3'),
        ("log_level = true", 'line 1: "log_level" must be a string, not true'),
        ("log_level = ['info']", 'line 1: "log_level" must be a string, not a list'),
        ("log_level = 'loud'", 'line 1: "log_level" must be one of debug, info, warn, error, fatal, not "loud"'),
        ("[log_level]\nx = 1", 'line 1: "log_level" must be a string, not a table'),
        ("plugins = 1", 'line 1: "plugins" must be a table, not 1'),
        ("plugins = ['a']", 'line 1: "plugins" must be a table, not a list'),
        ("[plugins]\nblocked = 'a'", 'line 2: "plugins.blocked" must be a list of strings, not "a"'),
        ("[plugins]\nblocked = ['a', 1]", 'line 2: "plugins.blocked" must be a list of strings, not a list with 1'),
        ("[plugins]\n\nx = [\n 'a',\n]\n[plugins.b]", 'line 3: "plugins.x" must be a table, not a list'),
        (
            "[plugins]\nblocekd = ['a']",
            'line 2: "plugins.blocekd" must be a table, not a list; did you mean "plugins.blocked"',
        ),
        ("images_view = 'trees'", 'line 1: "images_view" must be one of list, tree, not "trees"'),
        ("[plugins]\nwarnings = 0", 'line 2: "plugins.warnings" must be true or false, not 0'),
        ("[plugins]\ngroups = 1", 'line 2: "plugins.groups" must be a table, not 1'),
    ],
)
def test_invalid_settings_file_is_reported_with_position(
    environ: dict[str, str], text: str | bytes, expected: str
) -> None:
    write(environ, text)
    assert message(environ).lower().startswith(expected.lower())
    assert not cache(environ).exists()


def test_folder_in_place_of_settings_file_is_reported(environ: dict[str, str]) -> None:
    toml(environ).mkdir()
    assert message(environ) == f"cannot read {toml(environ)}: Is a directory"


def test_settings_symlink_loop_is_reported(environ: dict[str, str]) -> None:
    toml(environ).symlink_to(toml(environ))
    assert message(environ).startswith(f"cannot read {toml(environ)}: ")


def test_unreadable_settings_file_is_reported(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(environ, "")

    def refuse(path: str, *, limit: int = 0, follow: bool = True) -> object:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("pydock_core.config.folders.read_regular", refuse)
    assert message(environ) == f"cannot read {path}: Permission denied"


def test_huge_settings_file_is_refused_unread(environ: dict[str, str]) -> None:
    with toml(environ).open("wb") as file:
        file.truncate(5 << 30)
    assert message(environ) == "larger than 1 MiB, this is no settings file"


def test_deeply_nested_settings_are_refused(environ: dict[str, str]) -> None:
    write(environ, "[plugins.a]\nx = " + "[" * 100_000)
    assert "nest" in message(environ).lower()


@pytest.mark.parametrize("missing", ["the file", "the folder", "a file for a folder"])
def test_settings_have_defaults_without_file(environ: dict[str, str], missing: str) -> None:
    if missing != "the file":
        toml(environ).parent.rmdir()
    if missing == "a file for a folder":
        toml(environ).parent.write_text("")
    settings = load_settings(environ)
    assert (settings.log_level, settings.blocked_plugins, settings.plugin("groups")) == (None, [], {})
    assert not cache(environ).parent.exists()


TEXT = """
log_level = "warn"
[plugins]
blocked = ["a", "b"]
[plugins.groups]
size = 3
since = 2024-05-01
at = [2024-05-01T10:00:00Z, 07:00:00]
"""


def assert_values(settings: Settings) -> None:
    assert settings.log_level == "warn"
    assert settings.blocked_plugins == ["a", "b"]
    assert settings.plugin("groups") == {
        "size": 3,
        "since": "2024-05-01",
        "at": ["2024-05-01T10:00:00+00:00", "07:00:00"],
    }
    assert settings.plugin("blocked") == {}
    assert settings.get("log_level.x") is None


def test_settings_cache_avoids_second_toml_parse(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    write(environ, TEXT)
    assert_values(load_settings(environ))
    assert cache(environ).stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(settings_file, "read", None)
    assert_values(load_settings(environ))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"key": 1}', b'{"values": {}}', b"\xff\xfe", b"[" * 100_000]
)
def test_broken_settings_cache_is_ignored(environ: dict[str, str], content: bytes) -> None:
    write(environ, TEXT)
    load_settings(environ)
    cache(environ).write_bytes(content)
    assert_values(load_settings(environ))


def test_settings_cache_writable_by_others_is_not_trusted(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(environ, TEXT)
    load_settings(environ)
    forged = cache(environ).read_text().replace('"warn"', '"fatal"')
    cache(environ).write_text(forged)
    assert load_settings(environ).log_level == "fatal"
    cache(environ).chmod(0o666)
    assert load_settings(environ).log_level == "warn"
    cache(environ).write_text(forged)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert load_settings(environ).log_level == "warn"


def test_changed_settings_file_is_parsed_again(environ: dict[str, str]) -> None:
    write(environ, 'log_level = "info"')
    assert load_settings(environ).log_level == "info"
    write(environ, 'log_level = "warn"')
    assert load_settings(environ).log_level == "warn"


def test_recently_written_settings_file_is_not_cached(environ: dict[str, str]) -> None:
    write(environ, TEXT, seconds_ago=0)
    assert_values(load_settings(environ))
    assert not cache(environ).exists()


def test_settings_file_with_future_mtime_is_cached(environ: dict[str, str]) -> None:
    write(environ, TEXT, seconds_ago=-3600)
    load_settings(environ)
    assert cache(environ).exists()


def test_settings_work_without_writable_cache(environ: dict[str, str]) -> None:
    write(environ, TEXT)
    Path(environ["XDG_CACHE_HOME"]).write_text("a file is in the way")
    assert_values(load_settings(environ))


def test_settings_cache_is_not_created_in_another_users_home(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(environ, TEXT)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert_values(load_settings(environ))
    assert not Path(environ["XDG_CACHE_HOME"]).exists()


def test_settings_that_json_cannot_hold_are_not_cached(environ: dict[str, str]) -> None:
    write(environ, "[plugins.a]\nx = nan")
    assert str(load_settings(environ).plugin("a")["x"]) == "nan"
    assert not cache(environ).exists()


def test_settings_file_byte_order_mark_is_skipped(environ: dict[str, str]) -> None:
    write(environ, b"\xef\xbb\xbflog_level = 'info'")
    assert load_settings(environ).log_level == "info"


HEAVY = (
    "typing re json argparse functools dataclasses contextlib datetime threading signal subprocess socket logging "
    "base64 ssl tomli pluggy requests enum collections pathlib shutil tempfile hashlib urllib.parse".split()
)


def test_cached_settings_load_no_heavy_module(environ: dict[str, str], tmp_path: Path) -> None:
    write(environ, TEXT)
    load_settings(environ)
    docker = tmp_path / ".docker"
    docker.mkdir()
    (docker / "config.json").write_text('{"auths": {}, "psFormat": "json", "credsStore": "x"}')
    program = f"""
import sys
before = set(sys.modules)
from pydock_core.config.settings import load_settings
from pydock_core.config.docker_config import DockerConfig
from pydock_core.config.endpoint import resolve_endpoint
from pydock_core.config.folders import docker_config_folder
environ = {environ!r}
class Flags:
    context = host = tls = tlsverify = tlscacert = tlscert = tlskey = None
assert load_settings(environ).log_level == "warn"
config = DockerConfig(docker_config_folder(environ))
assert config.get("psFormat") == "json" and not config.warning and config.custom_headers(environ) == {{}}
assert resolve_endpoint(Flags, environ, config).scheme == "unix"
assert resolve_endpoint(Flags, {{**environ, "DOCKER_HOST": "unix:///x"}}, config).address == "/x"
print(*sorted(set(sys.modules) - before))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(Path.cwd())!r})\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert not set(loaded) & set(HEAVY)
    assert [name for name in loaded if name.startswith("pydock_core.config.")] == [
        "pydock_core.config.docker_config",
        "pydock_core.config.endpoint",
        "pydock_core.config.folders",
        "pydock_core.config.settings",
        "pydock_core.config.settings_cache",
    ]


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000, "[{a = 0b" + "1" * 20000 + "}]"])
@pytest.mark.parametrize("key", ["plugins.team.budget", "log_level", "nosuch"])
def test_number_of_thousands_of_digits_is_reported_with_the_file(tmp_path: Path, key: str, number: str) -> None:
    path = tmp_path / ".config" / "pydock" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f"{key} = {number}\n")
    with pytest.raises(SettingsError) as failure:
        load_settings({"HOME": str(tmp_path)})
    assert failure.value.message == f"{path}: a number with thousands of digits"
