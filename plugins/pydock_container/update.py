"""`pydock update`: changes the limits and the restart policy of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_container.resource_options import ResourceOptions, resource_members
from pydock_core.plugin_api import ExitStatus, ProtocolError, PyDockError, Session, flags
from pydock_core.toolkit import parse_nano_cpus, parse_restart_policy

if TYPE_CHECKING:
    from typing import Any


class Options(ResourceOptions):
    cpus = flags.custom("cpus", value="decimal", convert=parse_nano_cpus, since="1.29", help="Number of CPUs")
    kernel_memory = flags.bytes("kernel-memory", hidden=True)
    pids_limit = flags.integer("pids-limit", since="1.40", help="Limit for processes; -1 for no limit")
    restart = flags.string(
        "restart", complete=("no", "always", "on-failure", "unless-stopped"), help="When to restart it after an exit"
    )
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="container")


def command(session: Session, options: Options) -> None:
    if not any(flags.is_set(options, flag) for flag in _FLAGS):
        raise PyDockError("you must provide one or more flags when using this command")
    body = _body(options)
    warnings: list[str] = []
    failures: list[str] = []
    for name in options.names:
        try:
            warnings += _update(session, name, body)
        except PyDockError as error:
            failures.append(error.message)
        else:
            session.stdout.write(name + "\n")
            session.stdout.flush()
    for warning in warnings:
        session.stdout.write(warning + "\n")
    if failures:
        raise ExitStatus(1, "\n".join(failures))


_FLAGS = [name for kind in Options.__mro__ for name in vars(kind) if not name.startswith("_") and name != "names"]


def _body(options: Options) -> dict[str, Any]:
    """Returns the body of the update: all members that docker sends; null where no flag is set."""
    members = resource_members(options, nano_cpus=options.cpus)
    if members["KernelMemory"] is None:
        del members["KernelMemory"]
    return {
        **members,
        "CgroupParent": "",
        "BlkioWeightDevice": None,
        "BlkioDeviceReadBps": None,
        "BlkioDeviceWriteBps": None,
        "BlkioDeviceReadIOps": None,
        "BlkioDeviceWriteIOps": None,
        "Devices": None,
        "DeviceCgroupRules": None,
        "DeviceRequests": None,
        "MemorySwappiness": None,
        "OomKillDisable": None,
        "PidsLimit": options.pids_limit or None,
        "Ulimits": None,
        "CpuCount": 0,
        "CpuPercent": 0,
        "IOMaximumIOps": 0,
        "IOMaximumBandwidth": 0,
        "RestartPolicy": parse_restart_policy(options.restart or ""),
    }


def _update(session: Session, name: str, body: dict[str, Any]) -> list[str]:
    """Updates a container; returns the engine's warnings."""
    warnings = session.engine.containers.update(name, body).get("Warnings") or []
    if not isinstance(warnings, list) or not all(isinstance(warning, str) for warning in warnings):
        raise ProtocolError(f"the engine's answer to POST /containers/{name}/update has Warnings that are no list")
    return warnings
