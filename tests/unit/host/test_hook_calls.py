from __future__ import annotations

import signal
import subprocess
import sys
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.errors import ExitStatus, PluginError, PyDockError
from pydock_core.host import Hooks
from pydock_core.session import PluginOptions

if TYPE_CHECKING:
    from tests.unit.host.installed import FakeSession, Installed

HEAD = "from pydock_core.plugin_api import ExitStatus, PyDockError, hookimpl\n"


def request(path: str = "/_ping") -> Request:
    return Request("GET", path)


def response() -> Response:
    return Response(200, "engine's", {}, BytesBody())


def test_deciding_hook_failure_stops_the_command(installed: Installed, session: FakeSession) -> None:
    installed.plugin(
        "bad", HEAD + "@hookimpl\ndef pydock_create_container(request):\n    request['x'] / 0\n", version="1.2"
    )
    with pytest.raises(PluginError) as caught:
        installed.hooks(session).call_all("pydock_create_container", session=session, request={"x": 1})
    assert caught.value.message == (
        f"plugin bad (dist-bad 1.2) failed in pydock_create_container, {installed.folder}/plugin_bad.py:4: "
        "ZeroDivisionError: division by zero\n"
        'The container was not created. To go on without it: --no-plugin bad, or the setting plugins.blocked = ["bad"].'
    )
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert session.stderr.text == ""


def test_other_hook_failure_is_reported_once(installed: Installed, session: FakeSession) -> None:
    installed.plugin("bad", HEAD + "@hookimpl\ndef pydock_event(event): raise OSError('no\\x1b[1m')\n")
    installed.plugin("good", HEAD + "@hookimpl\ndef pydock_event(event): return event\n")
    hooks = installed.hooks(session)
    for _ in range(3):
        assert hooks.call_all("pydock_event", session=session, event="started") == ["started"]
    assert session.stderr.text.count("plugin bad (dist-bad 1.0) failed in pydock_event") == 1
    assert "OSError: no?[1m\nThe plugin missed an event." in session.stderr.text


@pytest.mark.parametrize(
    "what", ["sys.exit(3)", "raise KeyboardInterrupt", "raise BaseException", "raise GeneratorExit"]
)
def test_any_exception_is_a_plugin_failure(installed: Installed, session: FakeSession, what: str) -> None:
    installed.plugin("bad", HEAD + f"import sys\n@hookimpl\ndef pydock_pull_policy(reference):\n    {what}\n")
    with pytest.raises(PluginError, match="plugin bad"):
        installed.hooks(session).call_first("pydock_pull_policy", session=session, reference="x")


def test_real_ctrl_c_passes_through_the_guard(installed: Installed, session: FakeSession) -> None:
    installed.plugin("any", HEAD + "@hookimpl\ndef pydock_event(event): raise KeyboardInterrupt\n")
    session.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        installed.hooks(session).call_all("pydock_event", session=session, event="started")


@pytest.mark.parametrize(("hook", "argument"), [("pydock_event", "event"), ("pydock_pull_policy", "reference")])
def test_ctrl_c_during_implementation_is_no_plugin_failure(
    installed: Installed, session: FakeSession, hook: str, argument: str
) -> None:
    pressed = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)\n"
    installed.plugin("any", HEAD + f"@hookimpl\ndef {hook}():\n{indent(pressed, '    ')}")
    before = signal.getsignal(signal.SIGINT)
    hooks = installed.hooks(session)
    with pytest.raises(KeyboardInterrupt):
        hooks.call_all(hook, session=session, **{argument: "x"})
    assert session.stderr.text == ""
    hooks.close()
    assert signal.getsignal(signal.SIGINT) is before


def test_refusal_passes_through_the_guard_unchanged(installed: Installed, session: FakeSession) -> None:
    refusing = "@hookimpl\ndef pydock_create_container(): raise PyDockError('not here', exit_code=9)\n"
    installed.plugin("policy", HEAD + refusing)
    with pytest.raises(PyDockError) as caught:
        installed.hooks(session).call_all("pydock_create_container", session=session, request={})
    assert (type(caught.value), caught.value.message, caught.value.exit_code) == (PyDockError, "not here", 9)


