"""The guard around implementations of hooks: checks what they return, and reports their failures in one message.

A failure stops the command only in a hook that decides (`Hook.deciding`), before anything happened.
"""

# ruff: noqa: BLE001  a plugin may raise anything, SystemExit included

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

from pydock_core.declarations.commands import Command
from pydock_core.engine.messages import Response
from pydock_core.errors import InvalidValue, PluginError, PyDockError
from pydock_core.host import hookspecs
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.plugin_errors import WrongValue, failure_message
from pydock_core.host.plugin_transport import guard_transport, response_problem
from pydock_core.values.json_codec import dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from pydock_core.declarations.plugin_index import PluginRecord
    from pydock_core.session import Session

    Steps = Generator[None, Any, Any]  # a wrapper's generator
    Check = Callable[[tuple[Any, ...]], None]  # of the arguments after the call

LOST_AFTER_YIELD = "What had happened by then stands."
MUTABLE_ARGUMENTS = {"pydock_create_container": "request", "pydock_send": "request"}  # those a hook may change
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
LONGEST_VALUE = 60  # characters of a wrong value in a message


class Guard:
    """The guard of one plugin's implementations of one hook.

    `running` is the implementation that is running; None for a wrapper.
    """

    def __init__(self, session: Session, plugin: PluginRecord, hook: str) -> None:
        self._session = session
        self._plugin = plugin
        self.hook = hook
        self.running: Callable[..., Any] | None = None
        self._reported = False

    def guard_function(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function` inside the guard; returns None if it fails and the hook does not decide."""
        names, call = adapted(self.hook, function)
        check = self._argument_check(function, names)

        def guarded(*arguments: Any) -> Any:
            self.running = function
            try:
                result = call(*arguments)
                check(arguments)
                if result is not None and (problem := result_problem(self.hook, result)):
                    raise WrongValue(problem, function)
            except BaseException as error:
                self.handle_failure(error)
                return None
            finally:
                self.running = None
            return self._with_owner(result)

        return _with_names(guarded, names)

    def guard_wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A wrapper inside the guard: a generator that yields once and returns the result.

        The `yield` returns the result of the wrapped function or raises its exception.
        """
        names, call = adapted(self.hook, function)
        check = self._argument_check(function, names)

        def guarded(*arguments: Any) -> Steps:
            steps = self._run_to_yield(function, partial(call, *arguments), lambda: check(arguments))
            try:
                result = yield
            except BaseException as error:
                if steps is None:
                    raise
                try:
                    steps.throw(error)
                    self._report_second_yield(steps, function)
                except StopIteration as stop:
                    if self._is_usable(stop.value, error, function):
                        return self._with_owner(stop.value)
                except BaseException as raised:
                    if raised is not error:
                        self._report_after_yield(raised)
                raise
            if steps is None:
                return result
            returned = self._run_to_end(steps, result, result, function)
            return self._with_owner(returned) if self._is_usable(returned, result, function) else result

        return _with_names(guarded, names)

    def guard_old_wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A wrapper of pluggy's older kind inside the guard: its `yield` returns a `pluggy.Result` to change."""
        names, call = adapted(self.hook, function)
        check = self._argument_check(function, names)

        def guarded(*arguments: Any) -> Generator[None, Any, None]:
            steps = self._run_to_yield(function, partial(call, *arguments), lambda: check(arguments))
            outcome = yield
            if steps is None:
                return
            before = outcome.excinfo or outcome.get_result()
            try:
                self._run_to_end(steps, outcome, None, function)
            except PyDockError as error:
                outcome.force_exception(error)
                return
            if outcome.excinfo is None and not self._is_usable(outcome.get_result(), before, function):
                if isinstance(before, tuple):
                    outcome.force_exception(before[1])
                else:
                    outcome.force_result(before)

        return _with_names(guarded, names)

    def handle_failure(self, error: BaseException) -> None:
        """Raises `PluginError` if the hook decides; otherwise reports the failure on stderr."""
        self._raise_if_intended(error)
        message = failure_message(self._plugin, self.hook, error, HOOKS[self.hook].lost)
        if HOOKS[self.hook].deciding:
            raise PluginError(message) from error
        self._report(message)

    def report_timeout(self, problem: str) -> None:
        """Reports that the implementation that is running does not return."""
        error = WrongValue(problem, self.running)
        self._report(failure_message(self._plugin, self.hook, error, HOOKS[self.hook].lost))

    def _with_owner(self, result: Any) -> Any:
        """`result`; a resolved `Command` gets the plugin's identity, and a transport its guard."""
        if self.hook == "pydock_transport" and result is not None:
            return guard_transport(result, self._plugin)
        if isinstance(result, Command) and not result.plugin:
            result.plugin = self._plugin.identity
        return result

    def _argument_check(self, function: Callable[..., Any], names: list[str]) -> Check:
        """A check that raises `WrongValue` if the function changed its `request` argument into an invalid one."""
        mutable = MUTABLE_ARGUMENTS.get(self.hook)
        position = names.index(mutable) if mutable in names else -1

        def check(arguments: tuple[Any, ...]) -> None:
            problem = request_problem(self.hook, arguments[position]) if position >= 0 else ""
            if problem:
                raise WrongValue(problem, function)

        return check

    def _run_to_yield(
        self, function: Callable[..., Any], start: Callable[[], Steps], check: Callable[[], None]
    ) -> Steps | None:
        """The generator that `start` returns, at its `yield`; None if it failed and the hook does not decide."""
        try:
            steps = start()
            try:
                next(steps)
            except StopIteration:
                raise WrongValue("a wrapper must yield once; it did not yield", function) from None
            check()
        except BaseException as error:
            self.handle_failure(error)
            return None
        return steps

    def _run_to_end(self, steps: Steps, sent: Any, default: Any, function: Callable[..., Any]) -> Any:
        """The return value of the generator, resumed with `sent`; `default` if it fails or yields again."""
        try:
            steps.send(sent)
        except StopIteration as stop:
            return stop.value
        except BaseException as error:
            self._report_after_yield(error)
            return default
        self._report_second_yield(steps, function)
        return default

    def _is_usable(self, returned: Any, yielded: Any, function: Callable[..., Any]) -> bool:
        """Whether `returned` can replace the result or exception that the `yield` gave; reports it if not."""
        if returned is yielded:
            return True
        if returned is None:
            # None is the status 0 of a command: a missing `return` must not turn a status 3 or an error into success.
            forgotten = yielded is not None and yielded != 0
            problem = "it returned None; a wrapper ends with `return (yield)`" if forgotten else ""
        elif HOOKS[self.hook].kind == "all":
            problem = "" if isinstance(returned, list) else f"it returned {type(returned).__name__}, not a list"
        else:
            problem = result_problem(self.hook, returned)
        if problem:
            self._report_after_yield(WrongValue(problem, function))
        return not problem

    def _report_second_yield(self, steps: Steps, function: Callable[..., Any]) -> None:
        error: BaseException = WrongValue("a wrapper must yield once; it yielded twice", function)
        try:
            steps.close()
        except BaseException as raised:
            error = raised
        self._report_after_yield(error)

    def _report_after_yield(self, error: BaseException) -> None:
        """Reports a failure after the `yield`, when the wrapped function has run."""
        self._raise_if_intended(error)
        self._report(failure_message(self._plugin, self.hook, error, LOST_AFTER_YIELD))

    def _raise_if_intended(self, error: BaseException) -> None:
        """Raises `error` if it is a refusal (`PyDockError`) or a real Ctrl-C, which are no failures of the plugin."""
        if isinstance(error, PyDockError) or (isinstance(error, KeyboardInterrupt) and self._session.interrupted):
            raise error

    def _report(self, message: str) -> None:
        """Writes the first message of this guard to stderr."""
        if not self._reported:
            self._reported = True
            self._session.stderr.write(message + "\n")
            self._session.stderr.flush()


def adapted(hook: str, function: Callable[..., Any]) -> tuple[list[str], Callable[..., Any]]:
    """The arguments of `hook` that `function` names, and a function that takes these in this order.

    An argument with a default is passed, too: versions of pluggy differ in this.
    """
    known = inspect.signature(getattr(hookspecs, hook)).parameters
    parameters = inspect.signature(function).parameters.values()
    first = [item.name for item in parameters if item.kind in POSITIONAL and item.default is item.empty]
    named = [
        item.name
        for item in parameters
        if item.name in known and item.name not in first and item.kind is not item.POSITIONAL_ONLY
    ]
    if not named:
        return first, function

    def call(*arguments: Any) -> Any:
        return function(*arguments[: len(first)], **dict(zip(named, arguments[len(first) :], strict=True)))

    return [*first, *named], call


def _with_names(guarded: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    guarded.argument_names = names  # type: ignore[attr-defined]
    return guarded


def result_problem(hook: str, result: Any) -> str:
    """Why a result other than None is wrong for `hook`; "" if it is right."""
    if inspect.iscoroutine(result):
        result.close()  # or Python warns of a coroutine that was never awaited
        return "it returned a coroutine, which PyDock does not await"
    if hook == "pydock_send" and isinstance(result, Response):
        return response_problem(result)
    if hook not in _RESULTS or _RESULTS[hook][0](result):
        return ""
    return f"it returned {_short(result)}, not {_RESULTS[hook][1]}"


def request_problem(hook: str, request: Any) -> str:
    """Why a request that an implementation may have changed is invalid; "" if it is valid."""
    for name, (is_valid, wanted) in _REQUEST_FIELDS[hook].items():
        value = getattr(request, name, None)
        if not is_valid(value):
            return f"it left {_short(value)} as the request's {name}, not {wanted}"
    return ""


def _short(value: Any) -> str:
    text = f"{type(value).__name__} {value!r}" if isinstance(value, (str, int, float)) else type(value).__name__
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def _is_status(value: object) -> bool:
    return type(value) is int and 0 <= value <= 255


def _is_command(value: object) -> bool:
    if not isinstance(value, Command) or not isinstance(value.names, (tuple, list)) or not value.names:
        return False
    return all(isinstance(text, str) for text in (*value.names, value.module, value.summary, value.heading))


def _is_text_mapping(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)


def _is_text_pairs(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in value
    )


def _is_body(value: object) -> bool:
    return value is None or (hasattr(value, "__iter__") and not isinstance(value, (str, dict)))


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_container_body(body: object) -> bool:
    if not isinstance(body, dict) or not isinstance(body.get("Image"), str):
        return False
    try:
        dumps(body)
    except (InvalidValue, TypeError, ValueError, RecursionError):
        return False
    return isinstance(body.get("HostConfig", {}), dict)


# Hook → the check of a result, and how a message names a right one.
_RESULTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "pydock_resolve_command": (_is_command, "a Command with texts as names and module"),
    "pydock_run_command": (_is_status, "an exit status from 0 to 255"),
    "pydock_pull_policy": (
        lambda policy: policy in ("always", "missing", "never"), '"always", "missing" or "never"'
    ),
    "pydock_send": (lambda response: isinstance(response, Response), "a Response"),
    "pydock_credentials": (_is_text_mapping, "texts by name: username and password, identitytoken or registrytoken"),
    "pydock_transport": (callable, "a function that sends a Request"),
}  # fmt: skip
_REQUEST_FIELDS: Mapping[str, Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "pydock_send": {
        "method": (lambda method: isinstance(method, str) and method.isalpha(), "a word"),
        "path": (lambda path: isinstance(path, str) and path.startswith("/"), "a path"),
        "query": (_is_text_pairs, "pairs of texts"),
        "headers": (_is_text_mapping, "texts by name"),
        "body": (_is_body, "bytes"),
    },
    "pydock_create_container": {
        "name": (_is_text_or_none, "a text or None"),
        "platform": (_is_text_or_none, "a text or None"),
        "body": (_is_container_body, "what can be sent to create a container"),
    },
}
