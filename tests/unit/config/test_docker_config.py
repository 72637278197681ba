"""docker's config.json: warnings with docker's messages, and updates that lose nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from pydock_core.config.docker_config import DockerConfig
from pydock_core.errors import ConnectionFailed, SettingsError


def config(folder: Path, content: str | bytes | None = None) -> DockerConfig:
    if content is not None:
        (folder / "config.json").write_bytes(content.encode() if isinstance(content, str) else content)
    return DockerConfig(str(folder))


def warning(folder: Path, content: str | bytes | None = None) -> str:
    found = config(folder, content).warning
    return found.removeprefix(f"WARNING: Error parsing config file ({folder}/config.json): ")


# Each message as docker 28.2.2 printed it.
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "unexpected EOF"),
        ('{"a"', "unexpected EOF"),
        ('{"a":-', "unexpected EOF"),
        ('{"a":[', "unexpected EOF"),
        ('{"psFormat": "x', "unexpected EOF"),
        ('{"psFormat": "x",}', "invalid character '}' looking for beginning of object key string"),
        ("{psFormat: 1}", "invalid character 'p' looking for beginning of object key string"),
        ('{"psFormat" "x"}', "invalid character '\"' after object key"),
        ('{"psFormat": 01}', "invalid character '1' after object key:value pair"),
        ('{"a":1 ]', "invalid character ']' after object key:value pair"),
        ('{"a":[1 2]}', "invalid character '2' after array element"),
        ('{"a":[1,]}', "invalid character ']' looking for beginning of value"),
        ('{"psFormat": "a\tb"}', "invalid character '\\t' in string literal"),
        (r'{"psFormat": "a\qb"}', "invalid character 'q' in string escape code"),
        (r'{"psFormat": "a\u12g4"}', "invalid character 'g' in \\u hexadecimal character escape"),
        ('{"psFormat": tru}', "invalid character '}' in literal true (expecting 'e')"),
        ('{"psFormat": -}', "invalid character '}' in numeric literal"),
        ('{"psFormat": 1.}', "invalid character '}' after decimal point in numeric literal"),
        ('{"psFormat": 1e+}', "invalid character '}' in exponent of numeric literal"),
        ('{"a":NaN}', "invalid character 'N' looking for beginning of value"),
        ("{'a'}", "invalid character '\\'' looking for beginning of object key string"),
        ("\\", "invalid character '\\\\' looking for beginning of value"),
        (b'{"a":\x00}', "invalid character '\\x00' looking for beginning of value"),
        (b'{"a":\x85}', "invalid character '\\u0085' looking for beginning of value"),
        (b'\xef\xbb\xbf{"psFormat": "x"}', "invalid character 'ï' looking for beginning of value"),
        ('{"a":' + "[" * 100_000, "exceeded max depth"),
        ("[]", "json: cannot unmarshal array into Go value of type configfile.ConfigFile"),
        ('"x"', "json: cannot unmarshal string into Go value of type configfile.ConfigFile"),
        ("12", "json: cannot unmarshal number into Go value of type configfile.ConfigFile"),
        ("true", "json: cannot unmarshal bool into Go value of type configfile.ConfigFile"),
    ],
)
def test_config_json_that_is_no_object_warns_and_counts_as_empty(
    tmp_path: Path, content: str | bytes, expected: str
) -> None:
    assert warning(tmp_path, content) == expected
    assert config(tmp_path).get("psFormat") == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('"psFormat": 3', "number into Go struct field ConfigFile.psFormat of type string"),
        ('"PSFORMAT": {}', "object into Go struct field ConfigFile.psFormat of type string"),
        ('"HttpHeaders": []', "array into Go struct field ConfigFile.HttpHeaders of type map[string]string"),
        ('"HttpHeaders": {"a": 1}', "number into Go struct field ConfigFile.HttpHeaders of type string"),
        ('"auths": 1', "number into Go struct field ConfigFile.auths of type map[string]types.AuthConfig"),
        ('"auths": {"x": 1}', "number into Go struct field ConfigFile.auths of type types.AuthConfig"),
        ('"auths": {"x": {"auth": 3}}', "number into Go struct field AuthConfig.auths.auth of type string"),
        (
            '"proxies": 3',
            "number into Go struct field ConfigFile.proxies of type map[string]configfile.ProxyConfig",
        ),
        ('"proxies": {"d": 3}', "number into Go struct field ConfigFile.proxies of type configfile.ProxyConfig"),
        (
            '"proxies": {"d": {"httpProxy": 3}}',
            "number into Go struct field ProxyConfig.proxies.httpProxy of type string",
        ),
        ('"cliPluginsExtraDirs": "x"', "string into Go struct field ConfigFile.cliPluginsExtraDirs of type []string"),
        ('"cliPluginsExtraDirs": [1]', "number into Go struct field ConfigFile.cliPluginsExtraDirs of type string"),
        (
            '"plugins": 1',
            "number into Go struct field ConfigFile.plugins of type map[string]map[string]string",
        ),
        ('"plugins": {"a": 1}', "number into Go struct field ConfigFile.plugins of type map[string]string"),
        ('"plugins": {"a": {"b": 1}}', "number into Go struct field ConfigFile.plugins of type string"),
        ('"features": {"a": true}', "bool into Go struct field ConfigFile.features of type string"),
    ],
)
def test_config_json_value_of_wrong_type_warns_and_other_values_count(
    tmp_path: Path, content: str, expected: str
) -> None:
    text = f'{{{content}, "statsFormat": 5, "currentContext": "kept"}}'
    assert warning(tmp_path, text) == f"json: cannot unmarshal {expected}"
    assert config(tmp_path).get("currentContext") == "kept"


def test_unreadable_config_json_warns_with_dockers_message(tmp_path: Path) -> None:
    (tmp_path / "config.json").mkdir()
    assert warning(tmp_path) == f"read {tmp_path}/config.json: is a directory"
    (tmp_path / "config.json").rmdir()
    (tmp_path / "config.json").symlink_to("config.json")
    reason = "too many levels of symbolic links"
    assert warning(tmp_path) == f"WARNING: Error loading config file: open {tmp_path}/config.json: {reason}"
    (tmp_path / "file").write_text("")
    assert warning(tmp_path / "file") == (
        f"WARNING: Error loading config file: open {tmp_path}/file/config.json: not a directory"
    )


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        " \n",
        "null",
        "{}",
        '{"psFormat": null, "auths": null, "plugins": {"a": null}}',
        '{"a": 1} trailing',
        '{"x": {"deep": [1, {}]}}',
    ],
)
def test_empty_config_json_or_unknown_keys_give_no_warning(tmp_path: Path, content: str | None) -> None:
    found = config(tmp_path, content)
    assert found.warning == ""
    assert (found.get("psFormat"), found.table("HttpHeaders"), found.list("pruneFilters")) == ("", {}, [])
    assert (found.auths, found.plugins().get("a") or {}, found.proxy_environment("unix:///x")) == ({}, {}, {})


def test_large_config_json_is_read(tmp_path: Path) -> None:
    auths = {f"registry-{number}.example": {"auth": "YTpi"} for number in range(50_000)}
    assert len(config(tmp_path, json.dumps({"auths": auths})).auths) == 50_000


def test_config_json_keys_ignore_case_and_invalid_utf8_is_replaced(tmp_path: Path) -> None:
    found = config(
        tmp_path, b'{"PSFORMAT": "a\xff", "httpheaders": {"X": "1", "Y": null}, "pluginS": {"p": {"k": "v"}}}'
    )
    assert found.warning == ""
    assert found.get("psFormat") == "a�"
    assert found.table("HttpHeaders") == {"X": "1", "Y": ""}
    assert found.plugins()["p"] == {"k": "v"}


PROXIES = {
    "default": {"httpProxy": "http://p:1", "noProxy": "", "allProxy": "a"},
    "tcp://h:2375": {"ftpProxy": "f"},
}


def test_proxies_of_exact_engine_precede_default(tmp_path: Path) -> None:
    found = config(tmp_path, json.dumps({"proxies": PROXIES}))
    assert found.proxy_environment("tcp://h:2375") == {"FTP_PROXY": "f", "ftp_proxy": "f"}
    assert found.proxy_environment("unix:///var/run/docker.sock") == {
        "HTTP_PROXY": "http://p:1",
        "http_proxy": "http://p:1",
        "ALL_PROXY": "a",
        "all_proxy": "a",
    }


def use(name: str) -> Any:
    def mutate(raw: dict[str, Any]) -> None:
        raw["currentContext"] = name

    return mutate


@pytest.mark.parametrize("content", ["{", "[]", '{"a": tru}'])
def test_broken_config_json_is_not_overwritten(tmp_path: Path, content: str) -> None:
    found = config(tmp_path, content)
    with pytest.raises(SettingsError, match="correct or remove it first"):
        found.update(use("x"))
    assert (tmp_path / "config.json").read_text() == content


def test_config_folder_creation_failure_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=f"{tmp_path}/file"):
        DockerConfig(str(tmp_path / "file" / "x")).update(use("x"))


def test_config_json_update_keeps_order_unknown_keys_and_layout(tmp_path: Path) -> None:
    text = '{\n  "zeta": [1, 2],\n  "currentContext": "old",\n  "alpha": {\n    "é": 10000000000000000000000\n  }\n}\n'
    config(tmp_path, text).update(use("new"))
    assert (tmp_path / "config.json").read_text() == text.replace("old", "new")


def test_config_json_update_changes_only_changed_bytes_in_dockers_layout(tmp_path: Path) -> None:
    text = '{\n\t"auths": {},\n\t"psFormat": "table {{.ID}}\\u003c\\t",\n\t"currentContext": "old"\n}'
    config(tmp_path, text).update(use("new"))
    assert (tmp_path / "config.json").read_text() == text.replace("old", "new")


def test_new_config_json_has_dockers_layout(tmp_path: Path) -> None:
    found = DockerConfig(str(tmp_path / "new" / "folder"))
    assert found.get("currentContext") == ""
    found.update(use("x"))
    assert found.get("currentContext") == "x"
    path = tmp_path / "new" / "folder" / "config.json"
    assert path.read_text() == '{\n\t"auths": {},\n\t"currentContext": "x"\n}'
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert os.listdir(path.parent) == ["config.json"]


def test_config_json_is_not_written_without_change(tmp_path: Path) -> None:
    found = config(tmp_path, '{"currentContext":"x"}')
    before = (tmp_path / "config.json").stat().st_ino
    found.update(use("x"))
    assert (tmp_path / "config.json").stat().st_ino == before


@pytest.mark.parametrize("dangling", [False, True])
def test_config_json_update_keeps_symlink_and_mode_of_target(tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "elsewhere.json"
    if not dangling:
        target.write_text("{}")
        target.chmod(0o640)
    folder = tmp_path / "docker"
    folder.mkdir()
    (folder / "config.json").symlink_to("../elsewhere.json")
    config(folder).update(use("x"))
    assert (folder / "config.json").is_symlink()
    assert json.loads(target.read_text())["currentContext"] == "x"
    assert target.stat().st_mode & 0o777 == (0o600 if dangling else 0o640)


def _count_up(folder: str) -> None:
    def mutate(raw: dict[str, Any]) -> None:
        raw["count"] = raw.get("count", 0) + 1

    for _ in range(20):
        DockerConfig(folder).update(mutate)


def test_concurrent_config_json_updates_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_count_up, args=(str(tmp_path),)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert json.loads((tmp_path / "config.json").read_text())["count"] == 80


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (
            "a",
            (
                "failed to set custom headers from DOCKER_CUSTOM_HEADERS environment variable: "
                "missing \"=\" in key=value pair: 'a'"
            ),
        ),
        (
            "=x",
            (
                "failed to set custom headers from DOCKER_CUSTOM_HEADERS environment variable: "
                "value contains a key=value pair with an empty key: '=x'"
            ),
        ),
        (
            "a=x,",
            (
                "failed to set custom headers from DOCKER_CUSTOM_HEADERS environment variable: "
                "value contains a key=value pair with an empty key: ''"
            ),
        ),
        (
            'a=b,a"b',
            (
                "failed to parse custom headers from DOCKER_CUSTOM_HEADERS environment variable: "
                "value must be formatted as comma-separated key=value pairs"
            ),
        ),
        (
            "\n",
            (
                "failed to parse custom headers from DOCKER_CUSTOM_HEADERS environment variable: "
                "value must be formatted as comma-separated key=value pairs"
            ),
        ),
    ],
)
def test_invalid_custom_headers_are_refused_with_dockers_message(tmp_path: Path, variable: str, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        config(tmp_path).custom_headers({"DOCKER_CUSTOM_HEADERS": variable})
    assert caught.value.message == f"Failed to initialize: {expected}"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"a b": "x"}, 'invalid header field name "a b"'),
        ({"": "x"}, 'invalid header field name ""'),
        ({"x-y": "1\r\nHost: evil"}, 'invalid header field value for "X-Y"'),
    ],
)
def test_custom_headers_invalid_in_http_are_refused(tmp_path: Path, headers: dict[str, str], expected: str) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        config(tmp_path, json.dumps({"HttpHeaders": headers})).custom_headers({})
    assert caught.value.message == f"error during connect: net/http: {expected}"


def test_configured_headers_never_replace_client_headers(tmp_path: Path) -> None:
    headers = {"x-foo": "1", "User-agent": "evil", "HOST": "h", "content-length": "7", "transfer-encoding": "x"}
    assert config(tmp_path, json.dumps({"HttpHeaders": headers})).custom_headers({}) == {"X-Foo": "1"}


def test_docker_custom_headers_replace_configured_headers(tmp_path: Path) -> None:
    found = config(tmp_path, '{"HttpHeaders": {"X-Foo": "1"}}')
    environ = {"DOCKER_CUSTOM_HEADERS": 'one=a,"two=b,c", y = 5 ,z=,one=last,user-agent=evil\nnext=line'}
    assert found.custom_headers(environ) == {"One": "last", "Two": "b,c", "Y": "5", "Z": ""}
    assert found.custom_headers({"DOCKER_CUSTOM_HEADERS": ""}) == {"X-Foo": "1"}
