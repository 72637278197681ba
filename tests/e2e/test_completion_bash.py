"""Completion by TAB in a real bash on a terminal, with a real engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.engines import images
from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd

COMMANDS = Path(sys.executable).parent
BASH = shutil.which("bash")
TAB, ALL, SHOW, KILL = "\t", "\x1b*", "\x07", "\x15"

pytestmark = pytest.mark.skipif(BASH is None, reason="no bash")

# Ctrl-G prints the line; Alt-* inserts every completion.
RC = r"""
[ ! -e /usr/share/bash-completion/bash_completion ] || . /usr/share/bash-completion/bash_completion
bind 'set bell-style none' 'set enable-bracketed-paste off' 2>/dev/null
bind -x '"\C-g": printf "<<%s>>\n" "$READLINE_LINE"'
PS1='ready> '
"""


class Bash:
    """An interactive bash in a folder with one file, `some-file`."""

    def __init__(self, folder: Path, setup: str, **environ: str) -> None:
        (folder / "some-file").write_text("")
        (folder / "rc").write_text(RC + setup)
        variables = {
            "HOME": str(folder),
            "INPUTRC": "/dev/null",
            "LC_ALL": "C.UTF-8",
            "PATH": f"{folder}:{COMMANDS}:{os.environ['PATH']}",
            "TERM": "dumb",
            **environ,
        }
        words = ["--noprofile", "--rcfile", str(folder / "rc"), "-i"]
        self.child = pexpect.spawn(
            str(BASH), words, env=variables, cwd=str(folder), encoding="utf-8", timeout=30, dimensions=(24, 1000)
        )
        self.child.expect_exact("ready> ")

    def typed(self, text: str) -> str:
        """Sends keys, returns the line and clears it; fails if the terminal shows other output."""
        self.child.send(text + SHOW)
        self.child.expect(r"<<([^\r\n]*)>>\r\n")
        assert isinstance(self.child.match, re.Match)
        line = str(self.child.match.group(1))
        assert "\n" not in (self.child.before or "").rstrip(), f"printed: {self.child.before!r}"
        self.child.send(KILL)
        return line

    def tab(self, text: str) -> str:
        """Returns the line after `text` and TAB."""
        return self.typed(text + TAB)

    def offered(self, text: str) -> list[str]:
        """Returns all completions of the last word of `text`."""
        return self.typed(text + ALL)[len(text) - len(text.rpartition(" ")[2]) :].split()


@pytest.fixture
def bash(tmp_path: Path, engine: Dockerd) -> Iterator[Bash]:
    engine.reset()
    shell = Bash(tmp_path, 'eval "$(pydock completion bash)"', DOCKER_HOST=engine.host)
    yield shell
    shell.child.close(force=True)


def client(engine: Dockerd, *words: str) -> None:
    command = [str(COMMANDS / "pydock"), "-H", engine.host, *words]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def create(engine: Dockerd, *names: str) -> None:
    for name in names:
        client(engine, "create", "--name", name, "busybox", "top")


def test_commands_groups_and_flags_are_completed(bash: Bash) -> None:
    assert bash.tab("pydock grou") == "pydock groups "
    assert bash.tab("pydock groups cr") == "pydock groups create "
    assert bash.tab("pydock container restar") == "pydock container restart "
    assert bash.offered("pydock re") == ["rename", "restart"]
    assert bash.tab("pydock run --rest") == "pydock run --restart "
    assert bash.tab("pydock run --restart unl") == "pydock run --restart unless-stopped "
    assert bash.tab("pydock run --restart=unl") == "pydock run --restart=unless-stopped "
    assert bash.tab("pydock run --rm=f") == "pydock run --rm=false "
    assert bash.tab("pydock --log-level=w") == "pydock --log-level=warn "
    assert bash.tab("pydock --log-l") == "pydock --log-level "
    assert bash.tab("pydock run -it") == "pydock run -it "


def test_container_names_are_completed_once(bash: Bash, engine: Dockerd) -> None:
    create(engine, "web", "worker", "db")
    assert bash.tab("pydock rm we") == "pydock rm web "
    assert bash.offered("pydock rm ") == ["db", "web", "worker"]
    assert bash.offered("pydock rm web ") == ["db", "worker"]
    assert bash.offered("pydock rm -f web w") == ["worker"]
    assert bash.offered("pydock stop ") == []
    client(engine, "start", "worker")
    assert bash.offered("pydock stop ") == ["worker"]


def test_images_networks_and_names_of_a_plugin_are_completed(bash: Bash, engine: Dockerd) -> None:
    client(engine, "groups", "create", "team")
    assert bash.offered("pydock run --network ") == ["bridge", "host", "none", "team"]
    assert bash.tab("pydock run --group te") == "pydock run --group team "
    assert bash.tab("pydock groups rm t") == "pydock groups rm team "
    engine.load(images.busybox("127.0.0.1:5000/tools/box:v1"))
    assert bash.tab("pydock run busy") == "pydock run busybox:latest "
    # bash splits words at colons.
    assert bash.tab("pydock run 127") == "pydock run 127.0.0.1:5000/tools/box:v1 "
    assert bash.tab("pydock run 127.0.0.1:50") == "pydock run 127.0.0.1:5000/tools/box:v1 "
    assert bash.tab("pydock run 'busy") == "pydock run 'busybox:latest' "


def test_flags_are_not_completed_after_the_image(bash: Bash) -> None:
    assert bash.offered("pydock run busybox -") == ["-"]
    assert bash.offered("pydock run busybox ") == []


def test_file_names_are_completed_only_for_file_arguments(bash: Bash) -> None:
    assert bash.tab("pydock run --env-file som") == "pydock run --env-file some-file "
    assert bash.tab("pydock run --env-file=som") == "pydock run --env-file=some-file "
    assert bash.tab("pydock run --env-file ~/som") == "pydock run --env-file ~/some-file "
    assert bash.tab("pydock rm som") == "pydock rm som"
    assert bash.tab("pydock nonsense som") == "pydock nonsense som"


def test_line_is_completed_at_the_cursor(bash: Bash, engine: Dockerd) -> None:
    create(engine, "web")
    back = "\x02" * len(" --volumes")
    assert bash.typed("pydock rm we --volumes" + back + TAB) == "pydock rm web --volumes"


def test_completion_uses_global_flags_before_the_command(tmp_path: Path, engine: Dockerd) -> None:
    engine.reset()
    create(engine, "web")
    shell = Bash(tmp_path, 'eval "$(pydock completion bash)"', DOCKER_HOST="unix:///nonexistent")
    assert shell.offered("pydock rm ") == []
    assert shell.offered(f"pydock -H {engine.host} rm ") == ["web"]
    assert shell.offered(f"pydock -D --host={engine.host} container rm ") == ["web"]
    assert shell.offered(f"pydock -H {engine.host} --context default rm ") == []
    shell.child.close(force=True)


def test_completion_serves_the_name_docker(tmp_path: Path, engine: Dockerd) -> None:
    engine.reset()
    create(engine, "web")
    (tmp_path / "docker").symlink_to(COMMANDS / "pydock")
    shell = Bash(tmp_path, 'eval "$(docker completion bash)"', DOCKER_HOST=engine.host)
    assert shell.tab("docker rm we") == "docker rm web "
    assert shell.tab("docker grou") == "docker groups "
    shell.child.close(force=True)


def test_script_of_docker_completes_pydock(tmp_path: Path, engine: Dockerd) -> None:
    program = clients.docker()
    if program is None:
        pytest.skip("needs docker's client, which prints the script")
    script = subprocess.run([program, "completion", "bash"], check=True, capture_output=True, timeout=30).stdout
    (tmp_path / "script").write_bytes(script)
    (tmp_path / "docker").symlink_to(COMMANDS / "pydock")
    (tmp_path / "some-folder").mkdir()
    engine.reset()
    create(engine, "web", "worker")
    shell = Bash(tmp_path, f"source {tmp_path}/script", DOCKER_HOST=engine.host)
    assert shell.tab("docker start we") == "docker start web "
    assert shell.tab("docker stop we") == "docker stop we"
    assert shell.tab("docker groups cr") == "docker groups create "
    assert shell.tab("docker run --restart=unl") == "docker run --restart=unless-stopped "
    assert shell.tab("docker run --ulimit nof") == "docker run --ulimit nofile="
    assert shell.tab("docker run --env-file some-fi") == "docker run --env-file some-file "
    assert shell.tab("docker build som") == "docker build some-folder/"
    assert shell.tab("docker rm som") == "docker rm som"
    shell.child.close(force=True)


def test_global_argcomplete_completion_completes_pydock(tmp_path: Path, engine: Dockerd) -> None:
    engine.reset()
    create(engine, "web")
    setup = f'eval "$({COMMANDS}/activate-global-python-argcomplete --dest=-)"'
    shell = Bash(tmp_path, setup, DOCKER_HOST=engine.host)
    assert shell.tab("pydock rm we") == "pydock rm web "
    assert shell.tab("pydock run --env-file som") == "pydock run --env-file some-file "
    assert shell.tab("python -m pydock_core rm we") == "python -m pydock_core rm web "
    shell.child.close(force=True)
