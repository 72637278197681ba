"""Reads requests to the engine into one form for containers, exec, update and services."""

from __future__ import annotations

import json
from urllib.parse import unquote

from pydock_core.plugin_api import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.plugin_api import Request

# Path after the API version → kind; None is any name.
KINDS: list[tuple[tuple[str | None, ...], str]] = [
    (("containers", "create"), "container"),
    (("containers", None, "exec"), "exec"),
    (("containers", None, "update"), "update"),
    (("services", "create"), "service"),
    (("services", None, "update"), "service"),
]


class Asked:
    """The parts of a request that rules are about.

    `mounts` are folders of the host; `memory` is the limit in bytes, 0 for no limit, None if the request sets none.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.privileged = False
        self.image = ""
        self.mounts: list[str] = []
        self.memory: int | None = None


def asked_for(request: Request) -> Asked | None:
    """Returns the parts of a request, None if no rule is about it. Raises PyDockError for an unreadable body."""
    parts = [part for part in unquote(request.path).split("/") if part]
    if parts and parts[0][:1] == "v" and parts[0][1:2].isdigit():
        parts = parts[1:]
    for pattern, kind in KINDS:
        if len(parts) == len(pattern) and all(want in (None, part) for want, part in zip(pattern, parts, strict=True)):
            return _read(kind, _body(request))
    return None


def _body(request: Request) -> dict[str, Any]:
    if request.body is not None and not isinstance(request.body, bytes):
        request.body = b"".join(request.body)  # a body that is sent in pieces
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise PyDockError(f"policy: {request.path} has a body that is not JSON: {error}") from error
    return body if isinstance(body, dict) else {}


def _read(kind: str, body: dict[str, Any]) -> Asked:
    asked = Asked(kind)
    if kind == "service":
        _read_service(asked, body)
        return asked
    host = body if kind == "update" else _last(body, "HostConfig", {})
    asked.privileged = any(_all(host, "Privileged")) or (kind == "exec" and any(_all(body, "Privileged")))
    if kind == "exec":
        return asked
    memory = list(_all(host, "Memory"))
    if memory or kind == "container":
        asked.memory = int(memory[-1] or 0) if memory else 0
    if kind == "container":
        asked.image = str(_last(body, "Image", ""))
        asked.mounts = [bind.split(":")[0] for binds in _all(host, "Binds") for bind in binds or () if bind[:1] == "/"]
        asked.mounts += _bind_mounts(host)
    return asked


def _read_service(asked: Asked, body: dict[str, Any]) -> None:
    task = _last(body, "TaskTemplate", {})
    container = _last(task, "ContainerSpec", {})
    asked.image = str(_last(container, "Image", ""))
    asked.mounts = _bind_mounts(container)
    asked.memory = int(_last(_last(_last(task, "Resources", {}), "Limits", {}), "MemoryBytes", 0))


def _bind_mounts(holder: dict[str, Any]) -> list[str]:
    mounts = [mount for mounts in _all(holder, "Mounts") for mount in mounts or ()]
    return [str(_last(mount, "Source", "")) for mount in mounts if _last(mount, "Type", "") == "bind"]


def _all(holder: dict[str, Any], name: str) -> Iterator[Any]:
    """Yields every value of a key: the engine ignores the case of keys, and uses the last one."""
    return (value for key, value in holder.items() if key.casefold() == name.casefold())


def _last(holder: dict[str, Any], name: str, default: Any) -> Any:
    values = list(_all(holder, name))
    return values[-1] if values and values[-1] is not None else default
