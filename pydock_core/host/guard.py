"""The guard around what plugins do: a failure is told in one message, and only a deciding hook stops the command."""

# ruff: noqa: BLE001  whatever a plugin raises, SystemExit included, is its own failure

from __future__ import annotations

import inspect

from pydock_core.declarations.commands import Command
from pydock_core.errors import PluginError, PyDockError
from pydock_core.host.hook_validation import CHANGED, wrong_request, wrong_result
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.plugin_errors import WrongValue, failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from pydock_core.session import Session

STANDS = "What had happened by then stands."


class Guard:
    """Wraps one plugin's implementation of one hook. `plugin` is the entry of `identity` in `Index.plugins`.

    `running` is the implementation while it runs, wrappers aside.
    """

    def __init__(self, session: Session, identity: str, plugin: Mapping[str, Any], hook: str) -> None:
        self._session = session
        self._identity = identity
        self._plugin = plugin
        self.hook = hook
        self.running: Callable[..., Any] | None = None
        self._reported = False

    def plain(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """An implementation that returns its result; a failing one that only watches has none."""
        check = self._request_check(function)

        def guarded(*arguments: Any) -> Any:
            self.running = function
            try:
                result = function(*arguments)
                check(arguments)
                if result is not None and (problem := wrong_result(self.hook, result)):
                    raise WrongValue(problem, function)
            except BaseException as error:
                self.decide(error)
                return None
            finally:
                self.running = None
            return self._owned(result)

        return guarded

    def blocked(self, problem: str) -> None:
        """Reports an implementation that does not return."""
        self._report(failure(self._plugin, self.hook, WrongValue(problem, self.running), HOOKS[self.hook].lost))

    def wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A generator that yields once, is sent the result (or thrown the exception) and returns what counts."""
        check = self._request_check(function)

        def guarded(*arguments: Any) -> Generator[None, Any, Any]:
            steps = self._start(function, arguments, check)
            try:
                result = yield
            except BaseException as error:
                if steps is None:
                    raise
                try:
                    steps.throw(error)
                    self._too_many(steps, function)
                except StopIteration as stop:
                    if self._fits(stop.value, error, function):
                        return self._owned(stop.value)
                except BaseException as raised:
                    if raised is not error:
                        self._afterwards(raised)
                raise
            if steps is None:
                return result
            returned = self._finish(steps, result, result, function)
            return self._owned(returned) if self._fits(returned, result, function) else result

        return guarded

    def old_wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """pluggy's older kind, which is sent a `Result` and changes that."""
        check = self._request_check(function)

        def guarded(*arguments: Any) -> Generator[None, Any, None]:
            steps = self._start(function, arguments, check)
            outcome = yield
            if steps is None:
                return
            before = outcome.excinfo or outcome.get_result()
            try:
                self._finish(steps, outcome, None, function)
            except PyDockError as error:
                outcome.force_exception(error)
                return
            if outcome.excinfo is None and not self._fits(outcome.get_result(), before, function):
                if isinstance(before, tuple):
                    outcome.force_exception(before[1])
                else:
                    outcome.force_result(before)

        return guarded

    def decide(self, error: BaseException) -> None:
        """Raises what stops the command, or reports what doesn't."""
        self._let_through(error)
        message = failure(self._plugin, self.hook, error, HOOKS[self.hook].lost)
        if HOOKS[self.hook].deciding:
            raise PluginError(message) from error
        self._report(message)

    def _owned(self, result: Any) -> Any:
        """`result`; a command that the plugin made up is known as its own from here on."""
        if isinstance(result, Command) and not result.plugin:
            result.plugin = self._identity
        return result

    def _request_check(self, function: Callable[..., Any]) -> Callable[[tuple[Any, ...]], None]:
        """What raises `WrongValue` when the function left nonsense in the request that it got among its arguments."""
        parameters = inspect.signature(function).parameters.values()
        names = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
        changed = CHANGED.get(self.hook)
        position = names.index(changed) if changed in names else -1

        def check(arguments: tuple[Any, ...]) -> None:
            problem = wrong_request(self.hook, arguments[position]) if position >= 0 else ""
            if problem:
                raise WrongValue(problem, function)

        return check

    def _start(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], check: Callable[[tuple[Any, ...]], None]
    ) -> Generator[None, Any, Any] | None:
        """The generator at its `yield`; None where it failed and isn't needed."""
        try:
            steps: Generator[None, Any, Any] = function(*arguments)
            try:
                next(steps)
            except StopIteration:
                raise WrongValue("a wrapper must yield once; it did not yield", function) from None
            check(arguments)
        except BaseException as error:
            self.decide(error)
            return None
        return steps

    def _finish(self, steps: Generator[None, Any, Any], sent: Any, otherwise: Any, function: Callable[..., Any]) -> Any:
        try:
            steps.send(sent)
        except StopIteration as stop:
            return stop.value
        except BaseException as error:
            self._afterwards(error)
            return otherwise
        self._too_many(steps, function)
        return otherwise

    def _fits(self, returned: Any, yielded: Any, function: Callable[..., Any]) -> bool:
        """Whether what a wrapper makes of what its `yield` gave (or raised) can be used; reports it where not."""
        if returned is yielded:
            return True
        if returned is None:
            # A command's status may be None, which is 0: forgetting `return` must not turn a 3 or an error into that.
            forgotten = yielded is not None and yielded != 0
            problem = "it returned None; a wrapper ends with `return (yield)`" if forgotten else ""
        elif HOOKS[self.hook].kind == "all":
            problem = "" if isinstance(returned, list) else f"it returned {type(returned).__name__}, not a list"
        else:
            problem = wrong_result(self.hook, returned)
        if problem:
            self._afterwards(WrongValue(problem, function))
        return not problem

    def _too_many(self, steps: Generator[None, Any, Any], function: Callable[..., Any]) -> None:
        error: BaseException = WrongValue("a wrapper must yield once; it yielded twice", function)
        try:
            steps.close()
        except BaseException as raised:
            error = raised
        self._afterwards(error)

    def _afterwards(self, error: BaseException) -> None:
        """A failure after the `yield`: what was done cannot be undone."""
        self._let_through(error)
        self._report(failure(self._plugin, self.hook, error, STANDS))

    def _let_through(self, error: BaseException) -> None:
        """A refusal on purpose and a real Ctrl-C are no failures of the plugin."""
        if isinstance(error, PyDockError) or (isinstance(error, KeyboardInterrupt) and self._session.interrupted):
            raise error

    def _report(self, message: str) -> None:
        if not self._reported:
            self._reported = True
            self._session.stderr.write(message + "\n")
            self._session.stderr.flush()
