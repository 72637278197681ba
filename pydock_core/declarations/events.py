"""What plugins are told of through `pydock_event`: plain data, one class for each kind of event.

Names and ids of containers are as the engine was asked for them: an id after a create, else what was typed.
"""

from __future__ import annotations


class Event:
    """Any event; tell them apart with `isinstance`, and pass over those you don't know: more may come."""

    __slots__: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


class PullProgress(Event):
    """The engine said how far a pull is.

    `layer` is the short id of the layer or the tag, "" for a word about the whole image; `current` and `total` are
    bytes, None where they aren't counted.
    """

    __slots__ = ("current", "image", "layer", "status", "total")

    def __init__(self, image: str, layer: str, status: str, current: int | None, total: int | None) -> None:
        self.image = image
        self.layer = layer
        self.status = status
        self.current = current
        self.total = total


class ContainerCreated(Event):
    """`run` or `create` made a container; `name` is None where the engine chose it."""

    __slots__ = ("container", "image", "name")

    def __init__(self, container: str, name: str | None, image: str) -> None:
        self.container = container
        self.name = name
        self.image = image


class ContainerStarted(Event):
    """The engine started a container (`engine.containers.start` or `restart`), whatever the command."""

    __slots__ = ("container",)

    def __init__(self, container: str) -> None:
        self.container = container


class ContainerExited(Event):
    """A container exited that a command was waiting for: `run`, `start --attach`, `wait`."""

    __slots__ = ("container", "status")

    def __init__(self, container: str, status: int) -> None:
        self.container = container
        self.status = status


class EngineWarning(Event):
    """The engine did what it was asked for, and warned of something."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


class CommandFinished(Event):
    """The command ended; the last event there is. `command` is its canonical name, `seconds` what it took."""

    __slots__ = ("command", "seconds", "status")

    def __init__(self, command: str, status: int, seconds: float) -> None:
        self.command = command
        self.status = status
        self.seconds = seconds
