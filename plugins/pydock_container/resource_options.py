"""The limits that `create` sets and that `update` can change later: their flags and members in the API."""

from __future__ import annotations

from pydock_core.plugin_api import flags
from pydock_core.toolkit import parse_memory_swap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ResourceOptions:
    blkio_weight = flags.integer(
        "blkio-weight", value="uint16", default_text="0", help="Relative weight for block I/O, 10 to 1000; 0 for none"
    )
    cpu_period = flags.integer("cpu-period", help="Period of the CPU scheduler, in microseconds")
    cpu_quota = flags.integer("cpu-quota", help="CPU time in each period, in microseconds")
    cpu_rt_period = flags.integer("cpu-rt-period", since="1.25", help="Real-time period, in microseconds")
    cpu_rt_runtime = flags.integer("cpu-rt-runtime", since="1.25", help="Real-time runtime, in microseconds")
    cpu_shares = flags.integer("cpu-shares", "c", help="Relative weight for CPU time")
    cpuset_cpus = flags.string("cpuset-cpus", help="CPUs to run on (0-3, 0,1)")
    cpuset_mems = flags.string("cpuset-mems", help="Memory nodes to use (0-3, 0,1)")
    kernel_memory = flags.bytes("kernel-memory", help="Limit for kernel memory")
    memory = flags.bytes("memory", "m", help="Limit for memory")
    memory_reservation = flags.bytes("memory-reservation", help="Soft limit for memory")
    memory_swap = flags.custom(
        "memory-swap", value="bytes", convert=parse_memory_swap, help="Limit for memory and swap; -1 for no limit"
    )
    pids_limit = flags.integer("pids-limit", help="Limit for processes; -1 for no limit")


def resource_members(options: ResourceOptions, *, nano_cpus: int | None) -> dict[str, Any]:
    """Returns the API's members for these flags and `--cpus`; an unset limit is a zero value, as in docker."""
    return {
        "CpuShares": options.cpu_shares or 0,
        "Memory": options.memory or 0,
        "NanoCpus": nano_cpus or 0,
        "BlkioWeight": options.blkio_weight or 0,
        "CpuPeriod": options.cpu_period or 0,
        "CpuQuota": options.cpu_quota or 0,
        "CpuRealtimePeriod": options.cpu_rt_period or 0,
        "CpuRealtimeRuntime": options.cpu_rt_runtime or 0,
        "CpusetCpus": options.cpuset_cpus or "",
        "CpusetMems": options.cpuset_mems or "",
        "KernelMemory": options.kernel_memory or None,
        "MemoryReservation": options.memory_reservation or 0,
        "MemorySwap": options.memory_swap or 0,
    }
