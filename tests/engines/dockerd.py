"""A private dockerd with its own data, socket, processes, mounts and control groups; starts in about 0.3 s."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.engines import processes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from tests.engines.images import Image

# Runs as process 1 of new mount and process namespaces. In a network namespace of the tests, only a new mount of /sys
# shows that network, and the control groups are mounted again; elsewhere /sys shows the network, and the mount fails.
# The containerd of the machine is hidden, because dockerd would use it.
_SETUP = """
set -e
folder=$1; shift
mkdir -p "$folder/cgroups"
mount --rbind /sys/fs/cgroup "$folder/cgroups"
if mount -t sysfs sysfs /sys 2>/dev/null; then
  mount --move "$folder/cgroups" /sys/fs/cgroup
else
  umount --recursive "$folder/cgroups"
fi
if [ -d /run/containerd ]; then mount -t tmpfs tmpfs /run/containerd; fi
exec "$@"
"""


class Answer:
    """The response of an engine: `status` and `body`."""

    __slots__ = ("body", "status")

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    def json(self) -> Any:
        """Returns the decoded body; raises ValueError if the body is no JSON."""
        return json.loads(self.body)


class UnixConnection(http.client.HTTPConnection):
    """An HTTP connection over a unix socket."""

    def __init__(self, path: str, *, timeout_seconds: float = 60) -> None:
        super().__init__("localhost", timeout=timeout_seconds)
        self._path = path

    def connect(self) -> None:
        """Connects to the path of the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def arguments(folder: Path, *options: str, cgroup: str) -> list[str]:
    """Returns the command of a dockerd with its whole state in `folder` and the socket `folder`/docker.sock.

    `options` are more arguments of dockerd. `kill` ends the engine with all its containers.
    """
    return [
        *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
        *("sh", "-c", _SETUP, "sh", str(folder)),
        *("dockerd", "--config-file", str(folder / "daemon.json"), "--pidfile", str(folder / "dockerd.pid")),
        *("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec")),
        *("--host", f"unix://{folder}/docker.sock"),
        *("--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", f"/{cgroup}"),
        *options,
    ]


def request(
    path_of_socket: str,
    method: str,
    path: str,
    body: bytes | dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Sends a request to an engine and returns the whole response; encodes a dict as JSON. Raises OSError."""
    kind = "application/x-tar"
    if isinstance(body, dict):
        body, kind = json.dumps(body).encode(), "application/json"
    connection = UnixConnection(path_of_socket)
    try:
        sent = {"Content-Type": kind} if body is not None else {}
        connection.request(method, path, body, {**sent, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except http.client.HTTPException as error:
        raise OSError(f"{method} {path}: {error!r}") from error
    finally:
        connection.close()


def answers(path_of_socket: str) -> bool:
    """Returns whether an engine answers a ping at the socket."""
    try:
        return request(path_of_socket, "GET", "/_ping").status == 200
    except OSError:
        return False


def clear(path_of_socket: str) -> None:
    """Removes all containers, networks, volumes and plugins of an engine."""
    for container in request(path_of_socket, "GET", "/containers/json?all=1").json():
        request(path_of_socket, "DELETE", f"/containers/{container['Id']}?force=1&v=1")
    for network in request(path_of_socket, "GET", "/networks").json():
        if network["Name"] not in ("bridge", "host", "none"):
            request(path_of_socket, "DELETE", f"/networks/{network['Id']}")
    for volume in request(path_of_socket, "GET", "/volumes").json()["Volumes"] or ():
        request(path_of_socket, "DELETE", f"/volumes/{quote(volume['Name'])}?force=1")
    for plugin in request(path_of_socket, "GET", "/plugins").json():
        request(path_of_socket, "DELETE", f"/plugins/{plugin['Id']}?force=1")


def kill(process_id: int) -> None:
    """Kills the dockerd that the command of `arguments` started and all its containers.

    The signal goes to process 1 of the namespace: the kernel ends all other processes of the namespace before
    `unshare` ends.
    """
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    for victim in map(int, children or [str(process_id)]):
        os.kill(victim, signal.SIGKILL)


class Dockerd:
    """A running private dockerd; `options` are more arguments, such as `--tlsverify`.

    `path` is a folder before those of PATH, for another version of the engine; `environment` are more variables. The
    TCP ports of the options are in the network of `namespaces.enter`.
    """

    def __init__(
        self,
        *options: str,
        images: tuple[Image, ...] = (),
        path: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._options = options
        self._images = images
        # /usr/sbin has dockerd and iptables, and is missing from some PATHs.
        path = ":".join(part for part in (path, os.environ.get("PATH", os.defpath), "/usr/sbin:/sbin") if part)
        self._environment = {**os.environ, "PATH": path, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        if shutil.which("dockerd", path=path) is None:
            raise FileNotFoundError("dockerd: not found; ./scripts/test installs it (Debian: docker.io)")
        self._owner = processes.Folder("pydock-engine")
        self.folder = self._owner.path
        (self.folder / "daemon.json").write_text("{}")

    @property
    def socket(self) -> str:
        """The path of the unix socket."""
        return f"{self.folder}/docker.sock"

    @property
    def host(self) -> str:
        """The DOCKER_HOST of clients."""
        return f"unix://{self.socket}"

    @property
    def tcp_host(self) -> str:
        """The DOCKER_HOST of clients over TCP; raises StopIteration if no option opens a TCP port."""
        return next(option for option in self._options if option.startswith("tcp://"))

    @property
    def log(self) -> Path:
        """The log file of dockerd."""
        return self.folder / "dockerd.log"

    def start(self) -> None:
        """Starts dockerd, also after `kill`, and waits until dockerd answers."""
        command = arguments(self.folder, *self._options, cgroup=self.folder.name)
        # Both files contain process ids of the previous namespace, for which dockerd would wait.
        (self.folder / "dockerd.pid").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "exec", ignore_errors=True)
        self._process = processes.start(command, self.log, environment=self._environment)
        processes.wait_until_ready(self._process, self.answers, self.log)

    def answers(self) -> bool:
        """Returns whether dockerd answers a ping."""
        return answers(self.socket)

    def kill(self) -> None:
        """Kills dockerd and its containers, as a power failure does; the data stays for another `start`."""
        if self._process is not None:
            if self._process.poll() is None:
                kill(self._process.pid)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Kills dockerd and removes its files, mounts and control groups."""
        self.kill()
        self._owner.remove()

    def __enter__(self) -> Dockerd:
        try:
            self.start()
            for image in self._images:
                self.load(image)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Sends a request over the unix socket, as the function `request` does."""
        return request(self.socket, method, path, body, headers)

    def load(self, image: Image, *tags: str) -> None:
        """Loads an image with the given names, by default its own; raises RuntimeError if the engine refuses."""
        answer = self.request("POST", "/images/load?quiet=1", image.archive(*tags))
        if answer.status != 200 or b'"errorDetail"' in answer.body:
            raise RuntimeError(f"loading {image.tags}: {answer.status} {answer.body!r}")

    def reset(self) -> None:
        """Removes containers, networks, volumes, plugins and images, then loads the images of the start again."""
        clear(self.socket)
        kept = {tag: image for image in self._images for tag in image.tags}
        present: set[str] = set()
        for found in self.request("GET", "/images/json").json():
            tags = [tag for tag in found["RepoTags"] or () if tag != "<none>:<none>"]
            present.update(tags)
            for name in [tag for tag in tags or [found["Id"]] if tag not in kept]:
                self.request("DELETE", f"/images/{quote(name)}?force=1")
        for tag, image in kept.items():
            if tag not in present:
                self.load(image)
