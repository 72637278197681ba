from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core import DOCKER_VERSION
from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

PYTHON = ".".join(map(str, sys.version_info[:3]))
NOT_RUNNING = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n"


def test_version_invalid_template_exits_64_before_any_request(pydock: PyDock) -> None:
    result = pydock("version", "-f", "{{")
    assert (result.status, result.stdout, result.asked) == (64, "", [])
    assert result.stderr == "template parsing error: template: version:1: unclosed action\n"


def test_version_without_engine_shows_client_with_status_1(pydock: PyDock) -> None:
    pydock.engine.fault("*", "*", faults.refuse())
    result = pydock("version")
    assert (result.status, result.stderr) == (1, NOT_RUNNING)
    assert result.stdout.splitlines()[:3] == [
        "Client: PyDock 1.0.0",
        f" Version:           {DOCKER_VERSION}",
        " API version:       1.55",
    ]
    assert "Server" not in result.stdout


@pytest.mark.parametrize(
    ("form", "shown"),
    [("{{.Server}}", "<nil>\n"), ("{{.Client.Version}}", f"{DOCKER_VERSION}\n"), ("{{.Server.Os}}", "\n")],
)
def test_version_template_without_engine_has_no_server(pydock: PyDock, form: str, shown: str) -> None:
    pydock.engine.fault("*", "*", faults.refuse())
    result = pydock("version", "-f", form)
    assert (result.status, result.stdout, result.stderr) == (1, shown, NOT_RUNNING)


def test_version_shows_output_before_template_failure(pydock: PyDock) -> None:
    result = pydock("version", "-f", "{{.Server.Os}} {{.Server.Nosuch}}")
    assert (result.status, result.stdout) == (1, "linux \n")
    assert result.stderr == (
        'template: version:1:24: executing "version" at <.Server.Nosuch>: '
        "can't evaluate field Nosuch in type *types.Version\n"
    )


@pytest.mark.parametrize("answer", [b"null", b"[]", b"", b"{"])
def test_version_fails_for_invalid_answer(pydock: PyDock, answer: bytes) -> None:
    pydock.engine.fault("GET", "/version", faults.answer(200, answer))
    result = pydock("version", "-f", "{{.Server}}")
    assert (result.status, result.stdout) == (1, "<nil>\n")
    assert "the engine's answer to GET /version is" in result.stderr


def test_version_shows_api_downgraded_for_older_engine() -> None:
    with FakeEngine(api_version="1.43") as engine:
        shown = run_pydock(["version"], engine=engine).stdout
    assert " API version:       1.43 (downgraded from 1.55)\n" in shown
    assert f" Go version:        python{PYTHON}\n" in shown


def test_version_shows_pinned_api_version(pydock: PyDock) -> None:
    result = pydock("version", "-f", "{{.Client.APIVersion}}", environ={"DOCKER_API_VERSION": "1.40"})
    assert result.stdout == "1.40\n"


def test_version_adds_engine_component_if_missing(pydock: PyDock) -> None:
    answer = {
        "Version": "1",
        "ApiVersion": "1.41",
        "Os": "linux",
        "Arch": "x",
        "BuildTime": "2024-01-02T03:04:05+00:00",
    }
    pydock.engine.fault("GET", "/version", faults.answer(200, json.dumps(answer).encode()))
    assert pydock("version").stdout.partition("Server:\n")[2] == (
        " Engine:\n"
        "  Version:          1\n"
        "  API version:      1.41 (minimum version )\n"
        "  Go version:       \n"
        "  Git commit:       \n"
        "  Built:            Tue Jan  2 03:04:05 2024\n"
        "  OS/Arch:          linux/x\n"
        "  Experimental:     false\n"
    )


def test_version_templates_have_docker_fields(pydock: PyDock) -> None:
    answer = json.loads(pydock("version", "--format", "json").stdout)
    assert list(answer) == ["Client", "Server"]
    assert list(answer["Client"]) == [
        "Platform",
        "Version",
        "ApiVersion",
        "DefaultAPIVersion",
        "GitCommit",
        "GoVersion",
        "PythonVersion",
        "Os",
        "Arch",
        "BuildTime",
        "Context",
    ]
    assert {"Version", "ApiVersion", "MinAPIVersion", "Components", "KernelVersion"} <= answer["Server"].keys()
    assert (
        pydock("version", "-f", "{{.Client.GitCommit}}|{{.Client.GoVersion}}|{{.Client.Platform}}").stdout
        == f"pydock-1.0.0|python{PYTHON}|{{PyDock 1.0.0}}\n"
    )


def test_version_template_tabs_are_aligned(pydock: PyDock) -> None:
    assert pydock("version", "-f", "a\tb\tc").stdout == f"{'a':20}{'b':20}c\n"
