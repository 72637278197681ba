"""Global flags in the grammar of pflag, global flags of plugins, `--version`, and the log of `-D` and `-l`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from pydock_core import start_up_file
from tests.parity.canned import CannedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.command_line import CommandLine

NOWHERE = "unix:///nowhere/docker.sock"

# Writes to a file which files, sockets and processes the Python process has opened since its start.
AUDIT = """
import os, sys
if "AUDIT" in os.environ:
    seen = os.open(os.environ["AUDIT"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    def watch(event, arguments):
        if event == "open" or event.startswith(("socket.", "subprocess.", "os.posix_spawn")):
            os.write(seen, f"{event} {arguments[0]}\\n".encode())
    sys.addaudithook(watch)
"""

SPENDER = """
from pydock_core.plugin_api import flags, hookimpl
@hookimpl
def pydock_flags():
    return [flags.integer("budget", "b", help="Spend no more"), flags.boolean("loud", help="Say more"),
            flags.strings("tag", complete=("red", "blue"), help="Mark it")]
@hookimpl
def pydock_configure(session):
    added = session.plugin_options
    session.stderr.write(f"budget={added.budget} loud={added.loud} tag={added.tag}\\n")
"""


@pytest.fixture
def spender(pydock: CommandLine, fake_host: str) -> CommandLine:
    """Returns PyDock with a plugin that adds the global flags --budget, -b, --loud, --tag and prints their values."""
    pydock.plugin("spender", SPENDER)
    pydock.environ["DOCKER_HOST"] = fake_host
    return pydock


@pytest.fixture(scope="module")
def canned() -> Iterator[CannedEngine]:
    with CannedEngine() as engine:
        yield engine


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nosuch", "ps"], "unknown flag: --nosuch"),
        (["-Q", "ps"], "unknown shorthand flag: 'Q' in -Q"),
        (["-DQ", "ps"], "unknown shorthand flag: 'Q' in -Q"),
        (["---debug"], "bad flag syntax: ---debug"),
        (["--=x"], "bad flag syntax: --=x"),
        (["--host"], "flag needs an argument: --host"),
        (["-DH"], "flag needs an argument: 'H' in -H"),
        (["-D=maybe"], 'invalid argument "maybe" for "-D, --debug" flag: strconv.ParseBool: parsing "maybe": '),
        (["--tls=2"], 'invalid argument "2" for "--tls" flag: strconv.ParseBool: parsing "2": invalid syntax'),
        (["--tlsverify", "false"], "pydock: unknown command: pydock false"),
        (["ps", "--tls"], "unknown flag: --tls"),
        (["-l", "bad", "-v"], "Unable to parse logging level: bad"),
        (["-c", "a", "-H", "b", "--help"], "conflicting options: cannot specify both --host and --context"),
        (["-H", NOWHERE, "-H", NOWHERE, "ps"], "Failed to initialize: unable to resolve docker endpoint: Specify only"),
    ],
)
def test_invalid_global_flags_are_refused_as_by_docker(pydock: CommandLine, words: list[str], message: str) -> None:
    ran = pydock(*words)
    assert ran.stderr.startswith(message)
    assert ran.status == (125 if message.startswith(("unknown f", "unknown s", "bad", "flag", "invalid")) else 1)
    assert ran.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["-H", NOWHERE],
        [f"-H{NOWHERE}"],
        [f"-H={NOWHERE}"],
        ["--host", NOWHERE],
        [f"--host={NOWHERE}"],
        [f"-DH{NOWHERE}"],
        ["-lerror", "-D=false", "-H", NOWHERE, "--"],
        ["--tls=false", "--debug=F", "-l=warn", "-H", NOWHERE],
        ["--config", "elsewhere", f"--host={NOWHERE}", "--no-plugin=groups"],
    ],
)
def test_every_spelling_of_a_flag_sets_its_value(pydock: CommandLine, words: list[str]) -> None:
    ran = pydock(*words, "ps")
    assert ran.status == 1
    assert (
        ran.stderr.splitlines()[-1]
        == f"Cannot connect to the Docker daemon at {NOWHERE}. Is the docker daemon running?"
    )


def test_global_flags_end_at_the_first_other_word(pydock: CommandLine, fake_host: str) -> None:
    assert pydock("-H", fake_host, "ps", "-q", "-D").stderr.startswith("unknown shorthand flag: 'D' in -D")
    assert pydock("-H", fake_host, "run", "--rm", "busybox", "echo", "--debug").stdout == "--debug\n"
    assert pydock("-H", fake_host, "--", "ps", "-q").status == 0


def test_config_flag_sets_the_folder_of_docker_files(pydock: CommandLine, fake_host: str) -> None:
    pydock.write("mine/config.json", '{"psFormat": "mine"}')
    pydock.write("other/config.json", '{"psFormat": "other"}')
    pydock("-H", fake_host, "run", "-d", "--name", "one", "busybox", "sleep", "60")
    try:
        assert pydock("--config", "mine", "-H", fake_host, "ps", DOCKER_CONFIG="other").stdout == "mine\n"
        assert pydock("-H", fake_host, "ps", DOCKER_CONFIG="other").stdout == "other\n"
    finally:
        pydock("-H", fake_host, "rm", "-f", "one")


@pytest.mark.parametrize("words", [["-v"], ["--version"], ["-Dv"], ["--config", "nowhere", "-v", "-H", "nosuch://x"]])
@pytest.mark.parametrize("home", ["empty", "none", "hostile"])
def test_version_flag_prints_one_line_without_files_sockets_or_processes(
    pydock: CommandLine, words: list[str], home: str
) -> None:
    seen = pydock.home / "seen"
    pydock.packages.mkdir()
    (pydock.packages / "sitecustomize.py").write_text(AUDIT)
    pydock.environ |= {"PYTHONPATH": str(pydock.packages), "PYTHONDONTWRITEBYTECODE": "1", "AUDIT": str(seen)}
    if home == "none":
        del pydock.environ["HOME"]
    elif home == "hostile":
        pydock.plugin("bomb", "raise SystemExit('imported')")
        pydock.settings("no = [toml")
        pydock.write(".docker/config.json", "no JSON").chmod(0)
        pydock.environ |= {"DOCKER_HOST": "nosuch://", "DOCKER_CONTEXT": "nosuch", "PYDOCK_INDEX": "off"}
    ran = pydock(*words)
    assert (ran.status, ran.stderr) == (0, "")
    assert re.fullmatch(r"PyDock version \S+ \(docker \S+\)\n", ran.stdout)
    opened = [line.removeprefix("open ") for line in seen.read_text().splitlines()]
    code = (".py", ".pyc", "/bin/pydock", os.path.basename(start_up_file.PATH))
    assert [path for path in opened if not path.endswith(code)] == []


def test_version_flag_precedes_a_command_as_in_docker(pydock: CommandLine, fake_host: str) -> None:
    assert pydock("-v", "ps", "-q", DOCKER_HOST=fake_host).stdout == ""
    assert pydock("nosuch", "-v").stdout.startswith("PyDock version")
    assert pydock("--version=false").stderr.startswith("Usage:")


@pytest.mark.parametrize("level", ["debug", "DEBUG", "info", "warn", "error", "fatal", ""])
def test_log_level_selects_messages(pydock: CommandLine, fake_host: str, level: str) -> None:
    ran = pydock("-l", level, "ps", "-q", DOCKER_HOST=fake_host)
    assert (ran.status, ran.stdout) == (0, "")
    assert bool(ran.log) is (level.lower() == "debug")
    assert len(ran.log) == len(ran.stderr.splitlines())


def test_log_has_the_endpoint_the_negotiation_and_each_request(pydock: CommandLine, fake_host: str) -> None:
    log = pydock("-D", "ps", "-q", DOCKER_HOST=fake_host).log
    for line in log:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", line.pop("time"))
        assert line.pop("level") == "debug"
        assert re.fullmatch(r"\d+\.\d", line.pop("milliseconds", "0.0"))
    assert log == [
        {"msg": "endpoint chosen", "host": fake_host, "source": "DOCKER_HOST"},
        {"msg": "request", "method": "HEAD", "path": "/_ping", "status": "200"},
        {"msg": "negotiated", "engine": "1.41", "version": "1.41"},
        {"msg": "request", "method": "GET", "path": "/v1.41/containers/json", "status": "200"},
    ]


def test_log_has_failed_requests(pydock: CommandLine) -> None:
    ran = pydock("-D", "-H", NOWHERE, "ps", "--filter", "label=secret")
    assert [line.get("error") for line in ran.log[1:]] == [
        "ConnectionFailed"
    ] * 2  # of the ping and of the list request
    assert ran.stderr.endswith(f"Cannot connect to the Docker daemon at {NOWHERE}. Is the docker daemon running?\n")


def test_log_has_no_secret(pydock: CommandLine, canned: CannedEngine) -> None:
    canned.say(answers={"POST /images/create": '{"status":"done"}'})
    pydock.write(
        ".docker/config.json",
        '{"HttpHeaders": {"X-Token": "SECRET1"}, "auths": {"reg.test": {"auth": "bWU6U0VDUkVUMg=="}}}',
    )
    pydock.environ |= {"DOCKER_HOST": f"unix://{canned.socket}", "PASSWORD": "SECRET3"}
    pull = pydock("-D", "pull", "reg.test/image:1")
    create = pydock(
        "-D", "create", "-e", "PASSWORD", "-e", "OTHER=SECRET4", "-l", "token=SECRET5", "--name", "SECRET6", "x"
    )
    pydock.context("far", "tcp://me:SECRET7@127.0.0.1:1")
    del pydock.environ["DOCKER_HOST"]
    far = pydock("-D", "-c", "far", "ps")
    proxied = pydock("-D", "-H", "tcp://192.0.2.1:2375", "ps", HTTP_PROXY="http://me:SECRET8@127.0.0.1:1")
    assert (pull.status, create.status, far.status, proxied.status) == (0, 0, 1, 1)
    for ran in (pull, create, far, proxied):
        assert ran.log
        assert "SECRET" not in ran.stderr, ran.stderr
        assert "U0VDUkVUMg" not in ran.stderr
    assert far.stderr.endswith("at tcp://me:xxxxx@127.0.0.1:1. Is the docker daemon running?\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ps"], "budget=None loud=False tag=[]"),
        (["--budget", "3", "ps"], "budget=3 loud=False tag=[]"),
        (["-b3", "-D=false", "--loud", "ps"], "budget=3 loud=True tag=[]"),
        (["--tag", "a", "-H", "HOST", "--tag=b", "container", "ls"], "budget=None loud=False tag=['a', 'b']"),
    ],
)
def test_global_flags_of_a_plugin_reach_its_hooks(spender: CommandLine, words: list[str], said: str) -> None:
    words = [spender.environ["DOCKER_HOST"] if word == "HOST" else word for word in words]
    ran = spender(*words, "-q")
    assert (ran.status, ran.stdout, ran.stderr) == (0, "", said + "\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--budget", "x", "ps"], 'invalid argument "x" for "-b, --budget" flag: strconv.ParseInt: parsing "x"'),
        (["--budget"], "flag needs an argument: --budget"),
        (["--budget", "3", "--nosuch", "ps"], "unknown flag: --nosuch"),
        (["ps", "--budget", "3"], "unknown flag: --budget"),
        (["--no-plugin", "spender", "--budget", "3", "ps"], "unknown flag: --budget"),
        (["--budget", "3", "--no-plugin=spender", "ps"], "unknown flag: --budget"),
    ],
)
def test_invalid_global_flags_of_a_plugin_are_refused(spender: CommandLine, words: list[str], message: str) -> None:
    ran = spender(*words)
    assert (ran.status, ran.stderr.startswith(message)) == (125, True), ran


def test_blocked_plugin_adds_no_global_flag(spender: CommandLine) -> None:
    assert spender("--budget", "3", "ps", PYDOCK_PLUGINS="none").stderr.startswith("unknown flag: --budget")
    spender.settings('[plugins]\nblocked = ["spender"]\n')
    assert spender("--loud", "ps").stderr.startswith("unknown flag: --loud")


def test_global_flags_of_plugins_are_on_the_main_help_page(spender: CommandLine) -> None:
    for words in (["--help"], ["--budget", "3", "--help"], ["nosuch", "--budget", "3", "--help"]):
        page = " ".join(spender(*words).stdout.split())
        assert "-b, --budget int Spend no more (plugin spender)" in page
    assert "--budget" not in spender("--no-plugin", "spender", "--help").stdout
    assert spender("--budget", "3", "-v").stdout.startswith("PyDock version")


def test_global_flags_of_plugins_are_completed(spender: CommandLine) -> None:
    line = "pydock --bu"
    out = spender.home / "candidates"
    spender.environ |= {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_STDOUT_FILENAME": str(out)}
    spender(COMP_LINE=line, COMP_POINT=str(len(line)))
    assert out.read_text().strip() == "--budget"


def test_plugin_cannot_replace_a_global_flag_of_pydock(pydock: CommandLine, fake_host: str) -> None:
    pydock.plugin("greedy", SPENDER.replace('"budget", "b"', '"debug"').replace("added.budget", "added.debug"))
    ran = pydock("--debug", "ps", "-q", DOCKER_HOST=fake_host)
    assert "budget=None loud=False tag=[]" in ran.stderr
    assert "PyDock has --debug already: --debug was not added to it" in ran.stderr
