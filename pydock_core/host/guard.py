"""The guard around what plugins do: a failure is told in one message, and only a deciding hook stops the command."""

# ruff: noqa: BLE001  whatever a plugin raises, SystemExit included, is its own failure

from __future__ import annotations

from pydock_core.errors import PluginError, PyDockError
from pydock_core.host.hookspecs import HOOKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from pydock_core.host.index import CommandEntry
    from pydock_core.session import Session

STANDS = "What had happened by then stands."


class Guard:
    """Wraps one plugin's implementation of one hook. `plugin` is the plugin's entry in `Index.plugins`."""

    def __init__(self, session: Session, plugin: Mapping[str, Any], hook: str) -> None:
        self._session = session
        self._plugin = plugin
        self._hook = hook
        self._reported = False

    def plain(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """An implementation that returns its result; a failing one that only watches has none."""

        def guarded(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except BaseException as error:
                self.decide(error)
                return None

        return guarded

    def wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A generator that yields once, is sent the result (or thrown the exception) and returns what counts."""

        def guarded(*arguments: Any) -> Generator[None, Any, Any]:
            steps = self._start(function, arguments)
            try:
                result = yield
            except BaseException as error:
                if steps is None:
                    raise
                try:
                    steps.throw(error)
                    self._too_many(steps)
                except StopIteration as stop:
                    return stop.value
                except BaseException as raised:
                    if raised is not error:
                        self._afterwards(raised)
                raise
            return result if steps is None else self._finish(steps, result, result)

        return guarded

    def old_wrapper(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """pluggy's older kind, which is sent a `Result` and changes that."""

        def guarded(*arguments: Any) -> Generator[None, Any, None]:
            steps = self._start(function, arguments)
            outcome = yield
            if steps is None:
                return
            try:
                self._finish(steps, outcome, None)
            except PyDockError as error:
                outcome.force_exception(error)

        return guarded

    def decide(self, error: BaseException) -> None:
        """Raises what stops the command, or reports what doesn't."""
        self._let_through(error)
        message = failure(self._plugin, self._hook, error, HOOKS[self._hook].lost)
        if HOOKS[self._hook].deciding:
            raise PluginError(message) from error
        self._report(message)

    def _start(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Generator[None, Any, Any] | None:
        """The generator at its `yield`; None where it failed and isn't needed."""
        try:
            steps: Generator[None, Any, Any] = function(*arguments)
            try:
                next(steps)
            except StopIteration:
                raise RuntimeError("a wrapper must yield once; it did not yield") from None
        except BaseException as error:
            self.decide(error)
            return None
        return steps

    def _finish(self, steps: Generator[None, Any, Any], sent: Any, otherwise: Any) -> Any:
        try:
            steps.send(sent)
        except StopIteration as stop:
            return stop.value
        except BaseException as error:
            self._afterwards(error)
            return otherwise
        self._too_many(steps)
        return otherwise

    def _too_many(self, steps: Generator[None, Any, Any]) -> None:
        error: BaseException = RuntimeError("a wrapper must yield once; it yielded twice")
        try:
            steps.close()
        except BaseException as raised:
            error = raised
        self._afterwards(error)

    def _afterwards(self, error: BaseException) -> None:
        """A failure after the `yield`: what was done cannot be undone."""
        self._let_through(error)
        self._report(failure(self._plugin, self._hook, error, STANDS))

    def _let_through(self, error: BaseException) -> None:
        """A refusal on purpose and a real Ctrl-C are no failures of the plugin."""
        if isinstance(error, PyDockError) or (isinstance(error, KeyboardInterrupt) and self._session.interrupted):
            raise error

    def _report(self, message: str) -> None:
        if not self._reported:
            self._reported = True
            self._session.stderr.write(message + "\n")
            self._session.stderr.flush()


def command_failure(command: CommandEntry, error: BaseException, lost: str) -> BaseException:
    """What to raise when a command's own module failed: `error` itself where it is one on purpose or a Ctrl-C."""
    if isinstance(error, (PyDockError, KeyboardInterrupt)) or not command.describe():
        return error
    return PluginError(failure(command.describe(), f"command {command.name}", error, lost))


def failure(plugin: Mapping[str, Any], where: str, error: BaseException, lost: str) -> str:
    """The one message of a failing plugin: who, where, what, what did not happen, and how to go on without it."""
    name = plugin["label"]
    version = f" {plugin['version']}" if plugin["version"] else ""
    way_out = f'To go on without it: --no-plugin {name}, or the setting plugins.blocked = ["{name}"].'
    return (
        f"plugin {plugin['name']} ({plugin['distribution']}{version}) failed in {where}, "
        f"{place(error, plugin['file'])}: {reason(error)}\n{lost} {way_out}"
    )


def reason(error: BaseException) -> str:
    """`ZeroDivisionError: division by zero`, on one line, without control characters, not endless."""
    try:
        text = str(error)
    except BaseException:
        text = ""
    kind = type(error).__name__
    if isinstance(error, SystemExit):
        kind, text = "sys.exit", f"it ended the program with status {text or 0}"
    elif isinstance(error, SyntaxError):
        text = error.msg or text
    return one_line(f"{kind}: {text}" if text else kind)


def one_line(text: str) -> str:
    """At most 300 printable characters of a plugin's text."""
    text = " ".join(text.splitlines())
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 300 else text[:297] + "..."


def place(error: BaseException, otherwise: str) -> str:
    """`FILE:LINE` where the plugin failed: the innermost frame that is neither ours nor Python's import machinery."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno or 0}"
    found = otherwise
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<") and not file.startswith(CORE):
            found = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


CORE = __file__.rpartition("/host/")[0] + "/"
