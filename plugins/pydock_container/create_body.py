"""Builds the body of `POST /containers/create` from the flags of `create` and `run`, member for member as docker does.

docker sends zero values too. Engines distinguish `null` from an empty list in places, so both are kept.
"""

from __future__ import annotations

from pydock_container.help_hint import raise_with_help_hint
from pydock_container.resource_options import resource_members
from pydock_core.plugin_api import CreateRequest, InvalidValue, PyDockError, flags
from pydock_core.toolkit import (
    NetworkAttachment,
    build_endpoints,
    build_healthcheck,
    check_cgroupns_mode,
    check_content_trust,
    check_pid_mode,
    check_pull_policy,
    check_userns_mode,
    check_uts_mode,
    is_mac,
    merge_ulimits,
    normalize_capabilities,
    parse_log_options,
    parse_ports,
    parse_restart_policy,
    parse_security_options,
    parse_storage_options,
    parse_tmpfs,
    parse_variable,
    read_labels,
    read_variables,
    restarts,
    split_devices,
    split_volumes,
    to_map,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_container.create_options import CreateOptions
    from pydock_core.plugin_api import Session

NO_CONSOLE = [0, 0]


def build_create_request(
    session: Session, options: CreateOptions, command: str, *, detached: bool = False
) -> CreateRequest:
    """Returns the request that the flags of `command` (`run`, `create`) describe; no hook has been called for it.

    Raises ContainerNotStarted, with docker's hint at `--help`, for values that are wrong or contradict each other.
    """
    try:
        check_pull_policy(options.pull)
        check_content_trust(session, options)
        body = build_create_body(session, options, detached=detached)
    except PyDockError as error:
        raise_with_help_hint(session, command, error)
    given = flags.is_set(options, "platform")
    platform = options.platform if given else session.environ.get("DOCKER_DEFAULT_PLATFORM")
    return CreateRequest(options.name, platform, body)


def build_create_body(session: Session, options: CreateOptions, *, detached: bool = False) -> dict[str, Any]:
    """Returns the request's body; no stream of a `detached` container is attached.

    Raises InvalidValue, in docker's words, for values that contradict each other.
    """
    image, *command = options.words
    if options.mac_address and not is_mac(options.mac_address):
        raise InvalidValue(f"{options.mac_address} is not a valid mac address")
    if not -1 <= options.memory_swappiness <= 100:
        raise InvalidValue(f"invalid value: {options.memory_swappiness}. Valid memory swappiness range is 0-100")
    binds, volumes = split_volumes(options.volume)
    exposed, published = parse_ports(options.publish, options.expose)
    stdin = not detached and (options.interactive or "stdin" in options.attach)
    body: dict[str, Any] = {
        "Hostname": options.hostname or "",
        "Domainname": options.domainname or "",
        "User": options.user or "",
        "AttachStdin": stdin,
        "AttachStdout": not detached and (not options.attach or "stdout" in options.attach),
        "AttachStderr": not detached and (not options.attach or "stderr" in options.attach),
        "ExposedPorts": exposed or None,
        "Tty": options.tty,
        "OpenStdin": options.interactive,
        # The container's input ends when the attached client leaves.
        "StdinOnce": options.interactive and stdin,
        "Env": None,
        "Cmd": command or None,
        "Healthcheck": None,
        "Image": image,
        "Volumes": volumes,
        "WorkingDir": options.workdir or "",
        "Entrypoint": _build_entrypoint(options),
        "OnBuild": None,
        "Labels": {},
        "StopSignal": options.stop_signal or None,
        "StopTimeout": options.stop_timeout if flags.is_set(options, "stop_timeout") else None,
    }
    host = _build_host_config(session, options, binds, published)
    body["Env"] = _build_environment(session, options) or None
    body["Labels"] = to_map(read_labels(options.label_file, options.label))
    _set_modes(options, host)
    host["RestartPolicy"] = parse_restart_policy(options.restart)
    host["LogConfig"] = {
        "Type": options.log_driver or "",
        "Config": parse_log_options(options.log_driver or "", options.log_opt),
    }
    host["SecurityOpt"], host["MaskedPaths"], host["ReadonlyPaths"] = parse_security_options(options.security_opt)
    host["StorageOpt"] = parse_storage_options(options.storage_opt) or None
    body["Healthcheck"] = build_healthcheck(
        command=options.health_cmd or "",
        interval=options.health_interval or 0,
        timeout=options.health_timeout or 0,
        start_period=options.health_start_period or 0,
        start_interval=options.health_start_interval or 0,
        retries=options.health_retries or 0,
        disabled=options.no_healthcheck,
    )
    if options.rm and restarts(host["RestartPolicy"]):
        raise InvalidValue("conflicting options: cannot specify both --restart and --rm")
    endpoints = build_endpoints(options.network, _first_network(options))
    _delete_empty(body, "ExposedPorts", "Healthcheck", "StopSignal", "StopTimeout")
    _delete_empty(host, "Annotations", "StorageOpt", "Tmpfs", "Sysctls", "Runtime", "Mounts", "Init", "KernelMemory")
    return {**body, "HostConfig": host, "NetworkingConfig": {"EndpointsConfig": endpoints}}


def _build_host_config(
    session: Session, options: CreateOptions, binds: list[str], published: Mapping[str, Any]
) -> dict[str, Any]:
    devices, device_requests = (
        split_devices(options.device, session.engine.negotiate().os_type) if options.device else ([], [])
    )
    return {
        "Binds": binds or None,
        "ContainerIDFile": options.cidfile or "",
        "LogConfig": {},
        "NetworkMode": options.network[0].target if options.network else "default",
        "PortBindings": published,
        "RestartPolicy": {},
        "AutoRemove": options.rm,
        "VolumeDriver": options.volume_driver or "",
        "VolumesFrom": options.volumes_from or None,
        "ConsoleSize": NO_CONSOLE,
        "Annotations": to_map(options.annotation) or None,
        "CapAdd": normalize_capabilities(options.cap_add),
        "CapDrop": normalize_capabilities(options.cap_drop),
        "CgroupnsMode": "",
        "Dns": options.dns,
        "DnsOptions": options.dns_option,
        "DnsSearch": options.dns_search,
        "ExtraHosts": options.add_host or None,
        "GroupAdd": options.group_add or None,
        "IpcMode": options.ipc or "",
        "Cgroup": "",
        "Links": options.link or None,
        "OomScoreAdj": options.oom_score_adj or 0,
        "PidMode": "",
        "Privileged": options.privileged,
        "PublishAllPorts": options.publish_all,
        "ReadonlyRootfs": options.read_only,
        "SecurityOpt": None,
        "StorageOpt": None,
        "Tmpfs": parse_tmpfs(options.tmpfs) or None,
        "UTSMode": "",
        "UsernsMode": "",
        "ShmSize": options.shm_size or 0,
        "Sysctls": to_map(options.sysctl) or None,
        "Runtime": options.runtime or None,
        "Isolation": options.isolation or "",
        **_build_resources(options, devices, device_requests),
        "Mounts": options.mount or None,
        "MaskedPaths": None,
        "ReadonlyPaths": None,
        "Init": options.init if flags.is_set(options, "init") else None,
    }


def _build_resources(options: CreateOptions, devices: list[Any], device_requests: list[Any]) -> dict[str, Any]:
    return {
        **resource_members(options, nano_cpus=options.cpus),
        "CgroupParent": options.cgroup_parent or "",
        "BlkioWeightDevice": options.blkio_weight_device,
        "BlkioDeviceReadBps": options.device_read_bps,
        "BlkioDeviceWriteBps": options.device_write_bps,
        "BlkioDeviceReadIOps": options.device_read_iops,
        "BlkioDeviceWriteIOps": options.device_write_iops,
        "Devices": devices,
        "DeviceCgroupRules": options.device_cgroup_rule or None,
        "DeviceRequests": [*options.gpus, *device_requests] or None,
        "MemorySwappiness": options.memory_swappiness,
        "OomKillDisable": options.oom_kill_disable,
        "PidsLimit": options.pids_limit or 0,
        "Ulimits": merge_ulimits(options.ulimit),
        "CpuCount": options.cpu_count or 0,
        "CpuPercent": options.cpu_percent or 0,
        "IOMaximumIOps": options.io_maxiops or 0,
        "IOMaximumBandwidth": options.io_maxbandwidth or 0,
    }


def _set_modes(options: CreateOptions, host: dict[str, Any]) -> None:
    for member, value, check in (
        ("PidMode", options.pid, check_pid_mode),
        ("UTSMode", options.uts, check_uts_mode),
        ("UsernsMode", options.userns, check_userns_mode),
        ("CgroupnsMode", options.cgroupns, check_cgroupns_mode),
    ):
        check(value or "")
        host[member] = value or ""


def _build_entrypoint(options: CreateOptions) -> list[str] | None:
    """Returns `--entrypoint` as a list; `--entrypoint ""` resets the image's."""
    if options.entrypoint is None:
        return None
    return [options.entrypoint]


def _build_environment(session: Session, options: CreateOptions) -> list[str]:
    """Returns the variables of files, then those of `-e`, which override them, then config.json's proxies.

    Of a variable that `-e` sets several times, the last value is sent, once; a proxy is left out if `-e` sets its
    variable. The lines of files are sent as they are, repeated ones included, as docker does.
    """
    variables = [parse_variable(text, session.environ) for text in options.env]
    typed = {text.partition("=")[0]: text for text in variables}
    for key, value in session.load_config().proxy_environment(session.resolve_endpoint().url).items():
        typed.setdefault(key, f"{key}={value}")
    return read_variables(options.env_file, typed.values(), session.environ)


def _first_network(options: CreateOptions) -> NetworkAttachment:
    """Returns the first network with the values of flags older than `--network name=…` (`--ip`, `--link`, …)."""
    attachment = NetworkAttachment()
    attachment.aliases = options.network_alias
    attachment.links = options.link
    attachment.ipv4_address = options.ip or ""
    attachment.ipv6_address = options.ip6 or ""
    attachment.mac_address = options.mac_address or ""
    attachment.link_local_ips = options.link_local_ip
    return attachment


def _delete_empty(members: dict[str, Any], *names: str) -> None:
    """Deletes members that docker omits when they are empty."""
    for name in names:
        if members[name] is None:
            del members[name]
