"""Signals that are forwarded to a container."""

from __future__ import annotations

import os
import signal
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions.signal_proxy import SignalProxy
from pydock_core.errors import APIError, ConnectionFailed, EngineError, Interrupted
from pydock_core.output import signals
from pydock_core.session import Clock

if TYPE_CHECKING:
    from tests.unit.actions.conftest import Stage


class Sleeps(Clock):
    """A clock that notes how long it is asked to sleep."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Sent:
    """The requests to send a signal; `answers` are the errors that the next ones raise."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, float]] = []
        self.answers: list[EngineError] = []

    def kill(self, container: str, *, signal: str, timeout_seconds: float) -> None:
        self.requests.append((container, signal, timeout_seconds))
        if self.answers:
            raise self.answers.pop(0)


@pytest.fixture
def sent(stage: Stage) -> Sent:
    made = Sent()
    session: Any = stage.session
    session._engine = SimpleNamespace(containers=SimpleNamespace(kill=made.kill))
    session.clock = Sleeps()
    return made


def refusal() -> APIError:
    return APIError("container is not running", status=409)


def press(number: int) -> None:
    os.kill(os.getpid(), number)


def test_signal_is_forwarded_once_the_container_runs(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        press(signal.SIGUSR1)
        assert sent.requests == []
        proxy.starting()
        press(signal.SIGUSR1)
        proxy.started()
        press(signal.SIGTERM)
        press(signal.SIGQUIT)
    assert sent.requests == [("web", "USR1", 1.0), ("web", "TERM", 1.0), ("web", "QUIT", 1.0)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_ending_signal_before_the_start_ends_the_client(stage: Stage, sent: Sent, number: int) -> None:
    with SignalProxy(stage.session, "web"), pytest.raises(Interrupted) as raised:
        press(number)
    assert raised.value.exit_code == 128 + number
    assert sent.requests == []


def test_ending_signal_after_a_failed_start_ends_the_client(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        proxy.starting()
        proxy.failed()
        with pytest.raises(Interrupted):
            press(signal.SIGHUP)
    assert sent.requests == []


def test_refused_signal_is_sent_ten_times_while_the_container_starts(stage: Stage, sent: Sent) -> None:
    session: Any = stage.session
    with SignalProxy(session, "web") as proxy:
        proxy.starting()
        sent.answers = [refusal() for _ in range(20)]
        press(signal.SIGUSR1)
        assert len(sent.requests) == 10
        assert session.clock.seconds == [0.1] * 10
        sent.answers = [refusal() for _ in range(3)]
        press(signal.SIGHUP)
        assert len(sent.requests) == 14


def test_refused_signal_is_sent_once_to_a_running_container(stage: Stage, sent: Sent) -> None:
    session: Any = stage.session
    with SignalProxy(session, "web") as proxy:
        proxy.started()
        sent.answers = [refusal()]
        press(signal.SIGUSR1)
        sent.answers = [refusal()]
        with pytest.raises(Interrupted):
            press(signal.SIGHUP)
    assert len(sent.requests) == 2
    assert session.clock.seconds == []


def test_signal_that_may_have_arrived_is_not_sent_again(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        proxy.starting()
        sent.answers = [ConnectionFailed("EOF")]
        with pytest.raises(Interrupted):
            press(signal.SIGHUP)
    assert len(sent.requests) == 1
    assert stage.stderr() == (
        "the engine does not answer: SIGHUP may not reach the container; the container may start nevertheless\n"
    )


def test_signal_without_an_answer_is_reported_and_the_next_one_ends_the_client(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        proxy.started()
        sent.answers = [ConnectionFailed("connection refused")]
        press(signal.SIGTERM)
        with pytest.raises(Interrupted) as raised:
            press(signal.SIGINT)
    assert raised.value.exit_code == 130
    assert len(sent.requests) == 1
    assert stage.stderr() == (
        "the engine does not answer: SIGTERM may not reach the container; the next signal ends pydock\n"
    )


def test_answered_signal_after_an_unanswered_one_is_forwarded(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        proxy.started()
        sent.answers = [ConnectionFailed("connection refused")]
        press(signal.SIGTERM)
        press(signal.SIGUSR1)
        press(signal.SIGHUP)
    assert [name for _, name, _ in sent.requests] == ["TERM", "USR1", "HUP"]


def test_signal_has_one_second_in_all(stage: Stage, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(sent, "kill", lambda *_, **__: release.wait(10))
    session: Any = stage.session
    session._engine = SimpleNamespace(containers=SimpleNamespace(kill=sent.kill))
    with SignalProxy(session, "web") as proxy:
        proxy.started()
        begun = time.monotonic()
        press(signal.SIGINT)
        assert 0.9 < time.monotonic() - begun < 2.5
    release.set()
    assert "the next signal ends pydock" in stage.stderr()


def test_third_sigint_or_sigterm_ends_the_client(stage: Stage, sent: Sent) -> None:
    with SignalProxy(stage.session, "web") as proxy:
        proxy.started()
        press(signal.SIGINT)
        press(signal.SIGHUP)
        press(signal.SIGTERM)
        with pytest.raises(Interrupted, match="got 3 SIGTERM/SIGINTs, forcefully exiting") as raised:
            press(signal.SIGINT)
    assert raised.value.exit_code == 1
    assert [name for _, name, _ in sent.requests] == ["INT", "HUP", "TERM"]


@pytest.mark.parametrize("terminal", ["", "stdin", "stdout", "stderr"])
def test_sigwinch_is_forwarded_only_without_any_terminal(
    stage: Stage, sent: Sent, monkeypatch: pytest.MonkeyPatch, terminal: str
) -> None:
    caught: list[int] = []

    def catch(numbers: list[int], _handler: object) -> dict[int, object]:
        caught.extend(numbers)
        return {}

    monkeypatch.setattr(signals, "catch", catch)
    session: Any = stage.session
    for stream in ("stdin", "stdout", "stderr"):
        setattr(session, stream, type("Stream", (), {"is_terminal": stream == terminal}))
    with SignalProxy(session, "web"):
        pass
    assert (signal.SIGWINCH in caught) is (terminal == "")
    assert signal.SIGUSR1 in caught
    assert not {signal.SIGCHLD, signal.SIGPIPE, signal.SIGURG} & set(caught)


def test_signal_handlers_are_restored(stage: Stage, sent: Sent) -> None:
    before = signals.handlers()
    with SignalProxy(stage.session, "web"):
        assert signals.handlers() != before
    assert signals.handlers() == before
