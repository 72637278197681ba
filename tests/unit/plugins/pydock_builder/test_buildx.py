from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from pydock_core.testing.fake_engine.exchange import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing import Asked, Result, faults
    from pydock_core.testing.pytest_plugin import PyDock

METADATA = {"SchemaVersion": "0.1.0", "Vendor": "us"}
PLUGIN = """#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then echo '{metadata}'; exit {code}; fi
exec > {log}
for word; do echo "$word"; done
echo "builder=$BUILDX_BUILDER"
exit 5
"""


class Buildx:
    """A `docker-buildx` in docker's folder, which writes down what it is called with and ends with status 5."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "log"
        self.path = home / ".docker" / "cli-plugins" / "docker-buildx"
        self.path.parent.mkdir(parents=True)
        self.install()

    def install(self, metadata: object = METADATA, *, code: int = 0) -> None:
        text = metadata if isinstance(metadata, str) else json.dumps(metadata)
        self.path.write_text(PLUGIN.format(metadata=text, code=code, log=self.log))
        self.path.chmod(0o755)

    def run(self, *words: str, engine: FakeEngine | None = None, **environ: str) -> Result:
        return run_pydock(
            words,
            engine=engine,
            environ={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "PYDOCK_INDEX": "off", **environ},
        )

    @property
    def words(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if not line.startswith("builder=")]

    @property
    def builder(self) -> str:
        return next(line for line in self.log.read_text().splitlines() if line.startswith("builder="))[8:]


@pytest.fixture
def buildx(tmp_path: Path) -> Buildx:
    return Buildx(tmp_path)


@pytest.mark.parametrize(
    ("metadata", "code", "problem"),
    [
        ("x", 0, "invalid metadata: "),
        ("[]", 0, "invalid metadata: "),
        ({"SchemaVersion": "0.2", "Vendor": "us"}, 0, 'plugin SchemaVersion "0.2" is not valid, must be 0.1.0\n'),
        ({"SchemaVersion": "0.1.0"}, 0, "plugin metadata does not define a vendor\n"),
        (METADATA, 3, "failed to fetch metadata: exit status 3\n"),
    ],
)
def test_broken_buildx_is_reported_and_not_run(buildx: Buildx, metadata: object, code: int, problem: str) -> None:
    buildx.install(metadata, code=code)
    result = buildx.run("build", "/nosuch")
    assert result.stderr.startswith(problem)
    assert "Install the buildx component" in result.stderr
    assert result.stderr.endswith('unable to prepare context: path "/nosuch" not found\n')
    forced = buildx.run("build", "/nosuch", DOCKER_BUILDKIT="1")
    assert (forced.status, forced.stdout) == (1, "")
    assert "ERROR: BuildKit is enabled but the buildx component is missing or broken." in forced.stderr
    assert not buildx.log.exists()


def test_buildx_without_execute_permission_is_reported(buildx: Buildx) -> None:
    buildx.path.chmod(0o644)
    result = buildx.run("bake")
    assert result.status == 1
    assert result.stderr.startswith(
        f"failed to fetch metadata: fork/exec {buildx.path}: permission denied\n\nERROR: docker bake"
    )


@pytest.mark.parametrize("text", ["yes", "2", "on"])
def test_docker_buildkit_variable_must_be_boolean(pydock: PyDock, text: str) -> None:
    result = pydock("build", ".", environ={"DOCKER_BUILDKIT": text})
    assert result.status == 1
    words = f'strconv.ParseBool: parsing "{text}": invalid syntax'
    assert result.stderr == f"DOCKER_BUILDKIT environment variable expects boolean value: {words}\n"


def test_commands_of_buildx_are_unknown_without_buildx(pydock: PyDock) -> None:
    result = pydock("builder", "ls")
    assert result.status == 1
    assert "unknown command: pydock builder ls" in result.stderr
    assert pydock("bake").stderr.startswith("ERROR: docker bake requires the buildx component")


def test_windows_engine_uses_classic_builder_without_warning(buildx: Buildx) -> None:
    class Windows(FakeEngine):
        def handle(self, asked: Asked) -> tuple[Answer, faults.Fault | None]:
            return Answer(200, headers={"Api-Version": "1.41", "Ostype": "windows"}, bare=True), None

    result = buildx.run("build", "/nosuch", engine=Windows())
    assert result.stderr == 'unable to prepare context: path "/nosuch" not found\n'


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("build --load -t a .", "buildx build --load -t a ."),
        ("image build x", "buildx build x"),
        ("builder build --help", "buildx build --help"),
        ("builder prune -f", "buildx prune -f"),
        ("builder ls --nosuch", "buildx ls --nosuch"),
        ("builder", "buildx"),
        ("builder --help", "buildx --help"),
        ("--help build", "--help buildx build"),
        ("bake -f x", "buildx bake -f x"),
        (
            "-D -H tcp://127.0.0.1:1 -l error --tlsverify=false build x",
            "-D -H tcp://127.0.0.1:1 -l error --tlsverify=false buildx build x",
        ),
        ("--no-plugin nosuch --context default build .", "--context default buildx build ."),
    ],
)
def test_buildx_gets_words_as_from_docker(buildx: Buildx, typed: str, called: str) -> None:
    result = buildx.run(*typed.split())
    assert (result.status, buildx.words) == (5, called.split())
    assert not any(asked.startswith("POST") for asked in result.asked)


@pytest.mark.parametrize(
    ("words", "environ", "builder"),
    [
        ("build .", {}, "default"),
        ("build . --builder x", {}, ""),
        ("build --builder=x .", {}, ""),
        ("build --builder= .", {}, "default"),
        ("build .", {"BUILDX_BUILDER": "mine"}, "mine"),
        ("--context other build .", {}, "other"),
    ],
)
def test_buildx_builder_variable_is_current_context_unless_builder_is_named(
    buildx: Buildx, words: str, environ: dict[str, str], builder: str
) -> None:
    buildx.run(*words.split(), engine=None, DOCKER_BUILDKIT="1", **environ)
    assert buildx.builder == builder


def test_config_alias_names_builder_plugin(buildx: Buildx) -> None:
    (buildx.home / ".docker" / "config.json").write_text('{"aliases": {"builder": "other"}}')
    other = buildx.path.rename(buildx.path.with_name("docker-other"))
    assert other.exists()
    assert buildx.run("build", ".").status == 5
    assert (buildx.words, buildx.builder) == (["other", "build", "."], "")


def test_config_folder_of_cli_plugins_is_searched_first(buildx: Buildx, tmp_path: Path) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "docker-buildx").write_text(buildx.path.read_text().replace("exit 5", "exit 6"))
    (extra / "docker-buildx").chmod(0o755)
    (buildx.home / ".docker" / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [str(extra)]}))
    assert buildx.run("build", ".").status == 6


def test_disabled_buildkit_uses_classic_builder_except_for_bake(buildx: Buildx) -> None:
    result = buildx.run("build", "/nosuch", DOCKER_BUILDKIT="0")
    assert result.stderr.startswith("DEPRECATED: The legacy builder is deprecated")
    assert result.stderr.endswith('path "/nosuch" not found\n')
    assert "unknown command" in buildx.run("builder", "ls", DOCKER_BUILDKIT="0").stderr
    assert buildx.run("bake", DOCKER_BUILDKIT="0").status == 5
