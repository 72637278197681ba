from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.declarations.commands import Command
from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.errors import PluginError
from pydock_core.host import hookspecs
from pydock_core.host.guard import request_problem, result_problem

if TYPE_CHECKING:
    from tests.unit.host.installed import FakeSession, Installed

RESPONSE = Response(200, "OK", {}, BytesBody())
LONG = "x" * 100


@pytest.mark.parametrize(
    ("hook", "result", "words"),
    [
        ("pydock_run_command", "0", "it returned str '0', not an exit status from 0 to 255"),
        ("pydock_run_command", 256, "it returned int 256, not an exit status from 0 to 255"),
        ("pydock_run_command", -1, "it returned int -1, not an exit status from 0 to 255"),
        ("pydock_run_command", True, "it returned bool True, not an exit status from 0 to 255"),
        ("pydock_pull_policy", LONG, f'it returned str \'xx{LONG[:50]}..., not "always", "missing" or "never"'),
        ("pydock_pull_policy", [], 'it returned list, not "always", "missing" or "never"'),
        ("pydock_send", {}, "it returned dict, not a Response"),
        ("pydock_transport", 5, "it returned int 5, not a function that sends a Request"),
        ("pydock_resolve_command", ("x",), "it returned tuple, not a Command with texts as names and module"),
        ("pydock_run_command", 255, ""),
        ("pydock_pull_policy", "never", ""),
        ("pydock_send", RESPONSE, ""),
        ("pydock_transport", len, ""),
        ("pydock_resolve_command", Command(("x",), "m"), ""),
        ("pydock_event", object(), ""),
    ],
)
def test_result_problem_describes_wrong_type(hook: str, result: Any, words: str) -> None:
    assert result_problem(hook, result) == words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("method", None, "it left NoneType as the request's method, not a word"),
        ("method", "GET /", "it left str 'GET /' as the request's method, not a word"),
        ("path", "containers", "it left str 'containers' as the request's path, not a path"),
        ("query", {"all": "1"}, "it left dict as the request's query, not pairs of texts"),
        ("query", [("all", 1)], "it left list as the request's query, not pairs of texts"),
        ("headers", {"X": 1}, "it left dict as the request's headers, not texts by name"),
        ("body", "text", "it left str 'text' as the request's body, not bytes"),
        ("body", {"a": 1}, "it left dict as the request's body, not bytes"),
        ("body", b"bytes", ""),
        ("body", iter([b"bytes"]), ""),
        ("headers", {"X": "1"}, ""),
        ("query", [("all", "1")], ""),
    ],
)
def test_request_problem_describes_invalid_request(field: str, value: Any, words: str) -> None:
    request = Request("GET", "/_ping")
    setattr(request, field, value)
    assert request_problem("pydock_send", request) == words


class Create:
    def __init__(self, **fields: Any) -> None:
        self.name = self.platform = None
        self.body: Any = {"Image": "busybox", "HostConfig": {}}
        vars(self).update(fields)


CYCLE: dict[str, Any] = {"Image": "busybox"}
CYCLE["Labels"] = CYCLE


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, ""),
        ({"name": "web", "platform": "linux/arm64"}, ""),
        ({"name": 5}, "name"),
        ({"platform": b"linux"}, "platform"),
        ({"body": None}, "body"),
        ({"body": {}}, "body"),
        ({"body": {"Image": None}}, "body"),
        ({"body": {"Image": "x", "HostConfig": []}}, "body"),
        ({"body": {"Image": "x", "Labels": {"a": object()}}}, "body"),
        ({"body": CYCLE}, "body"),
    ],
)
def test_request_problem_names_invalid_create_field(fields: dict[str, Any], field: str) -> None:
    words = request_problem("pydock_create_container", Create(**fields))
    assert words.partition(" as the request's ")[2].partition(",")[0] == field


HEAD = "from pydock_core.plugin_api import hookimpl\n"


def test_request_argument_is_checked_at_any_position(installed: Installed, session: FakeSession) -> None:
    installed.plugin("bad", HEAD + "@hookimpl\ndef pydock_create_container(request, session): request.body = 5\n")
    with pytest.raises(PluginError, match=r"plugin_bad.py:2: it left int 5 as the request's body"):
        installed.hooks(session).call_all("pydock_create_container", session=session, request=Create())


@pytest.mark.parametrize("kind", ["wrapper", "hookwrapper"])
@pytest.mark.parametrize("hook", ["pydock_run_command", "pydock_send"])
def test_wrong_wrapper_result_is_reported_and_dropped(
    installed: Installed, session: FakeSession, hook: str, kind: str
) -> None:
    body = "return 'x'" if kind == "wrapper" else "result.force_result('x')"
    installed.plugin("bad", HEAD + f"@hookimpl({kind}=True)\ndef {hook}():\n    result = yield\n    {body}\n")
    arguments: dict[str, Any] = {"request": Request("GET", "/")} if hook == "pydock_send" else {}
    arguments |= {} if hook == "pydock_send" else {"command": None, "options": None}
    expected: Any = RESPONSE if hook == "pydock_send" else 3
    assert installed.hooks(session).wrap(hook, lambda: expected, session=session, **arguments) is expected
    assert "it returned str 'x', not " in session.stderr.text
    assert "What had happened by then stands." in session.stderr.text


@pytest.mark.parametrize(
    ("status", "body", "left"),
    [(3, "yield", 3), (0, "yield", None), (None, "yield", None), (3, "yield\n    return 0", 0)],
)
def test_wrapper_without_return_keeps_the_status(
    installed: Installed, session: FakeSession, status: int | None, body: str, left: int | None
) -> None:
    installed.plugin("any", HEAD + f"@hookimpl(wrapper=True)\ndef pydock_run_command():\n    {body}\n")
    hooks = installed.hooks(session)
    assert hooks.wrap("pydock_run_command", lambda: status, session=session, command=None, options=None) == left
    assert ("it returned None" in session.stderr.text) == (left == 3)


def test_wrapper_that_catches_an_exception_must_return_a_result(installed: Installed, session: FakeSession) -> None:
    body = "try: yield\n    except ValueError: pass"
    installed.plugin("any", HEAD + f"@hookimpl(wrapper=True)\ndef pydock_run_command():\n    {body}\n")

    def fails() -> int:
        raise ValueError("of the command")

    with pytest.raises(ValueError, match="of the command"):
        installed.hooks(session).wrap("pydock_run_command", fails, session=session, command=None, options=None)
    assert "it returned None; a wrapper ends with `return (yield)`" in session.stderr.text


def test_deprecated_hook_is_reported_at_index_build(
    installed: Installed, session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    deprecated = hookspecs.Hook("all", "The plugin missed an event.", deprecated="use pydock_send in place of it")
    monkeypatch.setitem(hookspecs.HOOKS, "pydock_event", deprecated)
    installed.plugin("any", HEAD + "@hookimpl\ndef pydock_event(event): return event\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hooks = installed.hooks(session)
        assert hooks.call_all("pydock_event", session=session, event=5) == [5]
    (error,) = hooks.index.diagnostics()
    assert "use pydock_send in place of it" in error.reason
    assert not error.left_out
