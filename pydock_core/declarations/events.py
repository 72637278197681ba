"""The events that `pydock_event` gets: plain data, one class for each kind of event.

`container` is the reference that the request to the engine had: an id after a create, else the name or id as typed.
"""

from __future__ import annotations


class Event:
    """The base of all events. An implementation of `pydock_event` ignores classes that it does not know."""

    __slots__: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


class PullProgress(Event):
    """The engine reported the progress of a pull.

    `image` is the image as asked for; `layer` the short id of a layer, or the tag, "" for the whole image; `status` the
    engine's message. `current` and `total` are bytes, None where the engine counts none.
    """

    __slots__ = ("current", "image", "layer", "status", "total")

    def __init__(self, image: str, layer: str, status: str, current: int | None, total: int | None) -> None:
        self.image = image
        self.layer = layer
        self.status = status
        self.current = current
        self.total = total


class ContainerCreated(Event):
    """`run` or `create` created a container of `image`; `name` is None where the engine chose the name."""

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
    """A container exited with `status` while a command (`run`, `start --attach`, `wait`) waited for it."""

    __slots__ = ("container", "status")

    def __init__(self, container: str, status: int) -> None:
        self.container = container
        self.status = status


class EngineWarning(Event):
    """The engine did what the request asked for, and returned a warning with this `message`."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


class CommandFinished(Event):
    """The command ended: its canonical name, its exit status, its duration in seconds. This is the last event."""

    __slots__ = ("command", "seconds", "status")

    def __init__(self, command: str, status: int, seconds: float) -> None:
        self.command = command
        self.status = status
        self.seconds = seconds
