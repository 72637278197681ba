"""Runs a case with one client on a real engine, through a relay that records the requests."""

from __future__ import annotations

import base64
import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engines.relay import Relay
from tests.parity import given
from tests.parity.canned import CannedEngine
from tests.parity.normalise import Normaliser
from tests.parity.outcome import Outcome

if TYPE_CHECKING:
    from types import TracebackType

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry
    from tests.engines.relay import Request
    from tests.parity.cases import Case

TIMEOUT_SECONDS = 30
PING = "/_ping"
HELPER = "docker-credential-"


class Stage:
    """The servers of the cases: `engine` and a canned engine, each behind a relay, and a registry. A context manager.

    The registry has `tiny` and `tagged`, each as `1`, `2` and `latest`, and `busybox:latest`, pushed by the engine
    itself; cases may push more tags of `tiny`. Cases run one after another.
    """

    def __init__(self, engine: Dockerd, registry: Registry) -> None:
        self._engine = engine
        self._registry = registry
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Stage:
        enter = self._stack.enter_context
        self._folder = Path(enter(tempfile.TemporaryDirectory(prefix="pydock-parity-")))
        self._canned = enter(CannedEngine())
        self._programs = self._folder / "programs"
        link_programs(os.environ.get("PATH", os.defpath), self._programs)
        self._relay = enter(Relay(self._engine.socket))
        self._canned_relay = enter(Relay(self._canned.socket))
        for tag in ("1", "2", "latest"):
            for repository in ("tiny", "tagged"):
                self._registry.push(given.tiny(text=tag), repository, tag)
        self._push_from_engine("busybox")
        self._busybox_size: int = self._engine.request("GET", "/images/busybox/json").json()["Size"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def _push_from_engine(self, image: str) -> None:
        """Makes the engine push an image of its own; raises RuntimeError if the engine refuses.

        The layers that the engine compresses differ from those that `Registry.push` stores: after the latter, the first
        case with a push would see uploads, and a later case "Layer already exists".
        """
        name = f"{self._registry.address}/{image}"
        steps = (
            ("POST", f"/images/{image}/tag?repo={name}&tag=latest", None),
            ("POST", f"/images/{name}/push?tag=latest", {"X-Registry-Auth": base64.urlsafe_b64encode(b"{}").decode()}),
            ("DELETE", f"/images/{name}:latest", None),
        )
        for method, path, headers in steps:
            answer = self._engine.request(method, path, headers=headers)
            if answer.status >= 400 or b'"errorDetail"' in answer.body:
                raise RuntimeError(f"{method} {path}: {answer.status} {answer.body!r}")

    def engine_version(self) -> str:
        """The version of the engine, on which the texts of its errors depend."""
        version: str = self._engine.request("GET", "/version").json()["Version"]
        return version

    def run(self, case: Case, client: Path) -> Outcome:
        """Runs a case with the client `docker` of the folder `client`, then removes all objects of the case.

        Raises RuntimeError with the output if the case takes longer than TIMEOUT_SECONDS.
        """
        folder = self._folder / "case"
        folder.mkdir()
        try:
            for name, text in case.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)
            if case.canned is None:
                given.prepare(self._engine, case.given)
                relay = self._relay
            else:
                self._canned.say(**case.canned)
                relay = self._canned_relay
            status, stdout, stderr = self._shell(case, folder, client, relay.host)
            requests = _answered(relay.take())
            normaliser = self._normaliser(folder, relay)
            if "requests" in case.unordered:
                requests.sort(key=lambda request: (request.method, request.path))
            seen = [normaliser.request(request, case.unordered) for request in requests]
            return Outcome(status, normaliser.output(stdout), normaliser.output(stderr), seen)
        finally:
            if case.canned is None:
                self._engine.reset()
            shutil.rmtree(folder)

    def _shell(self, case: Case, folder: Path, client: Path, host: str) -> tuple[int, bytes, bytes]:
        environment = {
            "PATH": f"{client}{os.pathsep}{self._programs}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "DOCKER_HOST": host,
            "REGISTRY": self._registry.address,
            # PyDock's index is shared, because building one for each case is slow.
            "XDG_CACHE_HOME": str(self._folder / "cache"),
        }
        process = subprocess.Popen(
            ["sh", "-c", case.run],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            stdout, stderr = process.communicate(case.stdin.encode(), TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            stdout, stderr = process.communicate()
            raise RuntimeError(f"{case}: not done after {TIMEOUT_SECONDS} s: {stdout!r} {stderr!r}") from None
        return process.returncode, stdout, stderr

    def _normaliser(self, folder: Path, relay: Relay) -> Normaliser:
        fixed = {
            str(folder): "<folder>",
            str(self._folder): "<above>",
            relay.socket: "<socket>",
            self._registry.address: "<registry>",
            str(self._engine.folder): "<engine>",
            f"virtual {self._busybox_size / 1e6:.3g}MB": "virtual <size>",
        }
        listed = [f"/{kind}" for kind in ("containers/json?all=1", "images/json", "networks", "plugins")]
        things = [thing for path in listed for thing in self._engine.request("GET", path).json()]
        names = [name.removeprefix("/") for thing in things for name in thing.get("Names", ())]
        return Normaliser(fixed, [thing["Id"] for thing in things], names)


def link_programs(path: str, folder: Path) -> None:
    """Makes `folder` with links to the programs on `path`, without credential helpers, which docker would use."""
    folder.mkdir()
    for source in path.split(os.pathsep):
        for program in Path(source).glob("*"):
            link = folder / program.name
            if not program.name.startswith(HELPER) and not link.is_symlink():
                link.symlink_to(program.absolute())


def _answered(requests: list[Request]) -> list[Request]:
    """Removes pings without a following request: docker negotiates a version even to report an unknown flag."""
    found = []
    for request, after in itertools.zip_longest(requests, requests[1:]):
        if request.path != PING or (after is not None and after.path != PING):
            found.append(request)
    return found
