"""The defaults in the engine's JSON: the values of a 20.10 engine for members that a request lacks."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

NEVER = "0001-01-01T00:00:00Z"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

CONFIG: dict[str, Any] = {
    "Hostname": "",
    "Domainname": "",
    "User": "",
    "AttachStdin": False,
    "AttachStdout": False,
    "AttachStderr": False,
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "Env": None,
    "Cmd": None,
    "Image": "",
    "Volumes": None,
    "WorkingDir": "",
    "Entrypoint": None,
    "OnBuild": None,
    "Labels": None,
}
# The engine leaves these out if they are empty.
CONFIG_OPTIONAL = (
    "ExposedPorts",
    "ArgsEscaped",
    "NetworkDisabled",
    "MacAddress",
    "StopSignal",
    "StopTimeout",
    "Shell",
    "Healthcheck",
)

HOST_CONFIG: dict[str, Any] = {
    "Binds": None,
    "ContainerIDFile": "",
    "LogConfig": {"Type": "json-file", "Config": {}},
    "NetworkMode": "default",
    "PortBindings": None,
    "RestartPolicy": {"Name": "", "MaximumRetryCount": 0},
    "AutoRemove": False,
    "VolumeDriver": "",
    "VolumesFrom": None,
    "CapAdd": None,
    "CapDrop": None,
    "CgroupnsMode": "host",
    "Dns": None,
    "DnsOptions": None,
    "DnsSearch": None,
    "ExtraHosts": None,
    "GroupAdd": None,
    "IpcMode": "private",
    "Cgroup": "",
    "Links": None,
    "OomScoreAdj": 0,
    "PidMode": "",
    "Privileged": False,
    "PublishAllPorts": False,
    "ReadonlyRootfs": False,
    "SecurityOpt": None,
    "UTSMode": "",
    "UsernsMode": "",
    "ShmSize": 67108864,
    "ConsoleSize": [0, 0],
    "Isolation": "",
    "CpuShares": 0,
    "Memory": 0,
    "NanoCpus": 0,
    "CgroupParent": "",
    "BlkioWeight": 0,
    "BlkioWeightDevice": None,
    "BlkioDeviceReadBps": None,
    "BlkioDeviceWriteBps": None,
    "BlkioDeviceReadIOps": None,
    "BlkioDeviceWriteIOps": None,
    "CpuPeriod": 0,
    "CpuQuota": 0,
    "CpuRealtimePeriod": 0,
    "CpuRealtimeRuntime": 0,
    "CpusetCpus": "",
    "CpusetMems": "",
    "Devices": None,
    "DeviceCgroupRules": None,
    "DeviceRequests": None,
    "KernelMemory": 0,
    "KernelMemoryTCP": 0,
    "MemoryReservation": 0,
    "MemorySwap": 0,
    "MemorySwappiness": None,
    "OomKillDisable": False,
    "PidsLimit": None,
    "Ulimits": None,
    "CpuCount": 0,
    "CpuPercent": 0,
    "IOMaximumIOps": 0,
    "IOMaximumBandwidth": 0,
    "MaskedPaths": [
        "/proc/asound",
        "/proc/acpi",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/proc/sched_debug",
        "/proc/scsi",
        "/sys/firmware",
    ],
    "ReadonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
}
HOST_CONFIG_OPTIONAL = ("Runtime", "Mounts", "StorageOpt", "Tmpfs", "Sysctls", "Init", "Annotations")
# An empty value of these means the engine's default.
_EMPTY_MEANS_DEFAULT = ("NetworkMode", "CgroupnsMode", "IpcMode", "ShmSize", "MaskedPaths", "ReadonlyPaths")

ENDPOINT: dict[str, Any] = {
    "IPAMConfig": None,
    "Links": None,
    "Aliases": None,
    "NetworkID": "",
    "EndpointID": "",
    "Gateway": "",
    "IPAddress": "",
    "IPPrefixLen": 0,
    "IPv6Gateway": "",
    "GlobalIPv6Address": "",
    "GlobalIPv6PrefixLen": 0,
    "MacAddress": "",
    "DriverOpts": None,
}


def filled(defaults: Mapping[str, Any], given: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Returns `given` in the engine's form: with defaults for missing members, without unknown members."""
    found = copy.deepcopy(dict(defaults))
    found.update({name: copy.deepcopy(given[name]) for name in defaults if given.get(name) is not None})
    found.update({name: copy.deepcopy(given[name]) for name in optional if given.get(name)})
    return found


def host_config(given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a container's HostConfig from that of a create request."""
    said = {name: value for name, value in given.items() if value or name not in _EMPTY_MEANS_DEFAULT}
    found = filled(HOST_CONFIG, said, HOST_CONFIG_OPTIONAL)
    if not found["LogConfig"].get("Type"):
        found["LogConfig"] = {"Type": "json-file", "Config": found["LogConfig"].get("Config") or {}}
    found["RestartPolicy"].setdefault("MaximumRetryCount", 0)
    if found["Memory"] and not found["MemorySwap"]:
        found["MemorySwap"] = 2 * found["Memory"]
    if given:
        found.setdefault("Runtime", "runc")
    for bindings in (found["PortBindings"] or {}).values():
        for binding in bindings:
            binding.setdefault("HostIp", "")
            binding.setdefault("HostPort", "")
    return found


def timestamp(seconds: float) -> str:
    """Returns the time in RFC 3339 with nanoseconds, in UTC; the engine's zero time for 0."""
    if not seconds:
        return NEVER
    whole = int(seconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{int((seconds - whole) * 1e9):09d}Z"