def test_import_failure_at_run_time_stops_only_deciding_hooks(installed: Installed, session: FakeSession) -> None:
    file = installed.plugin(
        "later",
        HEAD + "@hookimpl\ndef pydock_event(): ...\n@hookimpl\ndef pydock_pull_policy(): ...\n",
    )
    hooks = installed.hooks(session)
    file.write_text("1 / 0")
    del sys.modules["plugin_later"]
    assert hooks.call_all("pydock_event", session=session, event="x") == []
    assert "ZeroDivisionError" in session.stderr.text
    with pytest.raises(PluginError, match="pydock_pull_policy"):
        hooks.call_first("pydock_pull_policy", session=session, reference="x")


WRAPPERS = {
    "fails before its yield": ("1 / 0\n    yield", PluginError, "The request was not sent."),
    "never yields": ("if request: return 1\n    yield", PluginError, "it did not yield"),
    "leaves before its yield": ("raise SystemExit(3)\n    yield", PluginError, "sys.exit"),
    "fails after its yield": ("yield\n    1 / 0", None, "What had happened by then stands."),
    "yields twice": ("r = yield\n    yield\n    return r", None, "it yielded twice"),
    "leaves after its yield": ("yield\n    raise SystemExit(3)", None, "sys.exit"),
    "clings to its second yield": (
        "yield\n    try: yield\n    except GeneratorExit: raise ValueError('clinging')",
        None,
        "ValueError: clinging",
    ),
}


@pytest.mark.parametrize("kind", ["wrapper", "hookwrapper"])
@pytest.mark.parametrize("case", WRAPPERS)
def test_wrapper_failure_stops_the_call_only_before_its_yield(
    installed: Installed, session: FakeSession, case: str, kind: str
) -> None:
    body, raised, words = WRAPPERS[case]
    installed.plugin("bad", HEAD + f"@hookimpl({kind}=True)\ndef pydock_send(request):\n    {body}\n")
    hooks = installed.hooks(session)
    sent: list[str] = []

    answer = response()

    def inner() -> Response:
        sent.append("sent")
        return answer

    if raised is not None:
        with pytest.raises(raised, match=words):
            hooks.wrap("pydock_send", inner, session=session, request=request())
        assert sent == []
    else:
        assert hooks.wrap("pydock_send", inner, session=session, request=request()) is answer
        assert sent == ["sent"]
        assert words in session.stderr.text


@pytest.mark.parametrize("error", [ExitStatus(3), ConnectionResetError("gone"), KeyboardInterrupt()])
@pytest.mark.parametrize("kind", ["wrapper", "hookwrapper"])
def test_exception_of_wrapped_function_passes_wrappers_unchanged(
    installed: Installed, session: FakeSession, error: BaseException, kind: str
) -> None:
    installed.plugin("audit", HEAD + f"@hookimpl({kind}=True)\ndef pydock_run_command():\n    return (yield)\n")
    cause = error.__cause__ = ValueError("why")

    def inner() -> int:
        raise error

    with pytest.raises(type(error)) as caught:
        installed.hooks(session).wrap("pydock_run_command", inner, session=session, command=None, options=None)
    assert caught.value is error
    assert caught.value.__cause__ is cause
    assert session.stderr.text == ""


def test_wrapper_failure_keeps_exception_of_wrapped_function(installed: Installed, session: FakeSession) -> None:
    body = "try:\n        yield\n    finally:\n        1 / 0"
    installed.plugin("bad", HEAD + f"@hookimpl(wrapper=True)\ndef pydock_run_command():\n    {body}\n")

    def inner() -> int:
        raise ExitStatus(5)

    with pytest.raises(ExitStatus):
        installed.hooks(session).wrap("pydock_run_command", inner, session=session, command=None, options=None)
    assert "ZeroDivisionError" in session.stderr.text


@pytest.mark.parametrize("kind", ["wrapper", "hookwrapper"])
def test_wrapper_refusal_after_yield_is_raised(installed: Installed, session: FakeSession, kind: str) -> None:
    body = "yield\n    raise PyDockError('too late')"
    installed.plugin("late", HEAD + f"@hookimpl({kind}=True)\ndef pydock_run_command():\n    {body}\n")
    with pytest.raises(PyDockError, match="too late"):
        installed.hooks(session).wrap("pydock_run_command", lambda: 0, session=session, command=None, options=None)


def test_wrapper_replaces_result_and_exception(installed: Installed, session: FakeSession) -> None:
    body = "try:\n        return (yield) + 1\n    except ValueError:\n        return 100"
    installed.plugin("more", HEAD + f"@hookimpl(wrapper=True)\ndef pydock_run_command():\n    {body}\n")
    hooks = installed.hooks(session)
    arguments: dict[str, Any] = {"session": session, "command": None, "options": None}
    assert hooks.wrap("pydock_run_command", lambda: 1, **arguments) == 2
    assert hooks.wrap("pydock_run_command", lambda: int("x"), **arguments) == 100


