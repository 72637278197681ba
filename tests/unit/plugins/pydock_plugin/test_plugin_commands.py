from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

CONFIGURATION = {
    "Description": "A sample",
    "Network": {"Type": "host"},
    "Mounts": [{"Name": "data", "Source": "/a", "Destination": "/b"}],
    "Env": [{"Name": "DEBUG", "Value": "0", "Settable": ["value"]}],
}
QUESTION = (
    'Plugin "sample" is requesting the following privileges:\n'
    " - network: [host]\n"
    " - mount: [/a]\n"
    "Do you grant the above permissions? [y/N] "
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a plugin."""
    made = tmp_path / "plugin"
    (made / "rootfs" / "bin").mkdir(parents=True)
    (made / "rootfs" / "bin" / "run").write_text("program")
    (made / "config.json").write_text(json.dumps(CONFIGURATION))
    return made


def names_in(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return opened.getnames()


@pytest.mark.parametrize("compress", [False, True])
def test_plugin_create_sends_the_content_of_the_folder(pydock: PyDock, folder: Path, compress: bool) -> None:
    words = ["--compress"] if compress else []
    result = pydock("plugin", "create", *words, "one", str(folder))
    assert (result.status, result.stdout) == (0, "one\n")
    body = result.requests[-1].body
    assert names_in(gzip.decompress(body) if compress else body) == [
        *("config.json", "rootfs", "rootfs/bin", "rootfs/bin/run")
    ]


def test_plugin_create_keeps_owners(pydock: PyDock, folder: Path) -> None:
    os.chown(folder / "config.json", os.geteuid(), os.getegid())
    body = pydock("plugin", "create", "one", str(folder)).requests[-1].body
    with tarfile.open(fileobj=io.BytesIO(body)) as opened:
        member = opened.getmember("config.json")
    assert (member.uid, member.gid) == (os.geteuid(), os.getegid())


def test_plugin_create_refuses_a_fifo_as_configuration(pydock: PyDock, folder: Path) -> None:
    (folder / "config.json").unlink()
    os.mkfifo(folder / "config.json")
    result = pydock("plugin", "create", "one", str(folder))
    assert result.status == 1
    assert result.stderr.startswith(f"open {folder}/config.json: ")
    assert not any("/plugins" in request for request in result.asked)


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"n\n", 1), (b"", 1)])
def test_plugin_install_asks_for_permissions(pydock: PyDock, answer: bytes, status: int) -> None:
    pydock.engine.plugins.registry["sample:latest"] = CONFIGURATION
    result = pydock("plugin", "install", "sample", stdin=answer)
    assert result.status == status
    assert result.stdout.startswith(QUESTION)
    assert ("Installed plugin sample\n" in result.stdout) is (status == 0)
    if status:
        assert result.stderr == "permission denied while installing plugin docker.io/library/sample\n"
        assert not pydock.engine.plugins.present


def test_plugin_install_asks_nothing_for_a_plugin_without_privileges(pydock: PyDock) -> None:
    pydock.engine.plugins.registry["sample:latest"] = {}
    result = pydock("plugin", "install", "sample")
    assert (result.status, "[y/N]" in result.stdout) == (0, False)
    assert pydock.engine.plugins.get("sample")["Enabled"]


def test_plugin_install_sends_the_granted_privileges_back(pydock: PyDock) -> None:
    pydock.engine.plugins.registry["sample:latest"] = CONFIGURATION
    result = pydock("plugin", "install", "--grant-all-permissions", "--disable", "--alias", "mine", "sample", "DEBUG=7")
    pull = next(request for request in result.requests if request.path.endswith("/plugins/pull"))
    assert [item["Name"] for item in pull.json()] == ["network", "mount"]
    assert pull.query == {"name": "mine:latest", "remote": "docker.io/library/sample"}
    plugin = pydock.engine.plugins.get("mine")
    assert (plugin["Enabled"], plugin["Settings"]["Env"]) == (False, ["DEBUG=7"])


def test_plugin_install_sends_null_back_as_it_came(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/plugins/privileges", faults.answer(200, b"null\n"))
    pydock.engine.plugins.registry["sample:latest"] = {}
    result = pydock("plugin", "install", "sample")
    assert next(request for request in result.requests if request.path.endswith("/pull")).body == b"null\n"


def test_plugin_install_escapes_privileges_of_a_hostile_registry(pydock: PyDock) -> None:
    hostile = [{"Name": "mount\r\n - nothing", "Description": "", "Value": ["/\x1b[2K", "/b\n"]}]
    pydock.engine.fault("GET", "/plugins/privileges", faults.answer(200, json.dumps(hostile).encode()))
    result = pydock("plugin", "install", "sample", stdin=b"n\n")
    assert " - mount\\x0d\\x0a - nothing: [/\\x1b[2K /b\\x0a]\n" in result.stdout


def test_plugin_install_is_not_enabled_after_a_failed_pull(pydock: PyDock) -> None:
    pydock.engine.plugins.registry["sample:latest"] = CONFIGURATION
    pydock.engine.fault("GET", "/plugins/privileges", faults.answer(200, b"[]"))
    result = pydock("plugin", "install", "sample", "DEBUG=1")
    assert (result.status, result.stderr) == (1, "incorrect privileges\n")
    assert result.asked[-1].startswith("POST /plugins/pull")


def test_plugin_install_logs_in_after_401_and_pulls_with_these_credentials(pydock: PyDock) -> None:
    pydock.engine.plugins.registry["sample:latest"] = {}
    pydock.engine.fault("GET", "/plugins/privileges", faults.answer(401, b'{"message":"unauthorized"}'), times=1)
    result = pydock("plugin", "install", "sample", stdin=b"me\nsecret\n", terminal=(80, 24))
    assert "Login prior to plugin install:" in result.stdout
    sent = [request.headers["x-registry-auth"] for request in result.requests if "x-registry-auth" in request.headers]
    assert [json.loads(urlsafe_b64decode(header)).get("username") for header in sent] == [None, "me", "me"]
    assert result.status == 0


@pytest.mark.parametrize("command", ["install", "push"])
def test_plugin_refuses_content_trust(pydock: PyDock, command: str) -> None:
    result = pydock("plugin", command, "--disable-content-trust=false", "sample")
    assert (result.status, result.asked) == (1, ["HEAD /_ping"])
    assert result.stderr.startswith("content trust is not supported")


def test_plugin_upgrade_keeps_the_name_and_takes_the_other_version(pydock: PyDock, folder: Path) -> None:
    pydock("plugin", "create", "one", str(folder))
    pydock.engine.plugins.registry["other:2"] = {"Description": "Two"}
    result = pydock("plugin", "upgrade", "one", "other:2", stdin=b"y\n")
    assert result.stdout.startswith(
        "Upgrading plugin one:latest from one:latest to other:2\nPlugin images do not match, are you sure? [y/N] "
    )
    assert result.stdout.endswith("Upgraded plugin one:latest to other:2\n")
    assert pydock.engine.plugins.get("one")["Config"]["Description"] == "Two"


def test_plugin_upgrade_that_is_not_confirmed_is_no_error(pydock: PyDock, folder: Path) -> None:
    pydock("plugin", "create", "one", str(folder))
    result = pydock("plugin", "upgrade", "one", "other:2", stdin=b"n\n")
    assert (result.status, result.stderr) == (0, "")
    assert result.asked[-1] == "GET /plugins/one/json"


def test_plugin_upgrade_needs_a_newer_engine_than_the_others() -> None:
    with FakeEngine() as engine:
        result = run_pydock(["plugin", "upgrade", "one"], engine=engine, environ={"DOCKER_API_VERSION": "1.25"})
    assert "plugin upgrade requires API version 1.26, but the Docker daemon API version is 1.25" in result.stderr


def test_plugin_ls_sorts_shortens_and_shows_booleans(pydock: PyDock) -> None:
    for name in ("p10", "p9"):
        pydock.engine.plugins.add(pydock.engine, f"{name}:latest", {"Description": "long\n" * 20})
    result = pydock("plugin", "ls")
    assert [line.split()[1] for line in result.stdout.splitlines()[1:]] == ["p9:latest", "p10:latest"]
    assert "longlonglong" in result.stdout
    assert result.stdout.count("… ") == 2
    assert result.stdout.endswith("   false\n")
    rows = [json.loads(line) for line in pydock("plugin", "ls", "--format", "json").stdout.splitlines()]
    assert [row["Enabled"] for row in rows] == [False, False]


def test_plugin_names_are_completed_by_their_state(pydock: PyDock) -> None:
    for name in ("off", "on"):
        pydock.engine.plugins.add(pydock.engine, f"{name}:latest", {})
    pydock("plugin", "enable", "on")
    for command in ("inspect", "push", "rm", "set"):
        assert pydock.complete(f"plugin {command} ") == ["off:latest", "on:latest"], command
    assert pydock.complete("plugin disable ") == ["on:latest"]
    assert pydock.complete("plugin enable ") == ["off:latest"]
    assert pydock.complete("plugin upgrade ") == ["off:latest"]


def test_page_of_the_group_is_replaced_on_an_engine_without_plugins() -> None:
    with FakeEngine() as engine:
        result = run_pydock(["plugin", "--help"], engine=engine, environ={"DOCKER_API_VERSION": "1.24"})
    words = "plugin requires API version 1.25, but the Docker daemon API version is 1.24\n"
    assert (result.status, result.stdout) == (0, f"pydock {words}")
