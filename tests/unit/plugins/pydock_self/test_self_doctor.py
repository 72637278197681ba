from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.plugins.pydock_self.conftest import Install


def findings(pydock: PyDock, *words: str, status: int, **more: Any) -> dict[str, tuple[str, str, str]]:
    """Name → verdict, message and advice."""
    result = pydock(*words, "self", "doctor", "--format", "json", **more)
    assert result.status == status, result
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {check["Name"]: (check["Verdict"], check["Message"], check["Advice"]) for check in found}


def write(pydock: PyDock, variable: str, name: str, content: str) -> Path:
    path = Path(pydock.environ[variable], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_doctor_reports_broken_settings_and_runs_other_checks(pydock: PyDock, install: Install) -> None:
    install("bad", "1 / 0")
    path = write(pydock, "XDG_CONFIG_HOME", "pydock/config.toml", "log_level = 3\n")
    found = findings(pydock, status=1, plugins=["bad"])
    assert found["settings"][0] == "fail"
    assert found["settings"][1].startswith(f'{path}: line 1: "log_level" must be')
    assert found["engine"][0] == "ok"
    assert "plugin bad" not in found  # which plugins the user blocked is not known
    hint = "Mend the file, or move it away: without the file, all settings have their defaults\n"
    for words in (("self", "index"), ("ps",), ("--help",), ("self",), ("no-such-command",)):
        other = pydock(*words)
        assert (other.status, other.stdout, other.stderr) == (1, "", f"{found['settings'][1]}\n{hint}")


def test_doctor_fails_for_broken_config_json(pydock: PyDock) -> None:
    path = write(pydock, "DOCKER_CONFIG", "config.json", "{")
    verdict, message, advice = findings(pydock, status=1)["config.json"]
    assert (verdict, advice) == ("fail", f"mend {path}: nothing in it is used")
    assert message.startswith(f"Error parsing config file ({path})")


def test_doctor_reports_missing_engine(pydock: PyDock, tmp_path: Path) -> None:
    pydock.engine.fault("*", "*", faults.refuse())
    host = f"unix://{tmp_path}/none.sock"
    found = findings(pydock, status=1, environ={"DOCKER_HOST": host})
    assert found["context"] == ("ok", f"default: {host} (DOCKER_HOST)", "")
    assert found["engine"][0] == "fail"
    assert found["engine"][2] == "start the engine, or name another one: --host, DOCKER_HOST, --context"
    assert found["plugins"][0] == "ok"


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("tcp://127.0.0.1:1", "see that an engine listens at 127.0.0.1:1, and whether it wants TLS (--tlsverify)"),
        ("ssh://me@there", "try: ssh me@there docker system dial-stdio"),
    ],
)
def test_doctor_advice_depends_on_endpoint(pydock: PyDock, host: str, advice: str) -> None:
    pydock.engine.fault("*", "*", faults.refuse())
    assert findings(pydock, "-H", host, status=1)["engine"][2] == advice


def test_doctor_reports_stopped_engine_with_socket(pydock: PyDock, tmp_path: Path) -> None:
    (tmp_path / "there.sock").touch()
    pydock.engine.fault("*", "*", faults.cut())
    found = findings(pydock, "-H", f"unix://{tmp_path}/there.sock", status=1)
    assert found["engine"][2] == "restart the engine: its socket is there, but it does not answer"


@pytest.mark.parametrize("body", [b"[]", b"<html>", b"null", b'{"Platform": 3}'])
def test_doctor_fails_for_invalid_engine_answer(pydock: PyDock, body: bytes) -> None:
    pydock.engine.fault("GET", "/version", faults.answer(body=body))
    verdict, message, _ = findings(pydock, status=1)["engine"]
    assert verdict == "fail"
    assert message.startswith("its answer to GET /version makes no sense: ")


def test_doctor_advises_about_pinned_api_version(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/version", faults.message("client version 9.9 is too new", status=400))
    found = findings(pydock, status=1, environ={"DOCKER_API_VERSION": "9.9"})
    assert found["engine"][1].endswith("client version 9.9 is too new")
    assert found["engine"][2].startswith("unset DOCKER_API_VERSION")


def test_doctor_reports_missing_context(pydock: PyDock) -> None:
    found = findings(pydock, "--context", "nowhere", status=1)
    assert found["context"][0] == "fail"
    assert 'context "nowhere": context not found' in found["context"][1]
    assert found["engine"] == ("fail", "not asked, as the context is wrong", "mend the context first")


def test_doctor_checks_credential_helpers_on_path(pydock: PyDock, tmp_path: Path) -> None:
    program = tmp_path / "docker-credential-there"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    helpers = {"r.example": "gone", "s.example": "gone", "t.example": "there"}
    path = write(pydock, "DOCKER_CONFIG", "config.json", json.dumps({"credHelpers": helpers}))
    result = pydock("self", "doctor", environ={"PATH": str(tmp_path)})
    assert result.status == 1
    lines = result.stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if " credentials " in line)
    registries = "which keeps the passwords of r.example, s.example"
    assert lines[first : first + 3] == [
        f"FAIL  credentials    docker-credential-gone, {registries}, is not on PATH",
        f"                     → put docker-credential-gone on PATH, or take gone out of {path}",
        f"ok    credentials    {program} for t.example",
    ]


