"""Every exchange of every command, its answer cut, refused or not what is due: told in a line, and no success."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase as fnmatch
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.commands import (
    ARCHIVE,
    CASES,
    ENDED,
    FRAMES,
    HIJACK,
    LIST,
    MADE,
    NOTHING,
    OBJECT,
    OPTIONAL,
    STREAM,
    Case,
    Exchange,
    exchanges,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import FakeEngine, Fault, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]

PAGE = b"<!DOCTYPE html>\n<html><body>\n<h1>Bad\x1b[31m gateway</h1>\n" + b"<p>line</p>\n" * 50 + b"</body></html>\n"
HTML = "text/html; charset=utf-8"

# Struck before or instead of any answer: wrong wherever they come.
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
    OPTIONAL: {},
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


def struck() -> Iterator[object]:
    for case, exchange in exchanges():
        for name, fault in {**ANYWHERE, **BY_RESPONSE_KIND[exchange.response_kind]}.items():
            yield pytest.param(case, exchange, fault, id=f"{case.line}: {exchange}: {name}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line)
def test_the_table_is_right_about_what_is_asked_and_printed(case: Case, stage: Stage, run: Run) -> None:
    engine = stage(case)
    result = run(case, engine)
    assert (result.status, "\n" in case.success_marker or case.success_marker in result.stdout) == (0, True)
    for exchange in case.exchanges:
        alike = [one for one in result.requests if one.method == exchange.method and fnmatch(one.path, exchange.path)]
        assert len(alike) > exchange.after, f"{exchange} is not asked"


@pytest.mark.parametrize(("case", "exchange", "fault"), list(struck()))
def test_it_is_told_and_is_no_success(
    case: Case, exchange: Exchange, fault: Callable[[], Fault], stage: Stage, run: Run
) -> None:
    engine = stage(case)
    made = fault()
    engine.fault(exchange.method, exchange.path, made, after=exchange.after)
    result = run(case, engine)
    if exchange.response_kind != OPTIONAL:
        assert_told(case, exchange.broken if made.cut or made.refuse else exchange.status, result)
    elif result.status != 0:
        assert_told(case, case.exchanges[1].status, result)


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("case", [case for case in CASES if len(case.exchanges) > 1], ids=lambda case: case.line)
def test_a_refused_connection_is_told(case: Case, after: int, stage: Stage, run: Run) -> None:
    engine = stage(case)
    engine.fault("*", "*", faults.refuse(), after=after)
    result = run(case, engine)
    assert_told(case, case.exchanges[1].status, result)
    if case.words[0] != "login":
        assert "Cannot connect to the Docker daemon at unix:///var/run/docker.sock" in result.stderr


def assert_told(case: Case, status: int, result: Result, *, may_show_all: bool = False) -> None:
    assert result.status == status, result
    assert result.stderr.strip(), result
    assert not case.success_marker or case.success_marker not in result.stdout or may_show_all, result
    assert "Traceback" not in result.stderr, result
    assert "internal error" not in result.stderr, result
    assert "<" not in result.stderr, result
    assert not case.makes or not os.path.lexists(case.makes), result
    lines = result.stderr.rstrip("\n").split("\n")
    assert case.lines is None or len(lines) <= case.lines, result
    assert all(len(line) < 400 for line in lines), result
