"""The methods of docker's Go types, for templates: `{{.HostConfig.NetworkMode.IsHost}}`, `{{$port.Proto}}`."""

from __future__ import annotations

from pydock_core.values.durations import format_duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_CONTAINER = "container:"


class NamedText(str):
    """A string of a Go type with methods, such as container.NetworkMode."""

    __slots__ = ("go_type",)
    go_type: str

    def __new__(cls, text: str, go_type: str) -> NamedText:
        made = super().__new__(cls, text)
        made.go_type = go_type
        return made

    def field(self, name: str) -> Any:
        """Returns the result of a method without arguments; raises KeyError if the type lacks it."""
        return TEXT_METHODS[self.go_type][name](self)


class Duration(int):
    """Nanoseconds, which print as `1m30s`."""

    go_type = "time.Duration"

    def text(self) -> str:
        """Returns the duration as Go prints it."""
        return format_duration(self)

    def field(self, name: str) -> Any:
        """Returns the result of a method without arguments; raises KeyError if the type lacks it."""
        return _DURATION[name](self)


def _is(*texts: str) -> Callable[[str], bool]:
    return lambda text: text in texts


def _is_container(text: str) -> bool:
    return text.startswith(_CONTAINER)


def _container(text: str) -> str:
    return text.removeprefix(_CONTAINER) if _is_container(text) else ""


def _is_private(text: str) -> bool:
    return text != "host" and not _is_container(text)


def _is_user_defined(text: str) -> bool:
    return text not in ("default", "bridge", "host", "none") and not _is_container(text)


def _network_name(text: str) -> str:
    return "container" if _is_container(text) else text


def _port(text: str) -> str:
    return text.partition("/")[0]


def _protocol(text: str) -> str:
    number, _, protocol = text.partition("/")
    return (protocol or "tcp") if number else ""


def _port_number(text: str) -> int:
    number = _port(text)
    return int(number) if number.isascii() and number.isdecimal() else 0


_NAMESPACE: dict[str, Callable[[str], Any]] = {"IsHost": _is("host"), "IsPrivate": lambda text: text != "host"}

# The methods of each named string by name.
TEXT_METHODS: dict[str, dict[str, Callable[[str], Any]]] = {
    "container.CgroupSpec": {
        "Container": _container,
        "IsContainer": _is_container,
        "Valid": lambda text: not text or bool(_container(text)),
    },
    "container.CgroupnsMode": {
        "IsEmpty": _is(""),
        "IsHost": _is("host"),
        "IsPrivate": _is("private"),
        "Valid": _is("", "host", "private"),
    },
    "container.IpcMode": {
        "Container": _container,
        "IsContainer": _is_container,
        "IsEmpty": _is(""),
        "IsHost": _is("host"),
        "IsNone": _is("none"),
        "IsPrivate": _is("private"),
        "IsShareable": _is("shareable"),
        "Valid": lambda text: text in ("", "none", "private", "host", "shareable") or _is_container(text),
    },
    "container.Isolation": {
        "IsDefault": lambda text: text.lower() in ("", "default"),
        "IsHyperV": lambda text: text.lower() == "hyperv",
        "IsProcess": lambda text: text.lower() == "process",
    },
    "container.NetworkMode": {
        "ConnectedContainer": _container,
        "IsBridge": _is("bridge"),
        "IsContainer": _is_container,
        "IsDefault": _is("default"),
        "IsHost": _is("host"),
        "IsNone": _is("none"),
        "IsPrivate": _is_private,
        "IsUserDefined": _is_user_defined,
        "NetworkName": _network_name,
        "UserDefined": lambda text: str(text) if _is_user_defined(text) else "",
    },
    "container.PidMode": {
        "Container": _container,
        "IsContainer": _is_container,
        "IsHost": _is("host"),
        "IsPrivate": _is_private,
        "Valid": lambda text: text in ("", "host") or bool(_container(text)),
    },
    "container.UTSMode": {**_NAMESPACE, "Valid": _is("", "host")},
    "container.UsernsMode": {**_NAMESPACE, "Valid": _is("", "host")},
    "nat.Port": {"Int": _port_number, "Port": _port, "Proto": _protocol},
}

# The methods of structs by name, over the struct's JSON.
STRUCT_METHODS: dict[str, dict[str, Callable[[Mapping[str, Any]], Any]]] = {
    "container.RestartPolicy": {
        "IsAlways": lambda policy: policy.get("Name") == "always",
        "IsNone": lambda policy: policy.get("Name") in (None, "", "no"),
        "IsOnFailure": lambda policy: policy.get("Name") == "on-failure",
        "IsUnlessStopped": lambda policy: policy.get("Name") == "unless-stopped",
    },
    "units.Ulimit": {
        "String": lambda limit: f"{limit.get('Name', '')}={limit.get('Soft', 0)}:{limit.get('Hard', 0)}",
    },
}

_DURATION: dict[str, Callable[[int], Any]] = {
    "Abs": lambda duration: Duration(abs(duration)),
    "Hours": lambda duration: duration / 3_600_000_000_000,
    "Microseconds": lambda duration: int(duration / 1000),
    "Milliseconds": lambda duration: int(duration / 1_000_000),
    "Minutes": lambda duration: duration / 60_000_000_000,
    "Nanoseconds": int,
    "Seconds": lambda duration: duration / 1_000_000_000,
    "String": format_duration,
}
