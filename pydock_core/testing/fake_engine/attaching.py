"""Attach and logs of fake containers, and `/exec`: the endpoints with the streams of a process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.console import STDOUT, Console, Entry, lines
from pydock_core.testing.fake_engine.exchange import Answer, Refusal, in_json
from pydock_core.testing.fake_engine.faults import Cut
from pydock_core.testing.fake_engine.process import CannotStart, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pydock_core.testing.fake_engine.container import Container
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.fake_engine.exchange import Asked
    from pydock_core.testing.fake_engine.server import Hijacked

RAW_STREAM = "application/vnd.docker.raw-stream"
MULTIPLEXED_STREAM = "application/vnd.docker.multiplexed-stream"


class Exec:
    """A command in a running container, made by `POST /containers/NAME/exec`."""

    def __init__(self, id: str, container: Container, body: dict[str, Any], engine: FakeEngine) -> None:
        self.id = id
        self.container = container
        self.command: list[str] = body["Cmd"]
        self.body = body
        self.console = Console(engine.changed, terminal=bool(body.get("Tty")), opened=bool(body.get("AttachStdin")))
        self.process: Process | None = None
        self.exit_code: int | None = None
        self.pid = 0

    @property
    def running(self) -> bool:
        """Whether its process is running."""
        return self.process is not None and self.process.status is None

    def inspect(self) -> dict[str, Any]:
        """Returns the object of `GET /exec/ID/json`."""
        config = {
            "tty": self.console.terminal,
            "entrypoint": self.command[0],
            "arguments": self.command[1:],
            "privileged": bool(self.body.get("Privileged")),
        }
        if self.body.get("User"):
            config["user"] = self.body["User"]
        return {
            "ID": self.id,
            "Running": self.running,
            "ExitCode": self.exit_code,
            "ProcessConfig": config,
            "OpenStdin": bool(self.body.get("AttachStdin")),
            "OpenStderr": bool(self.body.get("AttachStderr")),
            "OpenStdout": bool(self.body.get("AttachStdout")),
            "CanRemove": False,
            "ContainerID": self.container.id,
            "DetachKeys": self.body.get("DetachKeys") or "",
            "Pid": self.pid,
        }


def attach(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    container = engine.containers.find(name)
    if container is None:
        return _refused(404, f"No such container: {name}")
    if container.status == "paused":
        return _refused(409, f"container {name} is paused, unpause the container before attach")
    console = container.console
    start = 0 if asked.flag("logs") else len(console.entries)
    run = container.runs_begun if container.running else container.runs_begun + 1
    attached = asked.flag("stream")
    engine.emit_container("attach", container)

    def over() -> bool:
        return not attached or container.removed or engine.closed or container.runs_ended >= run

    def end_input() -> bool:
        if not container.config["StdinOnce"] or console.terminal:
            return False
        console.end_input()
        return True

    def session(stream: Hijacked) -> None:
        feed = end_input if attached and asked.flag("stdin") else None
        _session(stream, console, start, over, feed, stdout=asked.flag("stdout"), stderr=asked.flag("stderr"))

    return Answer(200, content_type=_stream_type(engine, console), hijack=session)


def _stream_type(engine: FakeEngine, console: Console) -> str:
    return MULTIPLEXED_STREAM if engine.api_number >= 42 and not console.terminal else RAW_STREAM


def _refused(status: int, message: str) -> Answer:
    return Answer(status, content_type=RAW_STREAM, hijack=lambda stream: stream.write(message.encode() + b"\r\n"))


def _session(
    stream: Hijacked,
    console: Console,
    start: int,
    over: Callable[[], bool],
    end_input: Callable[[], bool] | None,
    *,
    stdout: bool,
    stderr: bool,
) -> None:
    """Serves one attached client; with `end_input` None, its input is ignored.

    At a half-close of the client, `end_input` returns whether the process's input ends (True). Otherwise the attachment
    ends at once, without the unread output, as dockerd's does.
    """
    detached = threading.Event()
    if end_input is not None:
        ended = end_input

        def read_input() -> None:
            while (data := stream.read()) and not over():
                console.feed(data)
            with console.changed:
                if not over() and not ended():
                    detached.set()
                console.changed.notify_all()

        threading.Thread(target=read_input, name="fake engine stdin", daemon=True).start()
    for entry in console.follow(start, lambda: over() or detached.is_set()):
        if data := console.framed(entry, stdout=stdout, stderr=stderr):
            stream.write(data)


def logs(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    if not (asked.flag("stdout") or asked.flag("stderr")):
        raise Refusal(400, "Bad parameters: you must choose at least one stream")
    container = engine.containers.get(name)
    # The engine names the type of a log's stream since 1.42.
    content_type = _stream_type(engine, container.console) if engine.api_number >= 42 else None
    return Answer(200, _log(engine, asked, container), content_type=content_type)


def _log(engine: FakeEngine, asked: Asked, container: Container) -> Iterator[bytes]:
    console = container.console
    position = len(console.entries)
    wanted = lines(console.entries[:position])
    since, until = float(asked.query.get("since") or 0), float(asked.query.get("until") or 0)
    wanted = [entry for entry in wanted if entry.seconds >= since and (not until or entry.seconds <= until)]
    tail = asked.query.get("tail", "all")
    if tail.isdecimal():
        wanted = wanted[len(wanted) - min(int(tail), len(wanted)) :]
    for entry in wanted:
        yield _logged(asked, container, entry)
    if asked.flag("follow"):
        for entry in console.follow(position, lambda: not container.running or engine.closed):
            for line in lines([entry]):
                yield _logged(asked, container, line)


def _logged(asked: Asked, container: Container, entry: Entry) -> bytes:
    prefix = ""
    if asked.flag("timestamps"):
        prefix = shapes.timestamp(entry.seconds) + " "
    if asked.flag("details"):
        prefix += " "
    shown = type(entry)(entry.stream, prefix.encode() + entry.data, entry.seconds)
    return container.console.framed(shown, stdout=asked.flag("stdout"), stderr=asked.flag("stderr"))


def create_exec(engine: FakeEngine, asked: Asked, name: str) -> Answer:
    body = asked.object()
    if not body.get("Cmd"):
        raise Refusal(400, "No exec command specified")
    container = engine.containers.get(name)
    if not container.running:
        raise Refusal(409, f"Container {container.id} is not running")
    if container.status == "paused":
        raise Refusal(409, f"Container {name} is paused, unpause the container before exec")
    made = Exec(engine.new_id(), container, body, engine)
    engine.execs[made.id] = made
    container.exec_ids.append(made.id)
    engine.emit_container(f"exec_create: {' '.join(made.command)}", container, execID=made.id)
    return in_json({"Id": made.id}, 201)


def start_exec(engine: FakeEngine, asked: Asked, id: str) -> Answer:
    body = asked.object()
    made = _exec(engine, id)
    if made.exit_code is not None:
        return _no_start(engine, made, body, 409, f"Error: Exec command {made.id} has already run")
    if made.running:
        return _no_start(engine, made, body, 409, f"Error: Exec command {made.id} is already running")
    if not made.container.running:
        raise Refusal(409, f"Container {made.container.id} is not running")
    try:
        program = engine.program(made.command, None)
    except CannotStart as error:
        made.exit_code = 126
        message = f"OCI runtime exec failed: exec failed: unable to start container process: {error}: unknown"
        return _no_start(engine, made, body, 400, message)
    made.pid = engine.new_pid()
    environ = {**made.container.environ, **dict(text.partition("=")[::2] for text in made.body.get("Env") or ())}
    process = made.process = Process(made.command, environ, made.console)

    def ended(status: int) -> None:
        with engine.changed:
            made.exit_code = status
            if made.id in made.container.exec_ids:
                made.container.exec_ids.remove(made.id)
            engine.changed.notify_all()
        engine.emit_container("exec_die", made.container, execID=made.id, exitCode=str(status))

    engine.emit_container(f"exec_start: {' '.join(made.command)}", made.container, execID=made.id)
    if body.get("Detach"):
        process.run(program, ended)
        return Answer(200)

    def end_input() -> bool:
        made.console.end_input()
        return not made.console.terminal

    def session(stream: Hijacked) -> None:
        process.run(program, ended)
        try:
            _session(
                stream,
                made.console,
                0,
                lambda: made.exit_code is not None or engine.closed,
                end_input if made.body.get("AttachStdin") else None,
                stdout=bool(made.body.get("AttachStdout")),
                stderr=bool(made.body.get("AttachStderr")),
            )
        except (OSError, Cut):
            made.console.end_input()
            raise

    return Answer(200, content_type=_stream_type(engine, made.console), headers=engine.headers(), hijack=session)


def _no_start(engine: FakeEngine, made: Exec, body: dict[str, Any], status: int, message: str) -> Answer:
    """Refuses to start an exec: with an error if detached, otherwise in the stream, in place of output."""
    if body.get("Detach"):
        raise Refusal(status, message)
    text = made.console.framed(Entry(STDOUT, message.encode() + b"\r\n", 0))
    return Answer(
        200,
        content_type=_stream_type(engine, made.console),
        headers=engine.headers(),
        hijack=lambda stream: stream.write(text),
    )


def inspect_exec(engine: FakeEngine, asked: Asked, id: str) -> Answer:
    return in_json(_exec(engine, id).inspect())


def resize_exec(engine: FakeEngine, asked: Asked, id: str) -> Answer:
    rows, columns = asked.number("h"), asked.number("w")
    made = _exec(engine, id)
    if not made.running:
        raise Refusal(404, "no such exec")
    made.console.size = (columns, rows)
    return Answer(200)


def _exec(engine: FakeEngine, id: str) -> Exec:
    if id not in engine.execs:
        raise Refusal(404, f"No such exec instance: {id}")
    return engine.execs[id]


ROUTES = [
    ("POST", "/containers/{name}/attach", attach),
    ("GET", "/containers/{name}/logs", logs),
    ("POST", "/containers/{name}/exec", create_exec),
    ("POST", "/exec/{id}/start", start_exec),
    ("POST", "/exec/{id}/resize", resize_exec),
    ("GET", "/exec/{id}/json", inspect_exec),
]
