"""Control characters in responses are escaped on a terminal, in every field and message."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock
from tests.fault_injection.case import Case
from tests.fault_injection.commands import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Stage = Callable[[Case], FakeEngine]

GROUPS = ("groups", "container", "image", "builder", "checkpoint", "network", "volume")
EVIL = "ev\x1b[2J\x9b31m\u202eil\x07"
OWN = re.compile(rb"\x1b\[(2K|\d+[AB]|\d*(;\d+)*m)")  # PyDock's own codes: progress and colours
NAMES = [{"Id": EVIL, "Names": [f"/{EVIL}"], "Image": EVIL, "Command": EVIL, "State": EVIL, "Status": EVIL,
          "Labels": {"pydock.group": "web", EVIL: EVIL}, "Mounts": [{"Name": EVIL}], "Created": 1}]  # fmt: skip
IMAGES = [{"Id": EVIL, "RepoTags": [EVIL, "a:b"], "Created": 1, "Size": 1}]
NETWORKS = [{"Id": EVIL, "Name": "web", "Driver": EVIL, "Labels": {"pydock.group": "web"}}]
STREAM: list[dict[str, Any]] = [
    {"status": EVIL, "id": EVIL, "progressDetail": {"current": 1, "total": 2, "units": EVIL}},
    {"status": EVIL, "id": EVIL, "progress": EVIL},
    {"stream": EVIL},
    {"status": EVIL},
]
# The last case of each command; that of `save` and `export` writes a file, as they refuse a terminal.
EACH_COMMAND = {" ".join(case.words[:2]) if case.words[0] in GROUPS else case.words[0]: case for case in CASES[:-1]}
VERSION = {"Version": EVIL, "Platform": {"Name": EVIL}, "Components": [{"Name": EVIL, "Details": {EVIL: EVIL}}]}

SHOWN: list[tuple[str, Mapping[str, Any]]] = [
    ("ps -a", {"GET /containers/json": NAMES}),
    ("ps -aq --no-trunc", {"GET /containers/json": NAMES}),
    ("ps -a --format {{.Names}}{{.Labels}}{{.Mounts}}", {"GET /containers/json": NAMES}),
    ("ps -a --format json", {"GET /containers/json": NAMES}),
    ("images", {"GET /images/json": IMAGES}),
    ("images --tree", {"GET /images/json": IMAGES}),
    ("version", {"GET /version": VERSION}),
    ("version --format json", {"GET /version": VERSION}),
    ("inspect x", {"GET /containers/x/json": NAMES[0]}),
    ("inspect -f {{.Name}}{{.Image}} x", {"GET /containers/x/json": {"Name": EVIL, "Image": EVIL}}),
    ("groups ls", {"GET /networks": NETWORKS}),
    ("groups ps web", {"GET /networks": NETWORKS, "GET /containers/json": NAMES}),
    ("groups start web", {"GET /networks": NETWORKS, "GET /containers/json": NAMES}),
    ("groups rm web", {"GET /networks": NETWORKS, "GET /containers/json": NAMES}),
    ("create busybox", {"POST /containers/create": {"Id": EVIL, "Warnings": [EVIL]}}),
    ("groups create new", {"POST /networks/create": {"Id": EVIL, "Warning": EVIL}}),
    ("wait x", {"POST /containers/x/wait": {"StatusCode": 1, "Error": {"Message": EVIL}}}),
]


def lines_of(objects: list[dict[str, Any]]) -> bytes:
    """Returns the objects as a stream of JSON lines."""
    return b"".join(json.dumps(value).encode() + b"\n" for value in objects)


@pytest.mark.parametrize("ascii", [True, False], ids=["escaped in JSON", "as they are"])
@pytest.mark.parametrize(("line", "answers"), SHOWN, ids=[line for line, _ in SHOWN])
def test_fields_of_responses_are_escaped(
    line: str, answers: Mapping[str, Any], ascii: bool, environ: dict[str, str]
) -> None:
    with FakeEngine(api_version="1.50") as engine:
        for request, body in answers.items():
            text = json.dumps(body, ensure_ascii=ascii)
            method, path = request.split(" ")
            engine.fault(method, path, faults.answer(200, text.encode()))
        result = run_pydock(line.split(), engine=engine, environ=environ, terminal=True)
    assert_escaped(result.stdout_bytes)
    assert "internal error" not in result.stdout


@pytest.mark.parametrize("error", [False, True])
def test_progress_of_a_pull_is_escaped(error: bool, environ: dict[str, str]) -> None:
    with FakeEngine() as engine:
        messages = [*STREAM, {"errorDetail": {"message": EVIL}}] if error else STREAM
        engine.fault("POST", "/images/create", faults.answer(200, lines_of(messages)))
        result = run_pydock(["pull", "busybox"], engine=engine, environ=environ, terminal=True)
    assert result.status == int(error)
    assert_escaped(result.stdout_bytes)


MESSAGES = {
    "escape codes": b"\\u001b[2J\\u009b",
    "raw C1 codes": "\x9b2J\u202e".encode(),
    "no UTF-8": b"\xff\xfe\xc3",
    "half a pair": b"\\ud800",
}


@pytest.mark.parametrize("line", ["ps", "inspect x", "run busybox", "pull busybox", "stop x", "groups ls", "version"])
@pytest.mark.parametrize("name", MESSAGES)
def test_error_messages_of_the_engine_are_escaped(line: str, name: str, environ: dict[str, str]) -> None:
    with FakeEngine() as engine:
        engine.fault("*", "/[cinv]*", faults.message(b"before " + MESSAGES[name] + b" after"))
        result = run_pydock(line.split(), engine=engine, environ=environ, terminal=True)
    assert result.status != 0
    assert "before " in result.stdout
    assert_escaped(result.stdout_bytes)


@pytest.mark.parametrize("case", EACH_COMMAND.values(), ids=lambda case: case.line)
def test_every_command_escapes_an_error_message(case: Case, stage: Stage, environ: dict[str, str]) -> None:
    engine = stage(case)
    exchange = case.exchanges[-1]
    message = b"before " + b"".join(MESSAGES.values()) + b" after"
    engine.fault(exchange.method, exchange.path, faults.message(message), after=exchange.after)
    result = run_pydock(case.words, engine=engine, environ=environ, terminal=True)
    assert result.status != 0
    assert "before " in result.stdout
    assert_escaped(result.stdout_bytes)


def test_output_of_a_container_is_not_escaped(environ: dict[str, str]) -> None:
    with FakeEngine() as engine:
        line = ["run", "--rm", "-t", "busybox", "printf", "\x1b[1mbold\x1b[0m"]
        result = run_pydock(line, engine=engine, environ=environ, terminal=True)
    assert result.stdout == "\x1b[1mbold\x1b[0m"


@pytest.mark.parametrize("line", ["ps", "run busybox", "pull busybox", "stop x"])
@pytest.mark.parametrize("name", MESSAGES)
def test_error_messages_of_the_engine_are_escaped_on_stderr_without_a_terminal(
    line: str, name: str, environ: dict[str, str]
) -> None:
    with FakeEngine() as engine:
        engine.fault("*", "/[cinv]*", faults.message(b"before " + MESSAGES[name] + b" after"))
        result = run_pydock(line.split(), engine=engine, environ=environ)
    assert result.status != 0
    assert "before " in result.stderr
    assert_escaped(result.stderr.encode("utf-8", "surrogateescape"))


FORGED = "web\n0123456789ab\tforged\r\v\f"
ROWS = [dict(NAMES[0], Names=[f"/{FORGED}"], Image=FORGED, Status=FORGED, Command="x", Labels={"pydock.group": FORGED})]
TABLES: list[tuple[str, Mapping[str, Any], int]] = [
    ("ps -a", {"GET /containers/json": ROWS}, 2),
    ("ps -aq --no-trunc", {"GET /containers/json": [dict(ROWS[0], Id=FORGED)]}, 1),
    ("ps -a --format table\xa0{{.Names}}{{.Labels}}", {"GET /containers/json": ROWS}, 2),
    ("images -q --no-trunc", {"GET /images/json": [dict(IMAGES[0], Id=FORGED)]}, 1),
    ("top x", {"GET /containers/x/top": {"Titles": ["CMD"], "Processes": [[FORGED]]}}, 2),
    ("groups ls", {"GET /networks": [dict(NETWORKS[0], Name=FORGED, Driver=FORGED)]}, 2),
]


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(("line", "answers", "lines"), TABLES, ids=[line for line, _, _ in TABLES])
def test_line_break_in_a_name_forges_no_row_of_a_table(
    line: str, answers: Mapping[str, Any], lines: int, terminal: bool, environ: dict[str, str]
) -> None:
    with FakeEngine(api_version="1.50") as engine:
        for request, body in answers.items():
            method, path = request.split(" ")
            engine.fault(method, path, faults.answer(200, json.dumps(body).encode()))
        words = [word.replace("\xa0", " ") for word in line.split(" ")]
        result = run_pydock(words, engine=engine, environ=environ, terminal=terminal)
    shown = result.stdout.replace("\r\n", "\n") if terminal else result.stdout
    assert "web\\x0a0123456789ab\\x09forged" in shown.replace("/", "")
    assert len(shown.splitlines()) == lines


def test_carriage_return_in_stream_of_a_pull_overwrites_no_line(environ: dict[str, str]) -> None:
    with FakeEngine() as engine:
        stream = lines_of([{"stream": "real\rforged\r\n"}, {"status": "a\rb", "id": "c\rd", "progressDetail": {}}])
        engine.fault("POST", "/images/create", faults.answer(200, stream))
        result = run_pydock(["pull", "busybox"], engine=engine, environ=environ, terminal=True)
    assert "\nreal\\x0dforged\r" in result.stdout
    assert "c\\x0dd: a\\x0db" in result.stdout


def assert_escaped(data: bytes) -> None:
    """Asserts that the output is UTF-8 without control characters other than PyDock's own, line ends and tabs."""
    text = OWN.sub(b"", data).decode()
    assert [character for character in text if not character.isprintable() and character not in "\r\n\t"] == []
