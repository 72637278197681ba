from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.command.completion import Completion
from pydock_core.command.shells import shell_code
from pydock_core.errors import ConnectionFailed, PyDockError
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import ProcessContext
from pydock_core.testing.fake_engine.engine import FakeEngine
from pydock_core.testing.fake_engine.faults import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send
    from tests.unit.host.installed import Installed


class Shell:
    """Asks for completions in this process, of an engine with containers cache, db and web."""

    def __init__(self, plugins: Installed) -> None:
        self.environ = {**plugins.environ, "PYDOCK_INDEX": "off"}
        self.engine = FakeEngine(images=("busybox:latest", "alpine:3"))
        containers = self.completion().session.engine.containers
        for name in ("cache", "db", "web"):
            containers.create({"Image": "busybox", "Cmd": ["sleep", "60"]}, name=name)

    def completion(self, *words: str, send: Send | None = None) -> Completion:
        process = ProcessContext(
            environ=self.environ,
            stdin=InputStream(0),
            stdout=OutputStream(1, "stdout"),
            stderr=OutputStream(2, "stderr"),
            send=send or self.engine.send,
        )
        return Completion("pydock", process, list(words))

    def __call__(self, line: str) -> str | None:
        """What is offered at the end of `line`, each word once, in alphabetical order; None for file names."""
        *words, prefix = line.split(" ")
        found = self.completion(*words).candidates(prefix)
        return None if found is None else " ".join(sorted(found))


@pytest.fixture(scope="module")
def shell(plugins: Installed) -> Iterator[Shell]:
    shell = Shell(plugins)
    with shell.engine:
        yield shell


PROBE_FLAGS = "--budget --colour --env --env-file --help --interactive --memory --name --network --policy --rm --tty"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        # nothing to offer
        ("nonsense ", ""),
        ("nonsense -", ""),
        ("things nonsense ", ""),
        ("probe --nosuch=", ""),
        ("probe -z=", ""),
        ("probe --name ", ""),
        ("probe --name -", ""),
        ("probe --name=", ""),
        ("probe -m ", ""),
        ("probe -ix", ""),
        ("--log-level x", ""),
        # commands and groups
        ("", "broken container hanging leaving odd pass-on pick printing probe ps raising run things"),
        ("p", "pass-on pick printing probe ps"),
        ("thin", "things"),
        ("things ", "make"),
        ("things m", "make"),
        ("things -", "--help"),
        ("container ", "ls run"),
        ("-D --context x pr", "printing probe"),
        ("--nosuch pr", "printing probe"),
        ("-- pr", "printing probe"),
        # global flags
        ("--log-l", "--log-level"),
        ("-D --d", ""),
        ("-H a --h", "--help --host"),
        ("--log-level ", "debug error fatal info panic warn"),
        (
            "--log-level=",
            "--log-level=debug --log-level=error --log-level=fatal --log-level=info --log-level=panic --log-level=warn",
        ),
        ("-l d", "debug"),
        ("-ld", "-ldebug"),
        ("-l=d", "-l=debug"),
        ("--context ", "default"),
        ("-H ", None),
        ("--host=", None),
        # a command's flags: hidden, deprecated and typed ones are left out, but lists can be typed again
        ("probe --", PROBE_FLAGS),
        ("probe --rm -e a=b --", PROBE_FLAGS.replace(" --rm", "")),
        ("probe --rm=false --r", ""),
        ("probe -it --", PROBE_FLAGS.replace(" --interactive", "").replace(" --tty", "")),
        ("probe --nosuch -z --r", "--rm"),
        ("probe --name --rm --r", "--rm"),
        ("probe --network x --n", "--name"),
        ("probe --net x --n", "--name"),
        ("probe -i", "-i"),
        ("probe -it", "-it"),
        ("probe -ite", "-ite"),
        ("things make --r", "--rm"),
        # values of flags
        ("probe --rm=", "--rm=false --rm=true"),
        ("probe -it=f", "-it=false"),
        ("probe --policy ", "always never"),
        ("probe --policy=a", "--policy=always"),
        ("probe -pn", "-pnever"),
        ("probe -ip ", "always never"),
        ("probe -ipa", "-ipalways"),
        ("probe --colour ", "green red"),
        ("probe --budget=", "--budget=high --budget=low"),
        ("probe --network ", "bridge host none"),
        ("probe --net b", "bridge"),
        ("probe --env-file ", None),
        ("probe --env-file=", None),
        # arguments
        ("probe ", "alpine:3 busybox:latest"),
        ("probe --rm b", "busybox:latest"),
        ("probe -- ", "alpine:3 busybox:latest"),
        ("probe -- -", ""),
        ("probe img ", ""),
        ("probe img -", ""),
        ("probe img --rm", ""),
        ("pick ", "cache db web"),
        ("pick db ", "cache web"),
        ("pick db -", "--force --help -f"),
        ("pick db web ", ""),
        ("pick -f -- db ", "cache web"),
        ("pass-on -x ", None),
    ],
)
def test_completion_offers_candidates_after_words(shell: Shell, line: str, offered: str | None) -> None:
    assert shell(line) == offered


