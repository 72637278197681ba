"""The operating system's signals, by `_signal`: an import of `signal` costs a quarter of a `docker ps`."""

from __future__ import annotations

from pydock_core.errors import Interrupted

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    Previous: TypeAlias = "dict[int, object]"
else:
    try:
        import _signal
    except ImportError:
        import signal as _signal

INT: int = _signal.SIGINT
TERM: int = _signal.SIGTERM
HUP: int = _signal.SIGHUP
KILL: int = _signal.SIGKILL
QUIT: int = _signal.SIGQUIT
WINCH: int = _signal.SIGWINCH
# Signals that can't be caught, or that repeat after a handler returns: faults of this process, background reads.
_LEFT_ALONE = ("BUS", "FPE", "ILL", "KILL", "SEGV", "STOP", "TTIN", "TTOU")


def catch(numbers: Iterable[int], handler: Callable[[int], None]) -> Previous:
    """Installs `handler(number)` for the signals; returns the previous handlers, for `give_back`.

    Signals that this process was started to ignore (`nohup`) stay ignored. Outside the main thread, where no handler
    can be set, nothing changes.
    """
    previous: Previous = {}

    def called(number: int, _frame: object) -> None:
        handler(number)

    for number in numbers:
        try:
            before = _signal.getsignal(number)
            if before != _signal.SIG_IGN:
                _signal.signal(number, called)
                previous[number] = before
        except (OSError, ValueError):
            continue
    return previous


def call_after(seconds: float, action: Callable[[], None]) -> None:
    """Calls `action` in the main thread after a time, whatever the thread does then: waits, or runs Python code.

    A later call takes the place of an earlier one; 0 seconds stand for never.
    """

    def called(_number: int, _frame: object) -> None:
        action()

    _signal.signal(_signal.SIGALRM, called)
    _signal.setitimer(_signal.ITIMER_REAL, seconds)


def end_by_exception() -> Previous:
    """Makes SIGTERM and SIGHUP, unless they are handled already, raise Interrupted, so that `finally` clauses run."""
    return catch([number for number in (TERM, HUP) if has_default(number)], _interrupt)


def on_ctrl_c(note: Callable[[], None]) -> Previous:
    """Makes Ctrl-C call `note()` before it raises KeyboardInterrupt; changes nothing where Ctrl-C doesn't raise it."""

    def noted(_number: int) -> None:
        note()
        raise KeyboardInterrupt

    return catch([INT], noted) if _signal.getsignal(INT) is _signal.default_int_handler else {}


def _interrupt(number: int) -> None:
    raise Interrupted(exit_code=128 + number)


def give_back(previous: Previous) -> None:
    """Restores the handlers that `catch` replaced."""
    for number, handler in previous.items():
        _signal.signal(number, _signal.SIG_DFL if handler is None else handler)  # type: ignore[arg-type]


def handlers() -> Previous:
    """Returns the current handler of each of the classic signals, for `give_back`."""
    return {number: _signal.getsignal(number) for number in range(1, 32)}


def has_default(number: int) -> bool:
    """Returns whether the signal has its default action: neither handled nor ignored."""
    return bool(_signal.getsignal(number) == _signal.SIG_DFL)


def numbers(names: Iterable[str]) -> list[int]:
    """Returns the numbers of the signals with these names (`PIPE`) that the system has."""
    return [int(getattr(_signal, f"SIG{name}")) for name in names if hasattr(_signal, f"SIG{name}")]


def names() -> dict[int, str]:
    """Returns the signals that can be caught and passed on, by number: `{2: "INT", …}`, real-time ones as `RTMIN+1`."""
    found: dict[int, str] = {}
    for attribute in sorted(dir(_signal), reverse=True):  # of two names for one number, the first: ABRT, not IOT
        if attribute.startswith("SIG") and not attribute.startswith("SIG_") and attribute[3:] not in _LEFT_ALONE:
            number = getattr(_signal, attribute)
            if isinstance(number, int):
                found[int(number)] = attribute[3:]
    low, high = getattr(_signal, "SIGRTMIN", 0), getattr(_signal, "SIGRTMAX", 0)
    for number in range(low + 1, high):
        found[number] = f"RTMIN+{number - low}" if number - low <= 15 else f"RTMAX-{high - number}"
    return found
