"""The fake engine: a Docker Engine API in memory, in-process or on a real socket."""

from __future__ import annotations

import re
import socket
import threading
import time
import traceback
from typing import TYPE_CHECKING
from weakref import WeakSet

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.transport.connection_errors import not_running
from pydock_core.engine.transport.http import SocketTransport
from pydock_core.testing.fake_engine import (
    alterations,
    attaching,
    containers,
    files,
    image_transfers,
    images,
    lifecycle,
    network_creation,
    networks,
    plugins,
    server,
    system,
    volumes,
)
from pydock_core.testing.fake_engine.exchange import Answer, Asked, Refusal, encoded, in_json
from pydock_core.testing.fake_engine.faults import Fault, Rule
from pydock_core.testing.fake_engine.process import CannotStart
from pydock_core.testing.fake_engine.programs import builtin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from pydock_core.engine.messages import Request, Response
    from pydock_core.testing.fake_engine.attaching import Exec
    from pydock_core.testing.fake_engine.container import Container
    from pydock_core.testing.fake_engine.images import Image, Images
    from pydock_core.testing.fake_engine.process import ProgramFunction

# The release of the engine that brought each API version.
_RELEASES = {
    "1.41": "20.10.24",
    "1.42": "23.0.6",
    "1.43": "24.0.9",
    "1.44": "25.0.5",
    "1.45": "26.1.4",
    "1.46": "27.1.2",
    "1.47": "27.5.1",
    "1.48": "28.0.4",
    "1.49": "28.1.1",
    "1.50": "28.2.2",
    "1.51": "28.5.2",
    "1.52": "29.1.3",
    "1.53": "29.2.1",
    "1.54": "29.4.0",
    "1.55": "29.7.2",
}
# Older clients get refusals as plain text.
_JSON_ERRORS_SINCE = 24
_PLAIN = "text/plain; charset=utf-8"
_PULLABLE = ("alpine:latest", "busybox:latest", "hello-process:latest")
_MODULES = (
    *(alterations, files, containers, lifecycle, attaching, image_transfers, images),
    *(network_creation, networks, plugins, volumes, system),
)
_ROUTES: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", path)), handler)
    for module in _MODULES
    for method, path, handler in module.ROUTES
]


