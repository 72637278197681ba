"""Events: in order, on a thread of their own, and never longer than a moment after the command."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.cli import main
from pydock_core.declarations.events import CommandFinished, EngineWarning
from pydock_core.host import events
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import ProcessContext
from pydock_core.testing import faults
from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.host.installed import FakeSession, Installed

__all__ = ["fake_engine", "pydock"]

HEAD = "from pydock_core.plugin_api import ExitStatus, PyDockError, hookimpl\n"
WATCHER = "seen = []\n@hookimpl\ndef pydock_event(event): seen.append(event)\n"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        self.now += 1.5
        return self.now


@pytest.fixture
def watched(session: FakeSession) -> Any:
    any_session: Any = session
    any_session.clock = Clock()
    return any_session


def seen(installed: Installed, name: str) -> list[Any]:
    found: list[Any] = sys.modules[f"plugin_{name}"].seen
    return found


def test_blocking_event_implementation_is_reported_at_timeout(
    installed: Installed, watched: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "TIMEOUT_SECONDS", 0.05)
    blocks = "import threading\n@hookimpl\ndef pydock_event(event):\n    threading.Event().wait(20)\n"
    file = installed.plugin("slow", HEAD + blocks)
    watching = installed.hooks(watched).watch("ps")
    watching.put(EngineWarning("one"))
    watching.put(EngineWarning("two"))
    watching.finish(0)
    assert watched.stderr.text == (
        f"plugin slow (dist-slow 1.0) failed in pydock_event, {file}:3: it has not returned for 0.05 s; "
        "2 more events were waiting\nThe plugin missed an event. "
        'To go on without it: --no-plugin slow, or the setting plugins.blocked = ["slow"].\n'
    )


@pytest.mark.parametrize("raised", ["OSError('no')", "SystemExit(3)", "KeyboardInterrupt"])
def test_failing_event_implementation_is_reported_once(installed: Installed, watched: Any, raised: str) -> None:
    installed.plugin("bad", HEAD + f"@hookimpl\ndef pydock_event(event): raise {raised}\n")
    installed.plugin("good", HEAD + WATCHER)
    watching = installed.hooks(watched).watch("ps")
    watching.put(EngineWarning("one"))
    watching.finish(0)
    assert watched.stderr.text.count("plugin bad (dist-bad 1.0) failed in pydock_event") == 1
    assert len(seen(installed, "good")) == 2


def test_event_refusal_is_printed_and_stops_nothing(installed: Installed, watched: Any) -> None:
    installed.plugin("strict", HEAD + "@hookimpl\ndef pydock_event(event): raise PyDockError('I mind')\n")
    watching = installed.hooks(watched).watch("ps")
    watching.finish(0)
    assert watched.stderr.text == "I mind\n"


def test_events_are_delivered_in_order_with_command_finished_last(installed: Installed, watched: Any) -> None:
    installed.plugin("good", HEAD + WATCHER)
    watching = installed.hooks(watched).watch("container ls")
    for number in range(500):
        watching.put(EngineWarning(str(number)))
    watching.finish(7)
    *before, last = seen(installed, "good")
    assert [event.message for event in before] == [str(number) for number in range(500)]
    assert isinstance(last, CommandFinished)
    assert repr(last) == "CommandFinished(command='container ls', seconds=1.5, status=7)"


def test_run_with_pull_emits_all_events(
    installed: Installed, pydock: PyDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (installed.folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()
    installed.plugin(
        "tell", HEAD + "@hookimpl\ndef pydock_event(session, event): session.stderr.write(f'{event}\\n')\n"
    )
    ran = pydock("run", "--name", "web", "alpine", "sh", "-c", "exit 3", plugins=["tell"])
    (container,) = pydock.engine.containers.all()
    told = [line for line in ran.stderr.splitlines() if line.endswith(")") and "(" in line]
    assert ran.status == 3
    pulling = "layer='latest', status='Pulling from library/alpine', total=None)"
    assert told[0] == f"PullProgress(current=None, image='alpine', {pulling}"
    assert [line.split("seconds")[0] for line in told if not line.startswith("Pull")] == [
        f"ContainerCreated(container='{container.id}', image='alpine', name='web')",
        f"ContainerStarted(container='{container.id}')",
        f"ContainerExited(container='{container.id}', status=3)",
        "CommandFinished(command='container run', ",
    ]


def test_engine_warning_is_printed_and_emitted(installed: Installed, pydock: PyDock) -> None:
    (installed.folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()
    installed.plugin(
        "tell", HEAD + "@hookimpl\ndef pydock_event(session, event): session.stderr.write(f'{event}\\n')\n"
    )
    answer = faults.answer(201, b'{"Id": "x", "Warnings": ["no swap"]}')
    pydock.engine.fault("POST", "/containers/create", answer)
    ran = pydock("create", "busybox", plugins=["tell"])
    assert ran.stdout == "x\n"
    assert "WARNING: no swap\n" in ran.stderr
    assert "EngineWarning(message='no swap')\n" in ran.stderr


def test_start_and_wait_events_have_the_typed_name(installed: Installed, pydock: PyDock) -> None:
    (installed.folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()
    installed.plugin(
        "tell", HEAD + "@hookimpl\ndef pydock_event(session, event): session.stderr.write(f'{event}\\n')\n"
    )
    pydock("create", "--name", "a.b", "busybox", "true")
    assert "ContainerStarted(container='a.b')\n" in pydock("start", "a.b", plugins=["tell"]).stderr
    assert "ContainerExited(container='a.b', status=0)\n" in pydock("wait", "a.b", plugins=["tell"]).stderr


def test_events_module_is_not_loaded_without_listener(pydock: PyDock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pydock_core.declarations.events")
    with open(os.devnull, "r+b") as nowhere:
        process = ProcessContext(
            environ={**pydock.environ, "PYDOCK_PLUGINS": "none"},
            stdin=InputStream(nowhere.fileno()),
            stdout=OutputStream(nowhere.fileno(), "stdout"),
            stderr=OutputStream(nowhere.fileno(), "stderr"),
            send=pydock.engine.send,
        )
        assert main(["pydock", "run", "busybox", "true"], process) == 0
    assert "pydock_core.declarations.events" not in sys.modules
