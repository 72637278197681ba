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
def test_help_of_unknown_command_names_unknown_word(topic: str, unknown: str) -> None:
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
def test_unknown_flag_exits_125(words: str, message: str) -> None:
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
def test_unknown_command_suggests_similar_names(words: str, message: str) -> None:
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
def test_requested_help_is_printed_on_stdout(words: str, page: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, _first_line(result.stdout), result.stderr) == (0, page, "")


@pytest.mark.parametrize(
    ("words", "page"), [("", ROOT), ("--", ROOT), ("-D", ROOT), ("--help=false", ROOT), ("container", GROUP)]
)
def test_missing_command_prints_help_on_stderr(words: str, page: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stdout, _first_line(result.stderr)) == (0, "", page)


@pytest.mark.parametrize("words", ["ps -h", "container -h", "nosuch -h", "ps -qh"])
def test_short_help_flag_prints_deprecation_on_stdout(words: str) -> None:
    result = run_pydock(words.split())
    assert result.status == 0
    assert result.stdout.startswith(f"{DEPRECATED}Usage:  ")


@pytest.mark.parametrize("words", ["-h", "-h ps", "-h container", "-h nosuch"])
def test_short_help_flag_before_command_prints_deprecation_on_stderr(words: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stderr) == (0, DEPRECATED)
    assert result.stdout.startswith("Usage:  ")


@pytest.mark.parametrize(
    ("words", "shown"), [("-v", True), ("-v nosuch", True), ("nosuch --version", True), ("-v container", False)]
)
def test_version_flag_without_command_prints_version(words: str, shown: bool) -> None:
    assert run_pydock(words.split()).stdout.startswith("PyDock version ") is shown


def test_version_flag_before_command_is_ignored() -> None:
    assert run_pydock(["-v", "ps", "-q"]).asked[-1] == "GET /containers/json"


@pytest.mark.parametrize(
    ("environ", "folder", "certificates"),
    [
        ({}, "/home/x/.docker", "/home/x/.docker"),
        ({"DOCKER_CONFIG": "/c"}, "/c", "/c"),
        ({"DOCKER_CONFIG": "/c", "DOCKER_CERT_PATH": "/t"}, "/c", "/t"),
    ],
)
def test_help_defaults_name_config_folders(environ: dict[str, str], folder: str, certificates: str) -> None:
    page = run_pydock(["--help"], environ={"HOME": "/home/x", "PYDOCK_INDEX": "off", **environ}).stdout
    text = " ".join(page.split())
    assert f'(default "{folder}") -c' in text
    assert f'(default "{certificates}/key.pem")' in text


@pytest.mark.parametrize(("name", "listed"), [("run", True), ("create", True), ("ps", False)])
def test_help_page_lists_help_flag_if_h_is_another_flag(name: str, listed: bool) -> None:
    assert ("      --help " in run_pydock([name, "--help"]).stdout) is listed
