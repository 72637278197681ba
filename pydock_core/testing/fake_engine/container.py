"""One container of the fake engine, and its JSON in lists and in inspect."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.output.human import human_duration
from pydock_core.testing.fake_engine import shapes
from pydock_core.testing.fake_engine.console import Console
from pydock_core.testing.fake_engine.files import Files

if TYPE_CHECKING:
    import threading
    from typing import Any

    from pydock_core.testing.fake_engine.images import Image
    from pydock_core.testing.fake_engine.process import Process

ROOT = "/var/lib/docker"


class Container:
    """A container; times are seconds since the epoch, 0 for never.

    `runs_ended` counts the runs that have ended, failed starts included: what is attached ends with the run that it
    was attached for. `exits` counts the ends that a wait hears of.
    """

    def __init__(
        self,
        id: str,
        name: str,
        body: dict[str, Any],
        image: Image | None,
        *,
        created: float,
        changed: threading.Condition,
    ) -> None:
        self.id = id
        self.name = name
        self.image = image
        self.created = created
        self.config = _config(id, body, image)
        self.host_config = shapes.host_config(body.get("HostConfig") or {})
        self.endpoints: dict[str, dict[str, Any]] = {}
        self.mounts: list[dict[str, Any]] = []
        self.exec_ids: list[str] = []
        self.ports: dict[str, list[dict[str, str]] | None] = {}
        self.console = Console(changed, terminal=bool(self.config["Tty"]), opened=bool(self.config["OpenStdin"]))
        self.files = Files()
        self.process: Process | None = None
        self.status = "created"
        self.exit_code = 0
        self.error = ""
        self.started = 0.0
        self.finished = 0.0
        self.pid = 0
        self.runs_begun = 0
        self.runs_ended = 0
        self.exits = 0
        self.removed = False
        self.ever_started = False

    @property
    def running(self) -> bool:
        """Whether its process is there, paused or not."""
        return self.status in ("running", "paused")

    @property
    def command(self) -> list[str]:
        """Entrypoint and command together."""
        return [*(self.config["Entrypoint"] or []), *(self.config["Cmd"] or [])]

    @property
    def environ(self) -> dict[str, str]:
        """The environment of its process."""
        return dict(text.partition("=")[::2] for text in self.config["Env"] or [] if "=" in text)

    def summary(self) -> dict[str, Any]:
        """As in `GET /containers/json`."""
        return {
            "Id": self.id,
            "Names": [f"/{self.name}"],
            "Image": self.config["Image"],
            "ImageID": self.image.id if self.image else "",
            "Command": _shell_words(self.command),
            "Created": int(self.created),
            "Ports": self._port_list(),
            "Labels": self.config["Labels"],
            "State": self.status,
            "Status": self._status_words(),
            "HostConfig": {"NetworkMode": self.host_config["NetworkMode"]},
            "NetworkSettings": {"Networks": {name: _brief(found) for name, found in self.endpoints.items()}},
            "Mounts": self.mounts,
        }

    def inspect(self) -> dict[str, Any]:
        """As in `GET /containers/NAME/json`."""
        folder = f"{ROOT}/containers/{self.id}"
        kept = bool(self.runs_begun)
        words = self.command
        return {
            "Id": self.id,
            "Created": shapes.timestamp(self.created),
            "Path": words[0] if words else "",
            "Args": words[1:],
            "State": {
                "Status": self.status,
                "Running": self.running,
                "Paused": self.status == "paused",
                "Restarting": False,
                "OOMKilled": False,
                "Dead": False,
                "Pid": self.pid if self.running else 0,
                "ExitCode": self.exit_code,
                "Error": self.error,
                "StartedAt": shapes.timestamp(self.started),
                "FinishedAt": shapes.timestamp(self.finished),
            },
            "Image": self.image.id if self.image else "",
            "ResolvConfPath": f"{folder}/resolv.conf" if kept else "",
            "HostnamePath": f"{folder}/hostname" if kept else "",
            "HostsPath": f"{folder}/hosts" if kept else "",
            "LogPath": f"{folder}/{self.id}-json.log" if kept else "",
            "Name": f"/{self.name}",
            "RestartCount": 0,
            "Driver": "overlay2",
            "Platform": "linux",
            "MountLabel": "",
            "ProcessLabel": "",
            "AppArmorProfile": "",
            "ExecIDs": self.exec_ids or None,
            "HostConfig": self.host_config,
            "GraphDriver": {"Data": _layers(self.id), "Name": "overlay2"},
            "Mounts": self.mounts,
            "Config": self.config,
            "NetworkSettings": self._network_settings(),
        }

    def _network_settings(self) -> dict[str, Any]:
        bridge = self.endpoints.get("bridge", shapes.ENDPOINT)
        sandbox = self.id[::-1] if self.runs_begun else ""
        return {
            "Bridge": "",
            "SandboxID": sandbox,
            "HairpinMode": False,
            "LinkLocalIPv6Address": "",
            "LinkLocalIPv6PrefixLen": 0,
            "Ports": self.ports if self.running else {},
            "SandboxKey": f"/var/run/docker/netns/{sandbox[:12]}" if sandbox else "",
            "SecondaryIPAddresses": None,
            "SecondaryIPv6Addresses": None,
            "EndpointID": bridge["EndpointID"],
            "Gateway": bridge["Gateway"],
            "GlobalIPv6Address": "",
            "GlobalIPv6PrefixLen": 0,
            "IPAddress": bridge["IPAddress"],
            "IPPrefixLen": bridge["IPPrefixLen"],
            "IPv6Gateway": "",
            "MacAddress": bridge["MacAddress"],
            "Networks": self.endpoints,
        }

    def _port_list(self) -> list[dict[str, Any]]:
        if not self.running:
            return []
        found: list[dict[str, Any]] = []
        for port, bindings in self.ports.items():
            number, _, kind = port.partition("/")
            inner = {"PrivatePort": int(number), "Type": kind or "tcp"}
            if not bindings:
                found.append(inner)
            for binding in bindings or []:
                public = int(binding["HostPort"])
                found.append({"IP": binding["HostIp"], "PrivatePort": int(number), "PublicPort": public, "Type": kind})
        return found

    def _status_words(self) -> str:
        if self.status == "created":
            return "Created"
        if self.running:
            words = f"Up {human_duration(time.time() - self.started)}"
            return f"{words} (Paused)" if self.status == "paused" else words
        return f"Exited ({self.exit_code}) {human_duration(time.time() - self.finished)} ago"


def _config(id: str, body: dict[str, Any], image: Image | None) -> dict[str, Any]:
    """The container's configuration: the request's, completed by the image's."""
    config = shapes.filled(shapes.CONFIG, body, shapes.CONFIG_OPTIONAL)
    config["Hostname"] = config["Hostname"] or id[:12]
    if image is None:
        return config
    base = image.config
    # Without an entry point the image's counts; [""] is how a client asks for none at all.
    if not config["Entrypoint"]:
        config["Cmd"] = config["Cmd"] or base.get("Cmd")
        if config["Entrypoint"] is None:
            config["Entrypoint"] = base.get("Entrypoint")
    elif config["Entrypoint"] == [""]:
        config["Entrypoint"] = None
    said = {text.partition("=")[0] for text in config["Env"] or []}
    config["Env"] = [
        *(config["Env"] or []),
        *(text for text in base.get("Env") or [] if text.partition("=")[0] not in said),
    ]
    config["Labels"] = {**(base.get("Labels") or {}), **(config["Labels"] or {})}
    for name in ("User", "WorkingDir"):
        config[name] = config[name] or base.get(name) or ""
    for name in ("Volumes", "ExposedPorts"):
        both = {**(base.get(name) or {}), **(config.get(name) or {})}
        if both:
            config[name] = both
    for name in ("StopSignal", "Healthcheck"):
        if base.get(name) and not config.get(name):
            config[name] = base[name]
    return config


def _brief(endpoint: dict[str, Any]) -> dict[str, Any]:
    """An endpoint as lists show it: without what was configured."""
    return {**endpoint, "Links": None, "Aliases": None, "DriverOpts": None}


def _layers(id: str) -> dict[str, str]:
    folder = f"{ROOT}/overlay2/{id}"
    return {
        "LowerDir": f"{folder}-init/diff",
        "MergedDir": f"{folder}/merged",
        "UpperDir": f"{folder}/diff",
        "WorkDir": f"{folder}/work",
    }


def _shell_words(words: list[str]) -> str:
    """The command as lists show it: the arguments quoted where they hold blanks, as the engine does."""
    if not words:
        return ""
    return " ".join([words[0], *(f"'{word}'" if " " in word else word for word in words[1:])])
