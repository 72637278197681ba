"""The life of a fake container: start, stop, kill, restart, pause, wait, resize, top, stats."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.containers import discard
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, encoded, in_json
from pydock_core.testing.fake_engine.process import KILL, SIGNALS, CannotStart, Process, signal_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.testing.fake_engine.container import Container
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked

_STOP_SECONDS = 10
_FIRST_FREE_PORT = 49153


def start(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if container.status == "paused":
        raise Refusal(409, "cannot start a paused container, try unpause instead")
    if container.running:
        return Answer(304)
    start_container(engine, container)
    return Answer(204)


def start_container(engine: FakeEngine, container: Container) -> None:
    """Runs the container's program; raises Refusal for an unknown program or network."""
    container.runs_begun += 1
    container.error = ""
    container.host_config.setdefault("Runtime", "runc")
    try:
        for network_name in container.endpoints:
            engine.networks.plug(engine, container, network_name)
    except Refusal as refusal:
        container.runs_begun -= 1
        _failed(engine, container, 128, refusal.message)
        raise
    try:
        program = engine.program(container.command, container.image)
    except CannotStart as error:
        engine.networks.unplug(engine, container)
        words = "failed to create shim task: OCI runtime create failed: runc create failed"
        message = f"{words}: unable to start container process: {error}: unknown"
        denied = "permission denied" in str(error) or "is a directory" in str(error)
        _failed(engine, container, 126 if denied else 127, message)
        raise Refusal(400, message) from None
    container.ports = _published(engine, container)
    container.console.open()
    container.process = Process(container.command, container.environ, container.console)
    with engine.changed:
        container.status = "running"
        container.started, container.exit_code = time.time(), 0
        container.pid = engine.new_pid()
        engine.changed.notify_all()
    engine.emit_container("start", container)
    container.process.run(program, lambda status: _exited(engine, container, status))


def _failed(engine: FakeEngine, container: Container, exit_code: int, message: str) -> None:
    with engine.changed:
        container.exit_code, container.error = exit_code, message
        container.runs_ended += 1
        engine.changed.notify_all()
    if container.host_config["AutoRemove"]:
        discard(engine, container, volumes=True)


def _exited(engine: FakeEngine, container: Container, status: int) -> None:
    engine.emit_container("die", container, exitCode=str(status))
    engine.networks.unplug(engine, container)
    with engine.changed:
        container.status = "exited"
        container.exit_code = status
        container.finished = time.time()
        container.runs_ended += 1
        container.exits += 1
        engine.changed.notify_all()
    if container.host_config["AutoRemove"]:
        discard(engine, container, volumes=True)


def _published(engine: FakeEngine, container: Container) -> dict[str, list[dict[str, str]] | None]:
    """Returns the bound ports: a free one where the request names none, on IPv4 and IPv6 addresses."""
    asked_for = container.host_config["PortBindings"] or {}
    found: dict[str, list[dict[str, str]] | None] = {}
    # dockerd ignores the binding of a port that isn't exposed: clients send both.
    for port in container.config.get("ExposedPorts") or ():
        bindings = asked_for.get(port) or ([{}] if container.host_config["PublishAllPorts"] else [])
        bound: list[dict[str, str]] = []
        for binding in bindings:
            number = binding.get("HostPort") or ""
            if number in ("", "0"):
                number = str(_FIRST_FREE_PORT + engine.new_pid() % 10000)
            hosts = [binding["HostIp"]] if binding.get("HostIp") else ["0.0.0.0", "::"]  # noqa: S104 (no socket is bound)
            bound += [{"HostIp": host, "HostPort": number} for host in hosts]
        found[port] = bound or None
    return found


