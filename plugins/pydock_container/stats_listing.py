"""The fields of a container in `stats` (docker's container.statsContext), computed from the engine's counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, InvalidValue, Listing, ProtocolError
from pydock_core.toolkit import bytes_size, human_size, parse_timestamp, truncate_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

NO_VALUE = "--"
_WINDOWS = "windows"


class StatsRow:
    """The numbers of one container; if `valid` is False, there are none to show: the container doesn't run."""

    __slots__ = ("container", "latest", "valid")

    def __init__(self, container: str, latest: dict[str, Any], *, valid: bool) -> None:
        self.container = container
        self.latest = latest
        self.valid = valid


def listing(*, truncate: bool, system: str) -> Listing:
    """Returns the fields for an engine on `system` ("linux", "windows"), whose counters differ."""
    windows = system == _WINDOWS

    def number(show: Callable[[dict[str, Any]], str], without: str = NO_VALUE) -> Callable[[StatsRow], str]:
        return lambda row: show(row.latest) if row.valid else without

    identifier = Column("ID", "CONTAINER ID", lambda row: _identifier(row.latest, truncate=truncate))
    name = Column("Name", "NAME", lambda row: _text(row.latest, "name").removeprefix("/") or NO_VALUE)
    cpu = Column("CPUPerc", "CPU %", number(_cpu_windows if windows else _cpu))
    memory = Column(
        "MemUsage",
        "PRIV WORKING SET" if windows else "MEM USAGE / LIMIT",
        number(_memory_windows if windows else _memory, "-- / --"),
    )
    share = Column("MemPerc", "MEM %", lambda row: NO_VALUE if windows or not row.valid else _memory_share(row.latest))
    network = Column("NetIO", "NET I/O", number(_network))
    blocks = Column("BlockIO", "BLOCK I/O", number(_blocks_windows if windows else _blocks))
    pids = Column("PIDs", "PIDS", lambda row: NO_VALUE if windows or not row.valid else _pids(row.latest))
    shown = [identifier, name, cpu, memory, network, blocks]
    return Listing(
        [*shown, share, pids, Column("Container", "CONTAINER", lambda row: row.container)],
        default=shown if windows else [identifier, name, cpu, memory, share, network, blocks, pids],
        go_type="*container.statsContext",
    )


def _identifier(latest: dict[str, Any], *, truncate: bool) -> str:
    identifier = _text(latest, "id")
    return truncate_id(identifier) if truncate else identifier


def _cpu(latest: dict[str, Any]) -> str:
    """Returns the used CPU time as a percentage of one CPU's.

    That is the container's share of the time of all CPUs since the previous object, times the number of CPUs.
    """
    now, before = _object(latest, "cpu_stats"), _object(latest, "precpu_stats")
    used = _used(now) - _used(before)
    available = _number(now, "system_cpu_usage") - _number(before, "system_cpu_usage")
    processors = _number(now, "online_cpus") or len(_list(_object(now, "cpu_usage"), "percpu_usage"))
    return _percent(used / available * processors * 100.0 if used > 0 and available > 0 else 0.0)


def _cpu_windows(latest: dict[str, Any]) -> str:
    """Returns the CPU percentage on Windows, which counts intervals of 100 ns."""
    nanoseconds = _moment(latest, "read") - _moment(latest, "preread")
    possible = nanoseconds // 100 * _number(latest, "num_procs")
    used = _used(_object(latest, "cpu_stats")) - _used(_object(latest, "precpu_stats"))
    return _percent(used / possible * 100.0 if possible > 0 else 0.0)


def _used(cpu: dict[str, Any]) -> int:
    return _number(_object(cpu, "cpu_usage"), "total_usage")


def _memory(latest: dict[str, Any]) -> str:
    limit = _number(_object(latest, "memory_stats"), "limit")
    return f"{bytes_size(_memory_bytes(latest))} / {bytes_size(limit)}"


def _memory_share(latest: dict[str, Any]) -> str:
    limit = _number(_object(latest, "memory_stats"), "limit")
    return _percent(_memory_bytes(latest) / limit * 100.0 if limit else 0.0)


def _memory_bytes(latest: dict[str, Any]) -> int:
    """Returns the used memory without the cache of inactive files.

    The cache is `total_inactive_file` of cgroup 1, `inactive_file` of cgroup 2.
    """
    memory = _object(latest, "memory_stats")
    usage, details = _number(memory, "usage"), _object(memory, "stats")
    if "total_inactive_file" in details and _number(details, "total_inactive_file") < usage:
        return usage - _number(details, "total_inactive_file")
    inactive = _number(details, "inactive_file")
    return usage - inactive if inactive < usage else usage


def _memory_windows(latest: dict[str, Any]) -> str:
    return bytes_size(_number(_object(latest, "memory_stats"), "privateworkingset"))


def _network(latest: dict[str, Any]) -> str:
    networks = _object(latest, "networks")
    received = sum(_number(_object(networks, name), "rx_bytes") for name in networks)
    sent = sum(_number(_object(networks, name), "tx_bytes") for name in networks)
    return f"{human_size(received, 3)} / {human_size(sent, 3)}"


def _blocks(latest: dict[str, Any]) -> str:
    found = {"r": 0, "w": 0}
    for counter in _list(_object(latest, "blkio_stats"), "io_service_bytes_recursive"):
        if not isinstance(counter, dict):
            raise ProtocolError("the engine's statistics have a counter that is no dict")
        way = _text(counter, "op")[:1].lower()
        if way in found:
            found[way] += _number(counter, "value")
    return f"{human_size(found['r'], 3)} / {human_size(found['w'], 3)}"


def _blocks_windows(latest: dict[str, Any]) -> str:
    storage = _object(latest, "storage_stats")
    read, written = _number(storage, "read_size_bytes"), _number(storage, "write_size_bytes")
    return f"{human_size(read, 3)} / {human_size(written, 3)}"


def _pids(latest: dict[str, Any]) -> str:
    return str(_number(_object(latest, "pids_stats"), "current"))


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _moment(latest: dict[str, Any], name: str) -> int:
    """Returns a time of the engine's object in nanoseconds since the epoch."""
    try:
        seconds, _, fraction = parse_timestamp(_text(latest, name), now=0, utc_offset=0).partition(".")
    except InvalidValue as error:
        raise ProtocolError(f"the engine's statistics have a {name} that is no time") from error
    return int(seconds) * 1_000_000_000 + int(fraction or 0)


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    return _member(parent, name, dict, {})


def _list(parent: dict[str, Any], name: str) -> list[Any]:
    return _member(parent, name, list, [])


def _number(parent: dict[str, Any], name: str) -> int:
    number = _member(parent, name, int, 0)
    if not -(2**63) <= number < 2**64:  # Go has signed and unsigned counters
        raise ProtocolError(f"the engine's statistics have a {name} that is no number of 64 bits")
    return number


def _text(parent: dict[str, Any], name: str) -> str:
    return _member(parent, name, str, "")


def _member(parent: dict[str, Any], name: str, kind: type[T], absent: T) -> T:
    """Returns a member of the engine's object, `absent` if it is missing; raises ProtocolError for another type."""
    value = parent.get(name)
    if value is None:
        return absent
    if not isinstance(value, kind):
        raise ProtocolError(f"the engine's statistics have a {name} that is no {kind.__name__}")
    return value
