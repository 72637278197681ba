from __future__ import annotations

import time
from typing import Any

import pytest

from pydock_core.errors import TemplateError
from pydock_core.output.template import compile
from pydock_core.output.template.typed import typed
from tests.unit.output.goldens import golden


def _as_go_numbers(value: Any) -> Any:
    """Returns JSON of any type as Go decodes it: every number is a float64, and maps have an order."""
    if isinstance(value, dict):
        return {key: _as_go_numbers(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_as_go_numbers(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _outcome(text: str, data: Any) -> str:
    """Returns the output or, if there is none, the error, as docker prints them."""
    try:
        return compile(text).execute(data) + "\n"
    except TemplateError as error:
        return f"template parsing error: {error.message}\n"


def _cases(name: str) -> list[Any]:
    recorded = golden(name)
    volume = dict(recorded["volume"], Status=_as_go_numbers(recorded["volume"]["Status"]))
    data = typed(volume, "volume.Volume")
    return [pytest.param(data, *case, id=case[0][:60]) for case in recorded["cases"]]


@pytest.mark.parametrize(("data", "text", "stdout", "stderr", "status"), _cases("templates.json"))
def test_template_output_equals_dockers(data: Any, text: str, stdout: str, stderr: str, status: int) -> None:
    assert _outcome(text, data) == (stderr if status else stdout)


@pytest.mark.parametrize(("data", "text", "stdout", "stderr", "status"), _cases("printf.json"))
def test_printf_equals_gos(data: Any, text: str, stdout: str, stderr: str, status: int) -> None:
    assert _outcome(text, data) == (stderr if status else stdout)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{.a.b}}", 'template: :1:4: executing "" at <.a.b>: map has no entry for key "a"'),
        ("{{(.a).b}}", 'template: :1:3: executing "" at <.a>: map has no entry for key "a"'),
        ("{{.n.b}}", 'template: :1:4: executing "" at <.n.b>: nil pointer evaluating interface {}.b'),
        ("{{.s.b}}", 'template: :1:4: executing "" at <.s.b>: can\'t evaluate field b in type interface {}'),
        ("{{.s 1}}", 'template: :1:2: executing "" at <.s>: s is not a method but has arguments'),
    ],
)
def test_template_missing_key_can_fail(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile(text).execute({"n": None, "s": "x"}, missing_key_fails=True)
    assert caught.value.message == message


def test_template_infinite_recursion_is_an_error() -> None:
    with pytest.raises(TemplateError, match="exceeded maximum template depth"):
        compile('{{define "a"}}{{template "a"}}{{end}}{{template "a"}}').execute({})


def test_template_too_deep_parentheses_are_an_error() -> None:
    with pytest.raises(TemplateError, match="max expression depth exceeded"):
        compile("{{" + "(" * 20000 + "1" + ")" * 20000 + "}}")


def test_template_loop_over_huge_number_ends_at_break() -> None:
    assert compile("{{range $i := 1000000000000}}{{if eq $i 3}}{{break}}{{end}}{{$i}}{{end}}").execute({}) == "012"


def test_template_run_keeps_text_before_error() -> None:
    parts: list[str] = []
    with pytest.raises(TemplateError):
        compile("a{{.x}}{{len 1}}").run({"x": "b"}, parts.append)
    assert parts == ["a", "b"]


@pytest.mark.slow  # on a busy machine it takes longer
def test_template_renders_ten_thousand_rows_in_less_than_a_second() -> None:
    template = compile('{{.ID}}\t{{if eq .State "running"}}{{upper .Name}}{{else}}-{{end}}\t{{json .Labels}}')
    rows = [{"ID": "1", "State": "running", "Name": "web", "Labels": {"a": "b"}}] * 10_000
    begin = time.monotonic()
    assert "".join(map(template.execute, rows)).count("WEB") == 10_000
    assert time.monotonic() - begin < 1