def test_doctor_warns_of_passwords_in_config_json(pydock: PyDock) -> None:
    path = write(pydock, "DOCKER_CONFIG", "config.json", '{"auths": {"r.example": {"auth": "bWU6c2VjcmV0"}}}')
    verdict, message, _ = findings(pydock, status=0)["credentials"]
    assert (verdict, message) == ("warn", f"passwords stand unencrypted in {path}: r.example")


def test_doctor_fails_for_broken_plugin_and_warns_of_refused_declaration(pydock: PyDock, install: Install) -> None:
    install("bad", "1 / 0")
    install(
        "half",
        """
        from pydock_core.plugin_api import Command, hookimpl
        @hookimpl
        def pydock_commands():
            return [Command(("ps",), "x"), Command(("half",), "x")]
        """,
    )
    found = findings(pydock, status=1, plugins=["bad", "half"])
    assert found["plugins"][0] == "ok"
    assert found["plugins"][1].endswith("built in, 2 of others")
    assert found["plugin bad"][0] == "fail"
    assert "is broken: import, " in found["plugin bad"][1]
    assert found["plugin bad"][2] == (
        'pydock self upgrade dist-bad, pydock self uninstall dist-bad, or the setting plugins.blocked = ["bad"]'
    )
    assert found["plugin half"][0] == "warn"


@pytest.mark.parametrize(
    ("shell", "file", "line"),
    [
        ("bash", ".bashrc", 'eval "$(pydock completion bash)"'),
        ("bash", ".bash_completion.d/python-argcomplete", "_python_argcomplete_global() {"),
        ("zsh", ".zshrc", "source <(pydock completion zsh)"),
        ("fish", ".config/fish/config.fish", "pydock completion fish | source"),
        ("fish", ".config/fish/completions/pydock.fish", ""),
    ],
)
def test_doctor_finds_completion_set_up_in_shell_files(pydock: PyDock, shell: str, file: str, line: str) -> None:
    environ = {"SHELL": f"/bin/{shell}"}
    verdict, message, advice = findings(pydock, status=0, environ=environ)["completion"]
    assert (verdict, message) == ("warn", f"{shell}: not set up")
    assert f"pydock completion {shell}" in advice
    if line:
        write(pydock, "HOME", file, f"# {line}\n")
        assert findings(pydock, status=0, environ=environ)["completion"][0] == "warn"
    path = write(pydock, "HOME", file, f"x=1\n{line}\n")
    assert findings(pydock, status=0, environ=environ)["completion"] == ("ok", f"{shell}: set up in {path}", "")


@pytest.mark.timeout(20)
def test_doctor_passes_over_a_fifo_as_shell_file(pydock: PyDock) -> None:
    os.mkfifo(os.path.join(pydock.environ["HOME"], ".bashrc"))
    environ = {"SHELL": "/bin/bash"}
    assert findings(pydock, status=0, environ=environ)["completion"][:2] == ("warn", "bash: not set up")


@pytest.mark.parametrize(
    ("environ", "verdict", "advice"),
    [
        ({}, "warn", "set TERM"),
        ({"TERM": "dumb"}, "warn", "set TERM"),
        ({"TERM": "xterm", "LC_ALL": "C", "LANG": "C.UTF-8"}, "warn", "export LC_ALL=C.UTF-8"),
        ({"TERM": "xterm", "LANG": "de_DE.utf8"}, "ok", ""),
    ],
)
def test_doctor_reports_terminal_capabilities(
    pydock: PyDock, environ: dict[str, str], verdict: str, advice: str
) -> None:
    result = pydock("self", "doctor", "--format", "{{.Name}}|{{.Verdict}}|{{.Advice}}", terminal=True, environ=environ)
    name, found, what = result.stdout.splitlines()[-1].split("|")
    assert (name, found) == ("terminal", verdict)
    assert what.startswith(advice)


def test_doctor_warns_of_disabled_bytecode(pydock: PyDock) -> None:
    found = findings(pydock, status=0, environ={"PYTHONDONTWRITEBYTECODE": "1"})
    assert found["Python"][0] == "warn"
    assert findings(pydock, status=0)["Python"][0] == "ok"


def test_doctor_warns_of_index_that_cannot_be_stored(pydock: PyDock, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environ = {"PYDOCK_INDEX": "", "XDG_CACHE_HOME": str(tmp_path / "file")}
    verdict, _, advice = findings(pydock, status=0, environ=environ)["index"]
    assert (verdict, advice) == ("warn", f"make {tmp_path}/file/pydock a folder of yours, or set XDG_CACHE_HOME to one")
    environ["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    verdict, message, _ = findings(pydock, status=0, environ=environ)["index"]
    assert verdict == "ok"
    assert message.startswith(f"{tmp_path}/cache/pydock/index-")
    assert message.endswith("because there was none")


def test_doctor_prints_one_line_for_each_good_finding(pydock: PyDock) -> None:
    result = pydock("self", "doctor")
    assert (result.status, result.stderr) == (0, "")
    names = [line[6:20].strip() for line in result.stdout.splitlines() if line[:5].strip()]
    assert names == [
        *("Python", "PyDock", "index", "settings", "config.json", "context", "engine", "credentials", "plugins"),
        *("completion", "terminal"),
    ]
