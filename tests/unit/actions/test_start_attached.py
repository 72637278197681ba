"""`start_attached` and `start_detached`: the order of attach, wait and start, and what follows a failed start."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions import start_attached as module
from pydock_core.actions.container_errors import WaitFailed
from pydock_core.actions.start_attached import AttachOptions, resizing, start_attached, start_detached
from pydock_core.actions.terminal import RawTerminal
from pydock_core.errors import APIError, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.actions.conftest import Stage

KEYS = (b"\x10\x11", "")


def set_containers(stage: Stage, **methods: Callable[..., Any]) -> None:
    """Has the session's engine answer these requests for containers alone."""
    session: Any = stage.session
    session._engine = SimpleNamespace(containers=SimpleNamespace(**methods))


class Wait:
    """Stands in for `ExitWait`: notes its calls; `status` blocks until the removal, and then fails if `fails`."""

    def __init__(self, calls: list[str], *, fails: bool = False) -> None:
        self.calls = calls
        self.removal = threading.Event()
        self.removal.set()
        self._fails = fails

    def status(self) -> int:
        self.removal.wait(10)
        self.calls.append("removed")
        if self._fails:
            raise WaitFailed
        return 7

    def report_early_end(self, _attachment: object) -> bool:
        return False

    def remove_unstarted(self) -> bool:
        return False

    def close(self) -> None:
        self.calls.append("wait closed")


class Proxy:
    """Notes what a signal proxy is called with."""

    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def starting(self) -> None:
        self._calls.append("starting")

    def started(self) -> None:
        self._calls.append("started")

    def failed(self) -> None:
        self._calls.append("failed")


class Attached:
    """Stands in for an `Attachment`."""

    def __init__(self, calls: list[str], *, detached: bool = False) -> None:
        self._calls = calls
        self._detached = detached

    def check(self) -> None:
        self._calls.append("check")

    def run(self, sizes: object) -> bool:
        self._calls.append("run")
        return self._detached

    def close(self) -> None:
        self._calls.append("closed")