@pytest.mark.parametrize("line", ["broken -", "probe ---", "probe --=", "--context a -H b pick "])
def test_completion_raises_for_invalid_command_line(shell: Shell, line: str) -> None:
    with pytest.raises(PyDockError):
        shell(line)


def test_completion_offers_container_ids_only_if_variable_is_set(plugins: Installed, shell: Shell) -> None:
    asking = Shell(plugins)
    asking.environ["DOCKER_COMPLETION_SHOW_CONTAINER_IDS"] = "yes"
    with asking.engine:
        found = asking("pick ") or ""
    assert sorted(map(len, found.split(" "))) == [2, 3, 5, 64, 64, 64]


def test_completion_candidates_have_descriptions(shell: Shell) -> None:
    assert shell.completion().candidates("prob") == {"probe": "Try TAB"}
    assert shell.completion("probe").candidates("--r") == {"--rm": "Remove it"}
    assert shell.completion("probe", "--colour").candidates("r") == {"red": "like blood"}
    assert shell.completion("probe").candidates("--colour=r") == {"--colour=red": "like blood"}


def test_completion_never_offers_control_characters(shell: Shell) -> None:
    assert shell("odd ") == "fine"


def test_completion_uses_engine_of_global_flags(shell: Shell) -> None:
    session = shell.completion("-H", "tcp://a:1", "--tls=false", "--tlscacert", "/ca", "pick").session
    assert session.resolve_endpoint().url == "tcp://a:1"
    assert session.global_options.tls is False
    assert session.global_options.tlscacert == "/ca"


def test_completion_tries_unreachable_engine_once_with_short_timeout(plugins: Installed) -> None:
    shell = Shell(plugins)
    tried: list[float | None] = []

    def send(request: Request) -> Response:
        tried.append(request.timeout_seconds)
        return shell.engine.send(request)

    with shell.engine:
        shell.engine.fault("*", "*", refuse())
        with pytest.raises(ConnectionFailed):
            shell.completion("pick", send=send).candidates("")
    assert tried == [1.0]


def tab(plugins: Installed, line: str, folder: Path, **environ: str) -> tuple[int, str, bytes]:
    """(exit status, what the shell is told, what was printed) of a TAB at the end of `line`, in another process."""
    answer = folder / "answer"
    answer.write_text("")
    variables = {
        **plugins.environ,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        **environ,
    }
    done = subprocess.run(
        [sys.executable, "-m", "pydock_core"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return done.returncode, answer.read_text().replace("\013", " "), done.stdout


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("pydock raising ", ""),
        ("pydock leaving ", ""),
        ("pydock broken ", ""),
        ("pydock probe ---", ""),
        ("pydock pick ", ""),
        ("pydock -H nonsense:// pick ", ""),
        ('pydock pick "', ""),
        ("pydock printing ", "printed "),
        ("pydock prob", "probe "),
        ("/somewhere/else/pydock prob", "probe "),
    ],
)
def test_answer_shell_prints_nothing_from_completer(plugins: Installed, tmp_path: Path, line: str, answer: str) -> None:
    assert tab(plugins, line, tmp_path) == (0, answer, b"")


def test_answer_shell_times_out_for_hanging_completer(plugins: Installed, tmp_path: Path) -> None:
    started = time.monotonic()
    assert tab(plugins, "pydock hanging ", tmp_path) == (0, "", b"")
    assert time.monotonic() - started < 10


def test_answer_shell_status_requests_file_names_from_bash(plugins: Installed, tmp_path: Path) -> None:
    assert tab(plugins, "pydock probe --env-file ", tmp_path) == (1, "", b"")


def test_answer_shell_writes_file_names_for_other_shells(plugins: Installed, tmp_path: Path) -> None:
    (tmp_path / "some.env").write_text("")
    line = f"pydock probe --env-file {tmp_path}/some"
    assert tab(plugins, line, tmp_path, _ARGCOMPLETE_SHELL="fish") == (0, f"{tmp_path}/some.env ", b"")


def test_answer_shell_ignores_invalid_environment(plugins: Installed, tmp_path: Path) -> None:
    assert tab(plugins, "pydock prob", tmp_path, COMP_POINT="here") == (0, "", b"")


def test_answer_shell_offers_nothing_with_broken_settings(plugins: Installed, tmp_path: Path) -> None:
    (tmp_path / "pydock").mkdir()
    (tmp_path / "pydock" / "config.toml").write_text("[")
    assert tab(plugins, "pydock prob", tmp_path, XDG_CONFIG_HOME=str(tmp_path)) == (0, "", b"")


def test_answer_shell_prints_completer_traceback_in_debug_mode(plugins: Installed, tmp_path: Path) -> None:
    _, _, printed = tab(plugins, "pydock raising ", tmp_path, _ARC_DEBUG="1")
    assert b"RuntimeError: oops" in printed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_code_names_program(shell: str) -> None:
    assert "docker" in shell_code(shell, "docker")
    assert "pydock" in shell_code(shell, "pydock")


def test_shell_code_refuses_unsupported_shell() -> None:
    with pytest.raises(PyDockError, match="no completion for the shell 'nu': there is one for bash, fish, zsh"):
        shell_code("nu", "pydock")
