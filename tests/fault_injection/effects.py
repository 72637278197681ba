"""Effects of commands on the fake engine: the proof of success where the output is an id or empty.

A `Text` returns the whole output that a successful command prints, "" as long as the engine lacks the object. An
`Effect` returns whether the engine has changed as the command asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fault_injection.engines import Engine

    Text: TypeAlias = Callable[[Engine], str]
    Effect: TypeAlias = Callable[[Engine], bool]


def id_of_newest_container(engine: Engine) -> str:
    """Returns the output of `create` and `run -d`."""
    return "".join(f"{container.id}\n" for container in engine.containers.all()[-1:])


def short_ids_of_containers(engine: Engine) -> str:
    """Returns the output of `ps -aq`, newest container first."""
    return "".join(f"{container.id[:12]}\n" for container in reversed(engine.containers.all()))


def containers_are_stopped(engine: Engine) -> bool:
    """Returns whether both containers of `stop live also` have ended."""
    return [container.running for container in engine.containers.all()] == [False, False]


def containers_are_removed(engine: Engine) -> bool:
    """Returns whether the engine has no container."""
    return engine.containers.all() == []


def image_is_tagged(engine: Engine) -> bool:
    """Returns whether the image has the name that `tag busybox new:1` gives."""
    return engine.images.find("new:1") is not None


def container_is_renamed(engine: Engine) -> bool:
    """Returns whether the container has the name that `rename made other` gives."""
    return engine.containers.find("other") is not None and engine.containers.find("made") is None


def command_is_executed(engine: Engine) -> bool:
    """Returns whether `exec` has started a process."""
    return any(started.process is not None for started in engine.execs.values())


def folder_is_copied(engine: Engine) -> bool:
    """Returns whether the container has the file of `cp context web:/tmp`, a folder that the image lacks."""
    return b"FROM" in _content(engine, "web", "/tmp/Dockerfile")


def large_folder_is_copied(engine: Engine) -> bool:
    """Returns whether the container has the last file of `cp large live:/tmp`."""
    return _content(engine, "live", "/tmp/b") == b"last"


def id_of_newest_network(engine: Engine) -> str:
    """Returns the output of `network create net`."""
    return "".join(f"{network.id}\n" for network in engine.networks.all() if network.name == "net")


def container_is_connected(engine: Engine) -> bool:
    """Returns whether the network has the container of `network connect net live`."""
    return [container.name for container in engine.networks.get("net").plugged] == ["live"]


def container_is_disconnected(engine: Engine) -> bool:
    """Returns whether the network has no container after `network disconnect net live`."""
    return not engine.networks.get("net").plugged


def networks_are_removed(engine: Engine) -> bool:
    """Returns whether the engine has its built-in networks only."""
    return all(network.built_in for network in engine.networks.all())


def volumes_are_removed(engine: Engine) -> bool:
    """Returns whether the engine has no volume."""
    return not engine.volumes.by_name


def volume_is_drained(engine: Engine) -> bool:
    """Returns whether the cluster volume has the availability of `volume update --availability drain vol`."""
    specification: dict[str, str] = engine.volumes.get("vol")["ClusterVolume"]["Spec"]
    return specification["Availability"] == "drain"


def plugin_is_disabled(engine: Engine) -> bool:
    """Returns whether the plugin `one` is installed and disabled."""
    return [plugin["Enabled"] for plugin in engine.plugins.present.values() if plugin["Name"] == "one:latest"] == [
        False
    ]


def plugin_is_enabled(engine: Engine) -> bool:
    """Returns whether the plugin `one` is enabled."""
    return [plugin["Enabled"] for plugin in engine.plugins.present.values() if plugin["Name"] == "one:latest"] == [True]


def plugin_is_set(engine: Engine) -> bool:
    """Returns whether the plugin has the value of `plugin set one DEBUG=1`."""
    settings: dict[str, list[str]] = engine.plugins.get("one")["Settings"]
    return settings["Env"] == ["DEBUG=1"]


def plugins_are_removed(engine: Engine) -> bool:
    """Returns whether the engine has no plugin."""
    return not engine.plugins.present


def checkpoint_is_removed(engine: Engine) -> bool:
    """Returns whether the engine has no checkpoint."""
    return engine.checkpoints == []


def _content(engine: Engine, container: str, path: str) -> bytes:
    files = engine.containers.get(container).files
    return files.read(path) if path in files.entries else b""
