"""Raw mode, the check for a terminal, and the size that the container's terminal is given."""

from __future__ import annotations

import os
import signal
import termios
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions.terminal import RawTerminal, Resizing, check_terminal
from pydock_core.errors import APIError, PyDockError
from tests.unit.actions.test_resize_retries import SetClock, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.actions.conftest import Stage


class Input:
    """Standard input that is a terminal."""

    is_terminal = True

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor


@pytest.fixture
def terminal(stage: Stage) -> Iterator[int]:
    """The descriptor of a terminal that is the session's standard input, with every flag of its mode set."""
    leader, follower = os.openpty()
    mode = termios.tcgetattr(follower)
    mode[0] = (
        termios.IGNBRK
        | termios.BRKINT
        | termios.PARMRK
        | termios.ISTRIP
        | termios.INLCR
        | termios.IGNCR
        | termios.ICRNL
        | termios.IXON
        | termios.IXANY
    )
    mode[2] = mode[2] & ~termios.CSIZE | termios.CS7 | termios.PARENB
    mode[3] |= termios.ECHONL | termios.TOSTOP
    mode[6][termios.VMIN], mode[6][termios.VTIME] = 5, 5
    termios.tcsetattr(follower, termios.TCSANOW, mode)
    session: Any = stage.session
    session.stdin = Input(follower)
    yield follower
    os.close(leader)
    os.close(follower)


def _cfmakeraw(mode: list[Any]) -> None:
    """The C function, which Python has from 3.12 on."""
    mode[0] &= ~(termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP | termios.INLCR | termios.IGNCR) & ~(
        termios.ICRNL | termios.IXON
    )
    mode[1] &= ~termios.OPOST
    mode[2] &= ~(termios.CSIZE | termios.PARENB)
    mode[2] |= termios.CS8
    mode[3] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN)


def test_raw_mode_is_that_of_cfmakeraw_and_keeps_signal_keys_until_disabled(stage: Stage, terminal: int) -> None:
    before = termios.tcgetattr(terminal)
    raw = [list(part) if isinstance(part, list) else part for part in before]
    _cfmakeraw(raw)
    with RawTerminal(stage.session, wanted=True) as entered:
        with_signals = termios.tcgetattr(terminal)
        assert with_signals[3] & termios.ISIG
        entered.disable_signal_keys()
        after = termios.tcgetattr(terminal)
        assert after[:4] == raw[:4]
        assert (after[6][termios.VMIN], after[6][termios.VTIME]) == (1, 0)
        with_signals[3] &= ~termios.ISIG
        assert with_signals == after
    assert termios.tcgetattr(terminal) == before


@pytest.mark.parametrize(("wanted", "environ"), [(False, {}), (True, {"NORAW": "1"})])
def test_raw_mode_is_not_set_unless_wanted(stage: Stage, terminal: int, wanted: bool, environ: dict[str, str]) -> None:
    session: Any = stage.session
    session.environ = environ
    before = termios.tcgetattr(terminal)
    with RawTerminal(session, wanted=wanted):
        assert termios.tcgetattr(terminal) == before


@pytest.mark.parametrize(
    ("stdin", "tty", "refused"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_input_that_is_no_terminal_is_refused_for_a_container_with_one(
    stage: Stage, stdin: bool, tty: bool, refused: bool
) -> None:
    if refused:
        with pytest.raises(PyDockError, match="the input device is not a TTY"):
            check_terminal(stage.session, stdin=stdin, tty=tty)
    else:
        check_terminal(stage.session, stdin=stdin, tty=tty)


def test_input_that_is_a_terminal_is_accepted(stage: Stage, terminal: int) -> None:
    check_terminal(stage.session, stdin=True, tty=True)


@pytest.fixture
def screen(stage: Stage) -> Any:
    """A session whose output is a terminal of 24 rows and 80 columns."""
    session: Any = stage.session
    session.clock = SetClock()
    session.stdout = Terminal()
    return session


def test_size_is_set_on_entry_and_at_each_sigwinch(screen: Any) -> None:
    sizes: list[tuple[int, int]] = []
    before = signal.getsignal(signal.SIGWINCH)
    with Resizing(screen, lambda *size: sizes.append(size), wanted=True) as resizing:
        assert sizes == [(24, 80)]
        assert resizing.due_seconds() is None
        screen.stdout.size = lambda: (132, 50)
        os.kill(os.getpid(), signal.SIGWINCH)
        assert sizes == [(24, 80), (50, 132)]
    assert signal.getsignal(signal.SIGWINCH) == before


def test_redraw_is_forced_by_one_line_and_column_more(screen: Any) -> None:
    sizes: list[tuple[int, int]] = []
    with Resizing(screen, lambda *size: sizes.append(size), wanted=True) as resizing:
        resizing.force_redraw()
    assert sizes == [(24, 80), (25, 81)]


@pytest.mark.parametrize(("wanted", "is_terminal"), [(False, True), (True, False)])
def test_size_is_not_set_without_a_terminal(screen: Any, wanted: bool, is_terminal: bool) -> None:
    sizes: list[tuple[int, int]] = []
    screen.stdout.is_terminal = is_terminal
    with Resizing(screen, lambda *size: sizes.append(size), wanted=wanted) as resizing:
        resizing.force_redraw()
        assert resizing.due_seconds() is None
    assert sizes == []


def test_unknown_size_is_not_sent_and_not_tried_again(screen: Any) -> None:
    sizes: list[tuple[int, int]] = []
    screen.stdout.size = lambda: None
    with Resizing(screen, lambda *size: sizes.append(size), wanted=True) as resizing:
        assert resizing.due_seconds() is None
    assert sizes == []


def test_resize_is_not_tried_again_before_its_time(screen: Any) -> None:
    sizes: list[tuple[int, int]] = []

    def refuse(*size: int) -> None:
        sizes.append(size)  # type: ignore[arg-type]
        raise APIError("container is not running", status=409)

    with Resizing(screen, refuse, wanted=True) as resizing:
        resizing.retry()
        assert len(sizes) == 1
        screen.clock.now += 5
        assert resizing.due_seconds() == 0.0
        resizing.retry()
        assert len(sizes) == 2
