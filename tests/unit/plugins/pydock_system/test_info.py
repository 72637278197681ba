from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

METADATA = '{"SchemaVersion":"0.1.0","Vendor":"Someone","Version":"v2","ShortDescription":"Says hey"}'


def install(folder: Path, name: str, prints: str, status: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / f"docker-{name}"
    program.write_text(f"#!/bin/sh\necho '{prints}'\nexit {status}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("words", [["info"], ["system", "info"]])
def test_info_shows_client_and_engine(pydock: PyDock, words: list[str]) -> None:
    pydock("create", "busybox")
    result = pydock(*words)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "Client: PyDock 1.0.0\n Version:    28.2.2\n Context:    default\n Debug Mode: false\n"
    )
    assert "\n\nServer:\n Containers: 1\n  Running: 0\n  Paused: 0\n  Stopped: 1\n Images: 1\n" in result.stdout
    assert result.stdout.endswith(" Live Restore Enabled: false\n\n")
    assert result.asked == ["HEAD /_ping", "GET /info"]


def test_info_template_over_client_members_sends_no_request(pydock: PyDock) -> None:
    result = pydock("info", "-f", "{{.ClientInfo.Version}} {{.ClientInfo.GitCommit}} {{.ClientInfo.Platform.Name}}")
    assert (result.stdout, result.asked) == ("28.2.2 pydock-1.0.0 PyDock 1.0.0\n", [])


def test_info_template_over_engine_members_sends_request(pydock: PyDock) -> None:
    result = pydock("info", "-f", "{{.ClientInfo.Os}} {{.Name}} {{.Info.Driver}}")
    assert (result.stdout, result.asked) == ("linux fake overlay2\n", ["HEAD /_ping", "GET /info"])


def test_info_json_has_members_of_engine_and_client(pydock: PyDock) -> None:
    answer = json.loads(pydock("info", "--format", "json").stdout)
    assert (answer["Name"], answer["Swarm"]["LocalNodeState"]) == ("fake", "inactive")
    client = answer["ClientInfo"]
    assert (client["Version"], client["DefaultAPIVersion"], client["Plugins"]) == ("28.2.2", "1.55", [])
    assert all(client[member] for member in ("GoVersion", "GitCommit", "BuildTime", "Platform"))


def test_info_of_failing_engine_shows_client_with_status_1(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/info", faults.message("broken"))
    result = pydock("info")
    assert result.status == 1
    assert result.stdout.endswith("\n\nServer:\n")
    assert result.stderr == "ERROR: Error response from daemon: broken\nerrors pretty printing info\n"


def test_info_without_engine_joins_the_errors_of_engine_and_template(pydock: PyDock) -> None:
    pydock.engine.fault("*", "*", faults.refuse())
    result = pydock("info", "-f", "{{")
    assert (result.status, result.stdout) == (64, "")
    assert result.stderr.splitlines()[0].startswith("Cannot connect to the Docker daemon")
    assert result.stderr.splitlines()[1] == "template parsing error: template: :1: unclosed action"


def test_info_lists_cli_plugins_and_warns_of_invalid_ones(pydock: PyDock, tmp_path: Path) -> None:
    folder = tmp_path / "config" / "cli-plugins"
    valid = install(folder, "hey", METADATA)
    broken = install(folder, "broken", "no JSON")
    install(folder, "failing", METADATA, status=3)
    taken = install(folder, "ps", METADATA)
    result = pydock("--config", str(tmp_path / "config"), "info")
    assert f" Plugins:\n  hey: Says hey (Someone)\n    Version:  v2\n    Path:     {valid}\n\nServer:" in result.stdout
    warnings = result.stderr.splitlines()
    assert warnings[0].startswith(f'WARNING: Plugin "{broken}" is not valid: invalid metadata: ')
    assert warnings[1].endswith("failed to fetch metadata: exit status 3")
    assert warnings[2] == f'WARNING: Plugin "{taken}" is not valid: plugin "ps" duplicates builtin command'


def test_cli_plugin_that_is_installed_runs_with_all_words(
    pydock: PyDock, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "config" / "cli-plugins"
    install(folder, "hey", METADATA).write_text(
        f"#!/bin/sh\n[ $1 = docker-cli-plugin-metadata ] && echo '{METADATA}' || {{ echo \"$@\"; exit 7; }}\n"
    )
    result = pydock("--config", str(tmp_path / "config"), "hey", "-f", "--help")
    assert (result.status, result.stdout) == (7, f"--config {tmp_path}/config hey -f --help\n")
    assert pydock("--config", str(tmp_path / "config"), "hoo").status == 1