class Options:
    """Stands in for `AttachOptions` of a container without a terminal."""

    def __init__(self, attachment: Attached, *, stdin: bool = False, tty: bool = False) -> None:
        self._attachment = attachment
        self.stdin = stdin
        self.tty = tty

    def attach(self, _session: object, _container: str, *, proxy: object) -> Attached:
        return self._attachment


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def wait(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> Wait:
    made = Wait(calls)

    def send(_session: object, _container: str, *, removed: bool) -> Wait:
        calls.append(f"wait removed={removed}")
        return made

    monkeypatch.setattr(module, "ExitWait", send)
    return made


def attached(
    stage: Stage, calls: list[str], *, start: Callable[[], None], removed: bool, detached: bool = False
) -> int:
    options: Any = Options(Attached(calls, detached=detached))
    proxy: Any = Proxy(calls)
    return start_attached(stage.session, "web", options, start=start, removed=removed, proxy=proxy)


def failing(calls: list[str], error: BaseException) -> Callable[[], None]:
    def start() -> None:
        calls.append("start")
        raise error

    return start


@pytest.mark.parametrize(("detached", "status"), [(False, 7), (True, 0)])
@pytest.mark.usefixtures("wait")
def test_attached_start_sends_the_wait_before_the_start(
    stage: Stage, calls: list[str], detached: bool, status: int
) -> None:
    start = lambda: calls.append("start")  # noqa: E731
    assert attached(stage, calls, start=start, removed=True, detached=detached) == status
    expected = ["wait removed=True", "check", "starting", "start", "started", "run"]
    assert calls == [*expected, *([] if detached else ["removed"]), "closed", "wait closed"]


@pytest.mark.usefixtures("wait")
def test_failed_attached_start_waits_for_the_removal(stage: Stage, calls: list[str]) -> None:
    with pytest.raises(APIError, match="no such program"):
        attached(stage, calls, start=failing(calls, APIError("no such program", status=400)), removed=True)
    assert calls == ["wait removed=True", "check", "starting", "start", "failed", "removed", "closed", "wait closed"]


@pytest.mark.usefixtures("wait")
def test_failed_attached_start_without_removal_waits_for_nothing(stage: Stage, calls: list[str]) -> None:
    with pytest.raises(APIError, match="no such program"):
        attached(stage, calls, start=failing(calls, APIError("no such program", status=400)), removed=False)
    assert calls == ["wait removed=False", "check", "starting", "start", "failed", "closed", "wait closed"]


@pytest.mark.usefixtures("wait")
def test_interrupted_start_waits_for_no_removal(stage: Stage, calls: list[str]) -> None:
    with pytest.raises(Interrupted):
        attached(stage, calls, start=failing(calls, Interrupted(exit_code=130)), removed=True)
    assert calls == ["wait removed=True", "check", "starting", "start", "closed", "wait closed"]


@pytest.mark.parametrize(
    ("stdin", "tty", "raw"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
@pytest.mark.usefixtures("wait")
def test_terminal_is_raw_if_it_is_the_input_of_a_container_with_a_terminal(
    stage: Stage, calls: list[str], monkeypatch: pytest.MonkeyPatch, stdin: bool, tty: bool, raw: bool
) -> None:
    wanted: list[bool] = []

    class Noted(RawTerminal):
        def __init__(self, session: Any, **more: bool) -> None:
            wanted.append(more["wanted"])
            super().__init__(session, **more)

    monkeypatch.setattr(module, "RawTerminal", Noted)
    options: Any = Options(Attached(calls), stdin=stdin, tty=tty)
    start_attached(stage.session, "web", options, start=lambda: None, removed=False, proxy=None)
    assert wanted == [raw]


def test_failed_detached_start_waits_for_the_removal(stage: Stage, calls: list[str], wait: Wait) -> None:
    wait._fails = True
    with pytest.raises(APIError, match="no such program"):
        start_detached(
            stage.session,
            "web",
            start=failing(calls, APIError("no such program", status=400)),
            removed=True,
            proxy=None,
        )
    assert calls == ["wait removed=True", "start", "removed", "wait closed"]


def test_wait_for_a_removal_that_never_comes_has_a_limit(
    stage: Stage, calls: list[str], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait.removal.clear()
    monkeypatch.setattr(module, "_REMOVAL_SECONDS", 0.05)
    with pytest.raises(APIError, match="no such program"):
        attached(stage, calls, start=failing(calls, APIError("no such program", status=400)), removed=True)
    assert "removed" not in calls
    wait.removal.set()


def test_wait_for_a_removal_lasts_ten_seconds_at_most() -> None:
    assert module._REMOVAL_SECONDS == 10.0


@pytest.mark.parametrize(
    ("stdin", "stdout", "stderr", "sent"),
    [
        (True, True, True, (True, True, True)),
        (False, True, False, (False, True, False)),
        (False, False, True, (False, False, True)),
        (True, False, False, (True, True, False)),  # one output always
    ],
)
def test_attach_request_has_one_output_at_least(
    stage: Stage, stdin: bool, stdout: bool, stderr: bool, sent: tuple[bool, ...]
) -> None:
    found: list[tuple[bool, ...]] = []

    def attach(container: str, *, stdin: bool, stdout: bool, stderr: bool, detach_keys: str) -> Any:
        found.append((stdin, stdout, stderr))

    set_containers(stage, attach=attach)
    options = AttachOptions(stdin=stdin, stdout=stdout, stderr=stderr, tty=False, detach_keys=KEYS)
    options.attach(stage.session, "web", proxy=None)
    assert found == [sent]


@pytest.mark.parametrize(
    ("stdin", "tty", "keep", "propagates"),
    [
        (True, False, False, True),
        (True, False, True, False),
        (False, False, True, True),
        (True, True, True, True),  # the terminal's end is a key
    ],
)
def test_end_of_input_is_kept_from_containers_whose_stdin_stays_open(
    stage: Stage, stdin: bool, tty: bool, keep: bool, propagates: bool
) -> None:
    set_containers(stage, attach=lambda *_, **__: None)
    options = AttachOptions(stdin=stdin, stdout=True, stderr=True, tty=tty, detach_keys=KEYS, keep_stdin_open=keep)
    assert options.attach(stage.session, "web", proxy=None)._propagate_eof is propagates


def test_keep_stdin_open_is_off_by_default() -> None:
    options = AttachOptions(stdin=True, stdout=True, stderr=True, tty=False, detach_keys=KEYS)
    assert options.keep_stdin_open is False


def test_resize_request_has_one_second(stage: Stage) -> None:
    requests: list[tuple[Any, ...]] = []

    def resize(container: str, *, height: int, width: int, timeout_seconds: float) -> None:
        requests.append((container, height, width, timeout_seconds))

    set_containers(stage, resize=resize)
    resizing(stage.session, "web", wanted=True)._resize(24, 80)
    assert requests == [("web", 24, 80, 1.0)]