class FakeEngine:
    """An engine in memory that answers as dockerd 20.10 does; with `api_version`, as a newer version.

    `swarm` is the state in a swarm that engines report since API 1.42: "inactive", "active/worker", "active/manager".

    `images` are the images at the start; `engine.images.add(Image("web:1", config={…}))` adds one;
    `engine.images.registry` has the images for pulls, `engine.plugins.registry` the configurations of plugins.
    `programs` has the programs of containers: a command's first word or an image's name → a `Program`, or a function
    that gets the `Process` and returns the exit status; `echo`, `cat`, `sh -c` and a few more are built in. `requests`
    are all requests, `events` all events. Use it as a context manager, or close it, which ends its processes and open
    responses.
    """

    def __init__(
        self,
        *,
        api_version: str = "1.41",
        images: Iterable[str] = ("busybox:latest",),
        builder_version: str = "",
        swarm: str = "inactive",
    ) -> None:
        self.api_version = api_version
        self.api_number = int(api_version.partition(".")[2])
        self.version = _RELEASES[api_version]
        self.min_api_version = "1.12" if self.api_number < 44 else "1.24" if self.api_number < 52 else "1.44"
        self.builder_version = builder_version
        self.swarm = swarm
        self.changed = threading.Condition(threading.RLock())
        self.closed = False
        self.requests: list[Asked] = []
        self.events: list[dict[str, Any]] = []
        self.programs: dict[str, ProgramFunction] = {}
        self.execs: dict[str, Exec] = {}
        self._ids = 0
        self._pids = 100
        self._rules: list[Rule] = []
        self._refusals: list[Rule] = []
        self._doors: list[server.Listener] = []
        self.containers = containers.Containers()
        self.images: Images = _images(images)
        self.volumes = volumes.Volumes()
        self.networks = networks.Networks(self)
        self.plugins = plugins.Plugins()
        endpoint = Endpoint("unix", "/var/run/docker.sock", url="unix:///var/run/docker.sock")
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._transport = SocketTransport(endpoint, lambda timeout_seconds: self.connect(), "api.moby.localhost")
        self._endpoint = endpoint

    def send(self, request: Request) -> Response:
        """Makes an exchange in-process, a `Send`: the real transport over a socketpair that a thread serves."""
        target = request.path
        if self._refusals and _first(self._refusals, Asked(request.method, target, {})) is not None:
            raise not_running(self._endpoint)
        return self._transport(request)

    def connect(self) -> socket.socket:
        """Returns a new connection to the engine, for a plugin's transport."""
        ours, theirs = socket.socketpair()
        server.serve_in_thread(theirs, self.handle)
        self._connections.add(ours)
        return ours

    def serve(self, path: str) -> server.Listener:
        """Listens on a unix socket at `path`, for other processes; the result's `host` is the value for DOCKER_HOST."""
        door = server.Listener(path, self._handle_outside)
        self._doors.append(door)
        return door

    def fault(self, method: str, path_pattern: str, fault: Fault, *, after: int = 0, times: int | None = None) -> Fault:
        """Sets `fault` for exchanges with this method ("*": any) whose path, without version, fits the shell pattern.

        The first `after` matching ones pass, the next `times` have the fault (None: all). Returns the fault.
        """
        rules = self._refusals if fault.refuse else self._rules
        rules.append(Rule(method, path_pattern, fault, after=after, times=times))
        return fault

    def close(self) -> None:
        """Ends processes, open responses and sockets."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()
        for rule in self._rules:
            rule.fault.release()
        processes = [one.process for one in self.containers.all()] + [one.process for one in self.execs.values()]
        for process in processes:
            if process is not None:
                process.kill(9)
        for door in self._doors:
            door.close()
        self._transport.close()
        for connection in list(self._connections):
            connection.close()  # a command that failed may have left a connection to the garbage collection

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def handle(self, asked: Asked) -> tuple[Answer, Fault | None]:
        """Returns the answer to a request, and its fault."""
        with self.changed:
            self.requests.append(asked)
            fault = _first(self._rules, asked)
        if fault is not None and fault.answer is not None:
            fault.reached.set()
            return fault.answer, None
        if fault is not None and fault.before_answer and fault.cut:
            return Answer(), fault
        return self._answer(asked), fault

    def _handle_outside(self, asked: Asked) -> tuple[Answer, Fault | None]:
        refusal = _first(self._refusals, asked)
        if refusal is not None:
            return Answer(), refusal
        return self.handle(asked)

    def _answer(self, asked: Asked) -> Answer:
        try:
            answer = self._version_refusal(asked) or self._route(asked)
        except Refusal as refusal:
            answer = in_json({"message": refusal.message}, refusal.status)
        except Exception:  # noqa: BLE001 (a test shows an error of the fake best as the response)
            answer = in_json({"message": f"the fake engine failed: {traceback.format_exc()}"}, 500)
        if answer.hijack is None and not answer.bare:
            answer.headers = {**self.headers(), **answer.headers}
        return answer

    def _route(self, asked: Asked) -> Answer:
        for method, pattern, handler in _ROUTES:
            match = pattern.fullmatch(asked.path)
            if method == asked.method and match is not None:
                return handler(self, asked, **match.groupdict())
        return Answer(404, encoded({"message": "page not found"}), content_type="application/json", bare=True)

    def _version_refusal(self, asked: Asked) -> Answer | None:
        """Returns the refusal of a too new or too old client, as dockerd's without the header about experiments."""
        if not asked.version:
            return None
        headers = {name: value for name, value in self.headers().items() if name != "Docker-Experimental"}
        number = int(asked.version.partition(".")[2].partition(".")[0][:9] or 0)
        if number > self.api_number:
            words = f"client version {asked.version} is too new. Maximum supported API version is {self.api_version}"
        elif number < int(self.min_api_version.partition(".")[2]):
            words = (
                f"client version {asked.version} is too old. Minimum supported API version is {self.min_api_version}, "
                "please upgrade your client to a newer version"
            )
        else:
            return None
        if number < _JSON_ERRORS_SINCE:
            return Answer(400, f"{words}\n".encode(), content_type=_PLAIN, headers=headers, bare=True)
        return Answer(400, encoded({"message": words}), content_type="application/json", headers=headers, bare=True)

    def headers(self) -> dict[str, str]:
        """Returns the headers of every response."""
        return {
            "Api-Version": self.api_version,
            "Docker-Experimental": "false",
            "Ostype": "linux",
            "Server": f"Docker/{self.version} (linux)",
        }

    def program(self, command: Sequence[str], image: Image | None) -> ProgramFunction:
        """Returns the program of a command: by its first word, else by its image's name, else a built-in one."""
        found = self.programs.get(command[0])
        for tag in image.tags if image is not None and found is None else ():
            found = found or self.programs.get(tag) or self.programs.get(tag.removesuffix(":latest"))
        if found is None:
            return builtin(command)
        if refusal := getattr(found, "cannot_start", ""):
            raise CannotStart(refusal)
        return found

    def new_id(self) -> str:
        """Returns a new id of 64 digits; the same ids in each run of a test."""
        with self.changed:
            self._ids += 1
            return containers.new_id(self._ids)

    def new_pid(self) -> int:
        """Returns a new process id."""
        with self.changed:
            self._pids += 1
            return self._pids

    def emit(
        self, kind: str, action: str, id: str, attributes: dict[str, str], old: dict[str, str] | None = None
    ) -> None:
        """Records an event; `old` are the fields of the old form, which events of containers and images have, too."""
        now = time.time()
        if kind == "image":
            old = {"status": action, "id": id}
        event = {
            **(old or {}),
            "Type": kind,
            "Action": action,
            "Actor": {"ID": id, "Attributes": dict(sorted(attributes.items()))},
            "scope": "local",
            "time": int(now),
            "timeNano": int(now * 1e9),
        }
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def emit_container(self, action: str, container: Container, **attributes: str) -> None:
        """Records an event of a container, with its image, name and labels."""
        old = {"status": action, "id": container.id}
        image = container.config["Image"]
        if image:
            old["from"] = image
            attributes["image"] = image
        attributes["name"] = container.name
        self.emit("container", action, container.id, {**(container.config["Labels"] or {}), **attributes}, old)


def _images(names: Iterable[str]) -> images.Images:
    found = images.Images()
    for name in _PULLABLE:
        found.registry[name] = images.Image(name)
    for name in names:
        image = images.Image(name)
        found.add(found.registry.setdefault(image.name, image) if image.name in _PULLABLE else image)
    return found


def _first(rules: list[Rule], asked: Asked) -> Fault | None:
    return next((rule.fault for rule in rules if rule.matches(asked)), None)
