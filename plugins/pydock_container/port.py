"""`pydock port`: shows where a container's ports are published."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import join_host_port, natural_order, parse_uint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Options:
    words = flags.arguments("CONTAINER [PRIVATE_PORT[/PROTO]]", at_least=1, at_most=2, complete="running-container")


def command(session: Session, options: Options) -> None:
    name, *port = options.words
    published = _ports(session.engine.containers.inspect(name))
    if port and port[0]:
        lines = [_address(binding) for binding in _bindings_of(published, port[0], name)]
    else:
        lines = [f"{inside} -> {_address(binding)}" for inside, found in published.items() for binding in found]
    for line in sorted(lines, key=natural_order):
        session.stdout.write(line + "\n")


def _ports(container: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Returns the bindings of each of the container's ports; an empty list for a port that is only exposed."""
    settings = container.get("NetworkSettings")
    ports = (settings.get("Ports") or {}) if isinstance(settings, dict) else None
    if not isinstance(ports, dict) or not all(_are_bindings(found) for found in ports.values()):
        raise ProtocolError("the engine's description of the container has no NetworkSettings with Ports")
    return {inside: found or [] for inside, found in ports.items()}


def _are_bindings(found: Any) -> bool:
    return found is None or (isinstance(found, list) and all(isinstance(binding, dict) for binding in found))


def _bindings_of(published: dict[str, list[dict[str, Any]]], text: str, name: str) -> list[dict[str, Any]]:
    port, _, protocol = text.partition("/")
    try:
        parse_uint(port, base=10, bits=16)
    except InvalidValue as error:
        raise InvalidValue(f"Error: invalid port ({port}): {error.message}") from error
    bindings = published.get(f"{port}/{protocol or 'tcp'}")
    if not bindings:
        raise PyDockError(f"Error: No public port '{text}' published for {name}")
    return bindings


def _address(binding: dict[str, Any]) -> str:
    return join_host_port(str(binding.get("HostIp") or ""), str(binding.get("HostPort") or ""))