def stop(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if not container.running:
        return Answer(304)
    _stop_container(engine, container, asked)
    return Answer(204)


def _stop_container(engine: FakeEngine, container: Container, asked: Asked) -> None:
    default = container.config.get("StopTimeout")
    seconds = asked.number("t", _STOP_SECONDS if default is None else default)
    text = asked.query.get("signal") or container.config.get("StopSignal") or "TERM"
    process = container.process
    assert process is not None
    for number in (_signal(text), KILL):
        engine.emit_container("kill", container, signal=str(number))
        process.kill(number)
        with engine.changed:
            engine.changed.wait_for(lambda: not container.running or engine.closed, seconds if seconds >= 0 else None)
        if not container.running:
            break
    engine.emit_container("stop", container)


def restart(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if container.running:
        _stop_container(engine, container, asked)
    start_container(engine, container)
    engine.emit_container("restart", container)
    return Answer(204)


def kill(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    number = _signal(asked.query.get("signal") or "KILL")
    container = engine.containers.get(name)
    if not container.running or container.process is None:
        raise Refusal(409, f"Cannot kill container: {name}: Container {container.id} is not running")
    engine.emit_container("kill", container, signal=str(number))
    container.process.kill(number)
    return Answer(204)


def _signal(text: str) -> int:
    number = signal_number(text)
    if number is None:
        raise Refusal(400, f"Invalid signal: {text}")
    return number


def pause(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if not container.running:
        raise Refusal(409, f"Container {container.id} is not running")
    if container.status == "paused":
        raise Refusal(409, f"Container {container.id} is already paused")
    container.status = "paused"
    engine.emit_container("pause", container)
    return Answer(204)


def unpause(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if container.status != "paused":
        raise Refusal(500, f"Container {container.id} is not paused")
    container.status = "running"
    engine.emit_container("unpause", container)
    return Answer(204)


def wait(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """Answers a wait: the headers at once, when the wait is armed, and the status at the end."""
    container = engine.containers.get(name)
    condition = asked.query.get("condition", "")
    exits = container.exits

    def over() -> bool:
        if container.removed or engine.closed:
            return True
        if condition == "removed":
            return False
        return container.exits > exits if condition == "next-exit" else not container.running

    def status() -> Iterator[bytes]:
        with engine.changed:
            engine.changed.wait_for(over)
        answer: dict[str, Any] = {"StatusCode": container.exit_code}
        yield encoded({"Error": None, **answer} if engine.api_number < 42 else answer)

    return Answer(200, status(), content_type="application/json")


def resize(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    rows, columns = asked.number("h"), asked.number("w")
    container = engine.containers.get(name)
    if not container.running:
        raise Refusal(409, f"Container {container.id} is not running")
    container.console.size = (columns, rows)
    engine.emit_container("resize", container, height=str(rows), width=str(columns))
    if container.process is not None:
        container.process.kill(SIGNALS["WINCH"])
    return Answer(200)


def top(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.get(name)
    if not container.running:
        raise Refusal(409, f"Container {container.id} is not running")
    since = time.strftime("%H:%M", time.gmtime(container.started))
    words = " ".join(container.command)
    process = ["root", str(container.pid), str(container.pid - 20), "0", since, "?", "00:00:00", words]
    engine.emit_container("top", container)
    return in_json({"Processes": [process], "Titles": ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]})


def stats(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    """Answers with one reading, or with `stream` one each second until the container is removed."""
    container = engine.containers.get(name)
    if asked.query.get("stream", "1") in ("0", "false"):
        return in_json(_reading(container))

    def readings() -> Iterator[bytes]:
        while not (container.removed or engine.closed):
            yield encoded(_reading(container))
            with engine.changed:
                engine.changed.wait_for(lambda: container.removed or engine.closed, 1)

    return Answer(200, readings(), content_type="application/json")


def _reading(container: Container) -> dict[str, Any]:
    now = time.time()
    found: dict[str, Any] = {
        "read": shapes.timestamp(now),
        "preread": shapes.timestamp(now - 1),
        "pids_stats": {"current": 1} if container.running else {},
        "blkio_stats": {"io_service_bytes_recursive": [], "io_serviced_recursive": []},
        "num_procs": 0,
        "storage_stats": {},
        "cpu_stats": _cpu(20_000_000, 1_000_000_000),
        "precpu_stats": _cpu(10_000_000, 0),
        "memory_stats": {"usage": 327_680, "max_usage": 4_337_664, "stats": {"cache": 0}, "limit": 8 << 30},
        "name": f"/{container.name}",
        "id": container.id,
    }
    if container.running:
        counters = ("bytes", "packets", "errors", "dropped")
        found["networks"] = {"eth0": {f"{way}_{counter}": 0 for way in ("rx", "tx") for counter in counters}}
    return found


def _cpu(used: int, system: int) -> dict[str, Any]:
    return {
        "cpu_usage": {
            "total_usage": used,
            "percpu_usage": [used, 0],
            "usage_in_kernelmode": 0,
            "usage_in_usermode": used,
        },
        "system_cpu_usage": system,
        "online_cpus": 2,
        "throttling_data": {"periods": 0, "throttled_periods": 0, "throttled_time": 0},
    }


ROUTES = [
    ("POST", "/containers/{name}/start", start),
    ("POST", "/containers/{name}/stop", stop),
    ("POST", "/containers/{name}/restart", restart),
    ("POST", "/containers/{name}/kill", kill),
    ("POST", "/containers/{name}/pause", pause),
    ("POST", "/containers/{name}/unpause", unpause),
    ("POST", "/containers/{name}/wait", wait),
    ("POST", "/containers/{name}/resize", resize),
    ("GET", "/containers/{name}/top", top),
    ("GET", "/containers/{name}/stats", stats),
]