def test_implementation_with_result_replaces_wrapped_function(installed: Installed, session: FakeSession) -> None:
    body = "return Response(200, 'kept', {}, BytesBody(b'')) if request.path == '/kept' else None"
    imports = "from pydock_core.engine.messages import BytesBody, Response\n"
    installed.plugin("replay", HEAD + imports + f"@hookimpl(trylast=True)\ndef pydock_send(request): {body}\n")
    hooks = installed.hooks(session)
    assert hooks.wrap("pydock_send", response, session=session, request=request("/kept")).reason == "kept"
    assert hooks.wrap("pydock_send", response, session=session, request=request("/other")).reason == "engine's"


def test_wrapped_calls_can_be_nested(installed: Installed, session: FakeSession) -> None:
    body = "answer = yield\n    answer.headers[request.path] = 'seen'\n    return answer"
    installed.plugin("audit", HEAD + f"@hookimpl(wrapper=True)\ndef pydock_send(request):\n    {body}\n")
    hooks = installed.hooks(session)

    def outer() -> Response:
        return hooks.wrap("pydock_send", response, session=session, request=request("/inner"))

    answer = hooks.wrap("pydock_send", outer, session=session, request=request("/outer"))
    assert list(answer.headers) == ["/inner", "/outer"]


def test_call_order_is_third_parties_by_name_then_builtins(installed: Installed, session: FakeSession) -> None:
    def source(name: str, options: str = "") -> str:
        return HEAD + f"@hookimpl({options})\ndef pydock_event(event): return {name!r}\n"

    installed.plugin("ccc", source("first", "tryfirst=True"))
    installed.plugin("bbb", source("bbb"))
    installed.plugin("aaa", source("aaa"))
    installed.plugin("000", source("last", "trylast=True"))
    installed.plugin("builtin", source("builtin"), distribution="pydock-cli", version="0.1.0")
    hooks = installed.hooks(session)
    order = hooks.call_all("pydock_event", session=session, event="x")
    assert order == ["first", "aaa", "bbb", "builtin", "last"]
    assert hooks.call_first("pydock_event", session=session, event="x") == order  # the hook's kind decides


def test_call_first_returns_first_result_other_than_none(installed: Installed, session: FakeSession) -> None:
    installed.plugin("aaa", HEAD + "@hookimpl\ndef pydock_pull_policy(): return None\n")
    installed.plugin("bbb", HEAD + "@hookimpl\ndef pydock_pull_policy(): return 'never'\n")
    installed.plugin("ccc", HEAD + "@hookimpl\ndef pydock_pull_policy(): return 'always'\n")
    assert installed.hooks(session).call_first("pydock_pull_policy", session=session, reference="x") == "never"


@pytest.mark.parametrize(
    "marker",
    ["from pydock_core.plugin_api import hookimpl", "import pluggy; hookimpl = pluggy.HookimplMarker('pydock')"],
)
def test_hookimpl_markers_of_pydock_and_pluggy_are_equal(
    installed: Installed, session: FakeSession, marker: str
) -> None:
    installed.plugin(
        "any",
        f"""
        {marker}
        @hookimpl(specname="pydock_event", tryfirst=True)
        def on_event(event): return "module " + event
        """,
    )
    hooks = installed.hooks(session)
    assert hooks.call_all("pydock_event", session=session, event="x") == ["module x"]


def test_plugin_can_be_an_object(installed: Installed, session: FakeSession) -> None:
    installed.plugin(
        "any",
        """
        from pydock_core.plugin_api import hookimpl
        class Plugin:
            count = 0
            @property
            def trap(self): raise RuntimeError("a property was run")
            @hookimpl
            def pydock_event(self, event):
                self.count += 1
                return self.count
            @staticmethod
            @hookimpl(specname="pydock_event")
            def static(event): return event
        plugin = Plugin()
        """,
        value="plugin_any:plugin",
    )
    hooks = installed.hooks(session)
    assert hooks.index.diagnostics() == []
    assert sorted(map(str, hooks.call_all("pydock_event", session=session, event="x"))) == ["1", "x"]


