"""Where help comes from, and on which stream."""

from __future__ import annotations

import pytest

from pydock_core.testing import run_pydock

DEPRECATED = "Flag shorthand -h has been deprecated, use --help\n"
ROOT, PS, GROUP = "Usage:  pydock [OPTIONS] COMMAND", "Usage:  pydock ps [OPTIONS]", "Usage:  pydock container COMMAND"


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


@pytest.mark.parametrize(
    ("topic", "unknown"),
    [("nope", "nope"), ("nope x", "nope x"), ("container nope", "nope"), ("ps x", "x"), ("ls", "ls")],
)
def test_help_for_nothing_says_what_is_unknown(topic: str, unknown: str) -> None:
    result = run_pydock(["help", *topic.split()])
    assert (result.status, result.stdout, result.stderr) == (1, "", f"unknown help topic: {unknown}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("nosuch --all", "unknown flag: --all\n\nUsage:  pydock [OPTIONS] COMMAND [ARG...]"),
        ("container nosuch -D", "unknown shorthand flag: 'D' in -D\n\nUsage:  pydock container\n"),
        ("container --version", "unknown flag: --version\n\nUsage:  pydock container\n"),
        ("ps -h=x", 'invalid argument "x" for "--help" flag: strconv.ParseBool: parsing "x": invalid syntax\n'),
    ],
)
def test_a_flag_that_is_not_there_is_125(words: str, message: str) -> None:
    result = run_pydock(words.split())
    assert result.status == 125
    assert result.stderr.startswith(message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("zzz", "pydock: unknown command: pydock zzz\n\nRun 'pydock --help' for more information\n"),
        ("zzz -D -H x", "pydock: unknown command: pydock zzz\n\nRun 'pydock --help' for more information\n"),
        (
            "container zzz x",
            (
                "pydock: unknown command: pydock container zzz\n\nUsage:  pydock container\n\n"
                "Run 'pydock container --help' for more information\n"
            ),
        ),
        (
            "containr",
            (
                "pydock: unknown command: pydock containr\n\nDid you mean:\n  pydock container\n\n"
                "Run 'pydock --help' for more information\n"
            ),
        ),
        (
            "container lss",
            (
                "pydock: unknown command: pydock container lss\n\nDid you mean:\n  pydock container ls\n\n"
                "Usage:  pydock container\n\nRun 'pydock container --help' for more information\n"
            ),
        ),
    ],
)
def test_an_unknown_command_names_what_is_near(words: str, message: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stderr) == (1, message)


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("--help", ROOT),
        ("ps --help", PS),
        ("ps --help x", PS),
        ("--help ps", PS),
        ("help ps", PS),
        ("help -- ps", PS),
        ("help", ROOT),
        ("nosuch --help", ROOT),
        ("-- --help", ROOT),
        ("container --help", GROUP),
        ("container nosuch --help", GROUP),
        ("help container", GROUP),
        ("help container ls", "Usage:  pydock container ls [OPTIONS]"),
        ("container --help ls", "Usage:  pydock container ls [OPTIONS]"),
        ("container list --help", "Usage:  pydock container ls [OPTIONS]"),
        ("help --help", "Usage:  pydock help [command]"),
    ],
)
def test_help_that_is_asked_for_is_printed(words: str, page: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, _first_line(result.stdout), result.stderr) == (0, page, "")


@pytest.mark.parametrize(
    ("words", "page"), [("", ROOT), ("--", ROOT), ("-D", ROOT), ("--help=false", ROOT), ("container", GROUP)]
)
def test_help_instead_of_a_command_goes_to_stderr(words: str, page: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stdout, _first_line(result.stderr)) == (0, "", page)


@pytest.mark.parametrize("words", ["ps -h", "container -h", "nosuch -h", "ps -qh"])
def test_the_short_flag_is_deprecated_on_stdout(words: str) -> None:
    result = run_pydock(words.split())
    assert result.status == 0
    assert result.stdout.startswith(f"{DEPRECATED}Usage:  ")


@pytest.mark.parametrize("words", ["-h", "-h ps", "-h container", "-h nosuch"])
def test_the_short_flag_before_the_command_is_deprecated_on_stderr(words: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stderr) == (0, DEPRECATED)
    assert result.stdout.startswith("Usage:  ")


@pytest.mark.parametrize(
    ("words", "shown"), [("-v", True), ("-v nosuch", True), ("nosuch --version", True), ("-v container", False)]
)
def test_the_version_is_shown_where_no_command_runs(words: str, shown: bool) -> None:
    assert run_pydock(words.split()).stdout.startswith("PyDock version ") is shown


def test_the_version_flag_before_a_command_is_forgotten() -> None:
    assert run_pydock(["-v", "ps", "-q"]).asked[-1] == "GET /containers/json"


@pytest.mark.parametrize(
    ("environ", "folder", "certificates"),
    [
        ({}, "/home/x/.docker", "/home/x/.docker"),
        ({"DOCKER_CONFIG": "/c"}, "/c", "/c"),
        ({"DOCKER_CONFIG": "/c", "DOCKER_CERT_PATH": "/t"}, "/c", "/t"),
    ],
)
def test_defaults_name_the_folders_that_they_are_in(environ: dict[str, str], folder: str, certificates: str) -> None:
    page = run_pydock(["--help"], environ={"HOME": "/home/x", "PYDOCK_INDEX": "off", **environ}).stdout
    text = " ".join(page.split())
    assert f'(default "{folder}") -c' in text
    assert f'(default "{certificates}/key.pem")' in text


@pytest.mark.parametrize(("name", "listed"), [("run", True), ("create", True), ("ps", False)])
def test_help_is_a_flag_of_its_own_where_h_means_something_else(name: str, listed: bool) -> None:
    assert ("      --help " in run_pydock([name, "--help"]).stdout) is listed
