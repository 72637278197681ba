"""A truncated, refused or wrong response to each request of each command is reported, with a nonzero exit status.

A command completes without an answer to the ping, or to the request for a file's status: after most faults of these its
outcome is the one without a fault.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase as fnmatch
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import (
    ARCHIVE,
    ENDED,
    FRAMES,
    HIJACK,
    LIST,
    MADE,
    NOTHING,
    OBJECT,
    OPTIONAL,
    PING,
    STAT,
    STREAM,
    Case,
    Exchange,
)
from tests.fault_injection.commands import CASES, exchanges
from tests.fault_injection.outcome import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import FakeEngine, Fault, Result
    from tests.fault_injection.engines import Engine
    from tests.fault_injection.outcome import Outcome

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], Engine]
    Usual = Callable[[Case], Outcome]

PAGE = b"<!DOCTYPE html>\n<html><body>\n<h1>Bad\x1b[31m gateway</h1>\n" + b"<p>line</p>\n" * 50 + b"</body></html>\n"
HTML = "text/html; charset=utf-8"

# Faults before or in place of a response, wrong for each kind.
ANYWHERE: dict[str, Callable[[], Fault]] = {
    "cut before the headers": faults.cut,
    "connection refused": faults.refuse,
    "500 with a page": lambda: faults.answer(500, PAGE, content_type=HTML),
    "502 with a page of no type": lambda: faults.answer(502, PAGE, content_type=None),
    "500 with a message": lambda: faults.message("driver failed"),
    "500 with escape codes": lambda: faults.message(b"\\u001b[2Jgone\xff"),
    "500 with nothing": lambda: faults.answer(500, b""),
    "500 with half a message": lambda: faults.answer(500, b'{"message":"dri'),
    "500 with a list": lambda: faults.answer(500, b"[]"),
    "500 with a number for a message": lambda: faults.answer(500, b'{"message":5}'),
    "302": lambda: faults.answer(302, b""),
    "200 with a page": lambda: faults.answer(200, PAGE, content_type=HTML),
}
NOT_A_BODY: dict[str, Callable[[], Fault]] = {
    "204": lambda: faults.answer(204),
    "304": lambda: faults.answer(304),
}
NOT_JSON: dict[str, Callable[[], Fault]] = {
    "no body": lambda: faults.answer(200, b""),
    "no JSON": lambda: faults.answer(200, b"hello\n"),
    "half of JSON": lambda: faults.answer(200, b'[{"Id":"a'),
    "two JSON texts": lambda: faults.answer(200, b"{}[]"),
    "a number": lambda: faults.answer(200, b"5"),
    "a text": lambda: faults.answer(200, b'"x"'),
    "deep JSON": lambda: faults.answer(200, b"[" * 100_000),
    "a control character": lambda: faults.answer(200, b'{"Id":"\x1b[2J"}'),
}
CUT_BODY: dict[str, Callable[[], Fault]] = {
    "cut at the body": lambda: faults.cut(after_bytes=0),
    "cut in the body": lambda: faults.cut(after_bytes=1),
}
BY_RESPONSE_KIND: dict[int, dict[str, Callable[[], Fault]]] = {
    PING: {},
    STAT: {},
    NOTHING: {},
    OBJECT: {
        **NOT_A_BODY,
        **NOT_JSON,
        **CUT_BODY,
        "null": lambda: faults.answer(200, b"null"),
        "a list": lambda: faults.answer(200, b"[]"),
    },
    LIST: {
        **NOT_A_BODY,
        **NOT_JSON,
        **CUT_BODY,
        "an object": lambda: faults.answer(200, b"{}"),
        "a list of texts": lambda: faults.answer(200, b'["x"]'),
        "a list of null": lambda: faults.answer(200, b"[null]"),
    },
    STREAM: {
        **NOT_A_BODY,
        **CUT_BODY,
        **{name: fault for name, fault in NOT_JSON.items() if name != "two JSON texts"},
        "null": lambda: faults.answer(200, b"null\n"),
        "a list": lambda: faults.answer(200, b'{"status":"x"}\n[]\n'),
        "an error": lambda: faults.answer(200, b'{"errorDetail":{"message":"no space left"},"error":"x"}\n'),
        "an error without words": lambda: faults.answer(200, b'{"errorDetail":{},"error":""}\n'),
        "an error of no object": lambda: faults.answer(200, b'{"errorDetail":5}\n'),
        "an old error": lambda: faults.answer(200, b'{"error":"no space left"}\n'),
    },
    FRAMES: {
        **NOT_A_BODY,
        "cut in a frame": lambda: faults.cut(after_bytes=10),
        "a frame that is cut": lambda: faults.insert(faults.CUT_FRAME),
        "an unknown stream": lambda: faults.insert(faults.UNKNOWN_STREAM),
        "a frame of 4 GiB": lambda: faults.insert(faults.OVERSIZED_FRAME),
        "JSON": lambda: faults.answer(200, b'{"message":"oops"}'),
    },
    HIJACK: {
        **NOT_A_BODY,
        "a frame that is cut": lambda: faults.insert(faults.CUT_FRAME, cut=True),
        "an unknown stream": lambda: faults.insert(faults.UNKNOWN_STREAM, cut=True),
        "a frame of 4 GiB": lambda: faults.insert(faults.OVERSIZED_FRAME, cut=True),
        "an error of the engine's": lambda: faults.insert(b"\x03\0\0\0\0\0\0\x04gone", cut=True),
    },
}
BY_RESPONSE_KIND[ARCHIVE] = {
    **NOT_A_BODY,
    **CUT_BODY,
    "no body": lambda: faults.answer(200, b""),
    "no archive": lambda: faults.answer(200, b"hello\n"),
    "an error at its end": lambda: faults.answer(200, bytes(1024) + b'{"errorDetail":{"message":"no space left"}}'),
}
BY_RESPONSE_KIND[MADE] = {
    **BY_RESPONSE_KIND[OBJECT],
    "an object without an Id": lambda: faults.answer(201, b"{}"),
    "an empty Id": lambda: faults.answer(201, b'{"Id":""}'),
    "null for an Id": lambda: faults.answer(201, b'{"Id":null,"Warnings":null}'),
    "a number for an Id": lambda: faults.answer(201, b'{"Id":5}'),
}
BY_RESPONSE_KIND[ENDED] = {
    **BY_RESPONSE_KIND[OBJECT],
    "an object without a StatusCode": lambda: faults.answer(200, b"{}"),
    "a text for a StatusCode": lambda: faults.answer(200, b'{"StatusCode":"0"}'),
    "true for a StatusCode": lambda: faults.answer(200, b'{"StatusCode":true}'),
    "a StatusCode beyond numbers": lambda: faults.answer(200, b'{"StatusCode":1' + b"0" * 30 + b"}"),
}


# Faults that leave the client without the engine's API version: a HEAD without a connection is not repeated as a GET.
NO_VERSION = ("cut before the headers", "connection refused")
OLDEST_VERSION = "200 with a page"  # an answer without the header Api-Version, as of an engine of API version 1.24
# A status line of an engine's own, though a failure, doesn't prevent the copy.
STAT_ERRORS = {
    "cut before the headers": "error during connect",
    "connection refused": "Cannot connect to the Docker daemon",
    "500 with a page": "500 Internal Server Error and an HTML page",
    "302": "the redirection 302 Found",
    "200 with a page": "200 OK and an HTML page",
}
# An engine that accepts an archive may answer nothing, which is a success (`test_load.py`).
ACCEPTED = {("load -i images.tar", "no body")}
HELP = next(case for case in CASES if case.line == "help run")
# Flags of `run` by what an engine needs: Windows, a version after 1.41 (the fake engine's), one after 1.24.
WINDOWS_FLAGS = {"--cpu-count", "--cpu-percent", "--io-maxbandwidth", "--io-maxiops"}
FLAGS_AFTER_1_41 = {"--annotation", "--health-start-interval"}
FLAGS_AFTER_1_24 = {
    *("--cgroupns", "--cpu-rt-period", "--cpu-rt-runtime", "--cpus", "--gpus", "--health-start-period", "--init"),
    *("--platform", "--stop-timeout"),
}


def faults_of(*, optional: bool) -> Iterator[object]:
    """Yields the parameters (case, exchange, name of the fault, fault)."""
    for case, exchange in exchanges():
        if (exchange.response_kind in OPTIONAL) == optional and case is not HELP:
            for name, fault in {**ANYWHERE, **BY_RESPONSE_KIND[exchange.response_kind]}.items():
                if (case.line, name) in ACCEPTED:
                    continue
                yield pytest.param(case, exchange, name, fault, id=f"{case.line}: {exchange}: {name}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line)
def test_case_without_fault_succeeds_with_the_listed_exchanges(case: Case, stage: Stage, run: Run) -> None:
    engine = stage(case)
    assert not case.is_successful(engine, "")
    result = run(case, engine)
    assert result.status == 0, result
    assert case.is_successful(engine, result.stdout), result
    for exchange in case.exchanges:
        alike = [one for one in result.requests if one.method == exchange.method and fnmatch(one.path, exchange.path)]
        assert len(alike) > exchange.after, f"no request {exchange}"


@pytest.mark.sampled(7)
@pytest.mark.parametrize(("case", "exchange", "name", "fault"), list(faults_of(optional=False)))
def test_fault_is_reported_with_nonzero_status(
    case: Case, exchange: Exchange, name: str, fault: Callable[[], Fault], stage: Stage, run: Run
) -> None:
    engine = stage(case)
    made = fault()
    engine.fault(exchange.method, exchange.path, made, after=exchange.after)
    result = run(case, engine)
    status = exchange.broken if made.cut or made.refuse else exchange.status
    # The frames after a header with a false length count as its content.
    may_show_all = exchange.late or name == "a frame of 4 GiB"
    assert_fault_is_reported(case, status, result, may_show_all=may_show_all)
    if case.effect is not None and made.before_answer:
        assert not case.effect(engine)


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("case", "exchange", "name", "fault"), list(faults_of(optional=True)))
def test_fault_of_an_optional_exchange_leaves_the_usual_outcome_or_is_reported(
    case: Case, exchange: Exchange, name: str, fault: Callable[[], Fault], stage: Stage, run: Run, usual: Usual
) -> None:
    expected = usual(case)
    engine = stage(case)
    engine.fault(exchange.method, exchange.path, fault(), after=exchange.after)
    result = run(case, engine)
    error = _error(case, exchange, name)
    if error:
        assert_fault_is_reported(case, case.exchanges[1].status, result)
        assert re.search(error, result.stderr), result
        assert case.effect is None or not case.effect(engine)
    else:
        assert case.is_successful(engine, result.stdout), result
        assert outcome_of(result) == _with_version(expected, case, name)


@pytest.mark.parametrize("name", ANYWHERE)
def test_help_page_without_ping_has_the_flags_of_the_assumed_version(
    name: str, stage: Stage, run: Run, usual: Usual
) -> None:
    engine = stage(HELP)
    engine.fault("HEAD", "/_ping", ANYWHERE[name]())
    outcome = outcome_of(run(HELP, engine))
    assert (outcome.status, outcome.stderr) == (0, "")
    flags, usual_flags = _flags(outcome), _flags(usual(HELP))
    if name in NO_VERSION:
        assert flags == usual_flags | FLAGS_AFTER_1_41 | WINDOWS_FLAGS
    elif name == OLDEST_VERSION:
        assert flags == (usual_flags | WINDOWS_FLAGS) - FLAGS_AFTER_1_24
    else:
        assert outcome == usual(HELP)


def _flags(outcome: Outcome) -> set[str]:
    """Returns the flags of a help page."""
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", outcome.stdout, re.MULTILINE))


def _error(case: Case, exchange: Exchange, name: str) -> str:
    """Returns a pattern of the error that the fault causes, "" if the command succeeds."""
    if exchange.response_kind == STAT:
        return STAT_ERRORS.get(name, "")
    if name in NO_VERSION:
        return case.without_version
    return case.with_oldest_version if name == OLDEST_VERSION else ""


def _with_version(outcome: Outcome, case: Case, name: str) -> Outcome:
    """Returns the outcome with the API version that the client uses after a fault of the ping."""
    if name != OLDEST_VERSION:
        return outcome
    return outcome._replace(stdout=outcome.stdout.replace("1.41 (downgraded", "1.24 (downgraded"))


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("case", [case for case in CASES if len(case.exchanges) > 1], ids=lambda case: case.line)
def test_refused_connection_is_reported(case: Case, after: int, stage: Stage, run: Run) -> None:
    engine = stage(case)
    engine.fault("*", "*", faults.refuse(), after=after)
    result = run(case, engine)
    assert_fault_is_reported(case, case.exchanges[1].status, result)
    if case.words[0] != "login":
        assert "Cannot connect to the Docker daemon at unix:///var/run/docker.sock" in result.stderr


def assert_fault_is_reported(case: Case, status: int, result: Result, *, may_show_all: bool = False) -> None:
    """Asserts the exit status and a short error message, and that the command shows no success.

    `may_show_all` allows the whole output: the fault has come after the last of it.
    """
    assert result.status == status, result
    assert result.stderr.strip(), result
    assert may_show_all or not case.shows_success(result.stdout), result
    assert "Traceback" not in result.stderr, result
    assert "internal error" not in result.stderr, result
    assert "<" not in result.stderr, result
    assert not case.makes or not os.path.lexists(case.makes), result
    lines = result.stderr.rstrip("\n").split("\n")
    assert case.lines is None or len(lines) <= case.lines, result
    assert all(len(line) < 400 for line in lines), result
