"""Initializers: PyDock runs the program of a plugin if the name of the program is the registered one."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.command_line import CommandLine

FUSE = """
from pydock_core.plugin_api import hookimpl
@hookimpl
def pydock_initializers(): return {"fuse": "plugin_%s:fuse"}
def fuse(argv):
    import os
    print(os.path.basename(argv[0]), *argv[1:])
    %s
"""


def test_failing_initializer_is_reported_with_its_plugin(pydock: CommandLine) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", "1 / 0"))
    ran = pydock.called("fuse")("-D")
    assert (ran.status, ran.stdout) == (1, "fuse -D\n")
    assert "plugin fuse (dist-fuse 1.0) failed in pydock_initializers" in ran.stderr
    assert "fuse was not run." in ran.stderr
    assert "Traceback" not in ran.stderr


def test_name_of_two_initializers_is_used_by_neither(pydock: CommandLine) -> None:
    for name in ("one", "other"):
        pydock.plugin(name, FUSE % (name, "return 7"))
    fuse = pydock.called("fuse")
    assert fuse("-v").stdout.startswith("PyDock version")
    assert fuse("-v", PYDOCK_PLUGINS="one").stdout == "fuse -v\n"


def test_initializer_cannot_have_the_name_pydock_or_docker(pydock: CommandLine, fake_host: str) -> None:
    source = FUSE.replace('"fuse": ', '"pydock": "plugin_fuse:fuse", "docker": "plugin_fuse:fuse", "fuse": ')
    pydock.plugin("fuse", source % ("fuse", "return 7"))
    for program in (pydock, pydock.called("docker")):
        ran = program("-D", "ps", "-q", DOCKER_HOST=fake_host)
        assert (ran.status, ran.stdout) == (0, "")
        reasons = [line["reason"] for line in ran.log if "reason" in line]
        assert reasons == ["the name pydock is reserved", "the name docker is reserved"]
    assert pydock.called("fuse")().status == 7


@pytest.mark.parametrize(
    ("body", "status"),
    [("return 7", 7), ("return None", 0), ("raise SystemExit(4)", 4), ("raise SystemExit('no')", 1)],
)
def test_return_value_of_an_initializer_is_the_exit_status(pydock: CommandLine, body: str, status: int) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", body))
    assert pydock.called("fuse")().status == status


def test_initializer_gets_all_words_unparsed(pydock: CommandLine) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", "return 3"))
    ran = pydock.called("fuse")("--nosuch", "-v", "--no-plugin", "fuse", "-l", "bad", "--help")
    assert (ran.status, ran.stderr) == (3, "")
    assert ran.stdout == "fuse --nosuch -v --no-plugin fuse -l bad --help\n"


def test_initializer_uses_the_standard_streams(pydock: CommandLine) -> None:
    body = "import sys; sys.stderr.write(sys.stdin.read()); return 0"
    pydock.plugin("fuse", FUSE % ("fuse", body))
    ran = pydock.called("fuse")(stdin=b"typed")
    assert (ran.stdout, ran.stderr) == ("fuse\n", "typed")


def test_initializer_is_selected_by_the_program_name_on_the_path(pydock: CommandLine) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", "return 5"))
    pydock.called("fuse")
    environ = {**pydock.environ, "PATH": f"{pydock.home}:{pydock.environ['PATH']}"}
    assert subprocess.run(["sh", "-c", "fuse x"], env=environ, stdout=subprocess.DEVNULL).returncode == 5


@pytest.mark.parametrize("how", ["variable", "another's name alone", "setting"])
def test_blocked_plugin_has_no_initializer(pydock: CommandLine, how: str) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", "return 7"))
    fuse = pydock.called("fuse")
    assert fuse().status == 7
    if how == "setting":
        pydock.settings('[plugins]\nblocked = ["fuse"]\n')
    else:
        fuse.environ["PYDOCK_PLUGINS"] = "none" if how == "variable" else "other"
    assert fuse("-v").stdout.startswith("PyDock version")


def test_invalid_settings_are_reported_without_an_initializer(pydock: CommandLine) -> None:
    pydock.plugin("fuse", FUSE % ("fuse", "return 7"))
    file = pydock.settings("[plugins")
    ran = pydock.called("fuse")("ps")
    first, hint = ran.stderr.splitlines()
    assert (ran.status, ran.stdout, first.startswith(f"{file}: line 1, column 9: ")) == (1, "", True)
    assert str(file) in hint or "the file" in hint


def test_other_program_names_run_pydock(pydock: CommandLine, fake_host: str) -> None:
    ran = pydock.called("containers")("nosuch", DOCKER_HOST=fake_host)
    assert (ran.status, ran.stderr.splitlines()[0]) == (1, "pydock: unknown command: pydock nosuch")