def test_unimplemented_hook_does_not_import_pluggy(installed: Installed) -> None:
    installed.index()
    program = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from pydock_core.host import Hooks, load_index\n"
        "from tests.unit.host.installed import FakeSession\n"
        f"hooks = Hooks(load_index({installed.environ!r}), FakeSession())\n"
        "assert hooks.call_all('pydock_event', session=None, event=1) == []\n"
        "assert hooks.call_first('pydock_pull_policy', session=None, reference='x') is None\n"
        "assert hooks.wrap('pydock_send', lambda: 5, session=None, request='x') == 5\n"
        "print('pluggy' in sys.modules)\n"
    )
    output = ""
    for _ in range(2):  # the first one may have to build the index again
        output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output == "False\n"


def test_blocked_plugin_is_not_called(installed: Installed, session: FakeSession) -> None:
    installed.plugin("any", HEAD + "@hookimpl\ndef pydock_event(event): return 1\n")
    hooks = Hooks(installed.index(no_plugin=("any",)), session)  # type: ignore[arg-type]  # a fake one
    assert not hooks.implemented("pydock_event")
    assert hooks.call_all("pydock_event", session=session, event="x") == []


BUDGET = """
@hookimpl
def pydock_flags():
    return [flags.integer("budget", commands=("run",)), flags.strings("dry-run", commands=("run",))]
@hookimpl(flag="budget")
def pydock_pull_policy(): return "never"
class Plugin:
    @hookimpl(specname="pydock_event", flag="budget")
    def for_budget(self, event): return "budget " + event
    @hookimpl(specname="pydock_event", flag="dry_run")
    def for_dry_run(self, event): return "dry-run " + event
    pydock_flags = staticmethod(pydock_flags)
    pydock_pull_policy = staticmethod(pydock_pull_policy)
plugin = Plugin()
"""


@pytest.fixture
def budget(installed: Installed) -> Installed:
    """A plugin all of whose implementations are for flags of its own."""
    installed.plugin(
        "budget", HEAD + "from pydock_core.plugin_api import flags\n" + BUDGET, value="plugin_budget:plugin"
    )
    return installed


@pytest.mark.parametrize("values", [{}, {"budget": None}, {"budget": False}, {"budget": []}, {"other": 1}])
def test_implementation_for_a_flag_is_not_called_without_it(
    budget: Installed, session: FakeSession, values: dict[str, Any]
) -> None:
    session.plugin_options = PluginOptions(values)
    hooks = budget.hooks(session)
    del sys.modules["plugin_budget"]
    assert not hooks.implemented("pydock_pull_policy")
    assert hooks.call_first("pydock_pull_policy", session=session, reference="x") is None
    assert hooks.call_all("pydock_event", session=session, event="x") == []
    assert "plugin_budget" not in sys.modules


@pytest.mark.parametrize("value", [0, 3, "", True])
def test_implementation_for_a_flag_is_called_for_any_value(
    budget: Installed, session: FakeSession, value: object
) -> None:
    session.plugin_options = PluginOptions({"budget": value})
    hooks = budget.hooks(session)
    assert hooks.implemented("pydock_pull_policy")
    assert hooks.call_first("pydock_pull_policy", session=session, reference="x") == "never"
    assert hooks.call_all("pydock_event", session=session, event="x") == ["budget x"]


def test_implementations_of_one_hook_have_separate_flags(budget: Installed, session: FakeSession) -> None:
    session.plugin_options = PluginOptions({"dry_run": ["x"]})
    assert budget.hooks(session).call_all("pydock_event", session=session, event="x") == ["dry-run x"]
    session.plugin_options = PluginOptions({"dry_run": ["x"], "budget": 1})
    assert len(budget.hooks(session).call_all("pydock_event", session=session, event="x")) == 2


def test_implementation_without_flag_is_always_called(installed: Installed, session: FakeSession) -> None:
    source = BUDGET.replace('specname="pydock_event", flag="dry_run"', 'specname="pydock_event"')
    installed.plugin(
        "budget", HEAD + "from pydock_core.plugin_api import flags\n" + source, value="plugin_budget:plugin"
    )
    assert installed.hooks(session).call_all("pydock_event", session=session, event="x") == ["dry-run x"]


def test_pluggy_marker_has_no_flag(installed: Installed, session: FakeSession) -> None:
    marker = "import pluggy; hookimpl = pluggy.HookimplMarker('pydock')\n"
    installed.plugin("any", marker + "@hookimpl\ndef pydock_event(event): return event\n")
    hooks = installed.hooks(session)
    assert hooks.index.file.hooks["pydock_event"] == {"dist-any:any": []}
    assert hooks.call_all("pydock_event", session=session, event="x") == ["x"]
