"""From the flags of `create` and `run` to the body of `POST /containers/create`, member for member as docker sends it.

docker sends zero values too; an engine tells `null` from an empty list in places, so this keeps both.
"""

from __future__ import annotations

from pydock_container.failures import refused, with_help
from pydock_container.resource_options import resource_members
from pydock_core.plugin_api import InvalidValue, PyDockError, flags
from pydock_core.toolkit import (
    Creation,
    NetworkAttachment,
    build_endpoints,
    build_healthcheck,
    check_cgroupns_mode,
    check_pid_mode,
    check_pull,
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
    read_labels,
    read_variables,
    restarts,
    split_devices,
    split_volumes,
    to_map,
    version_key,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pydock_container.create_options import CreateOptions
    from pydock_core.plugin_api import Session

NO_CONSOLE = [0, 0]


def prepare(
    session: Session, options: CreateOptions, command: str, *, change: Callable[[dict[str, Any]], None] | None = None
) -> Creation:
    """The create that the flags of `command` (`run`, `create`) stand for, ready to be made.

    What contradicts itself is refused with docker's hint at `--help`; `change` then may change the body, or refuse,
    and plugins after it.
    """
    try:
        check_pull(options.pull)
        if not options.disable_content_trust or "DOCKER_CONTENT_TRUST" in session.environ:
            from pydock_core.toolkit import check_content_trust

            check_content_trust(session, options)
        body = build_body(session, options)
    except PyDockError as error:
        raise with_help(session, command, error) from error
    if change is not None:
        change(body)
    given = flags.is_set(options, "platform")
    try:
        return Creation(
            session,
            body=body,
            name=options.name,
            platform=options.platform if given else session.environ.get("DOCKER_DEFAULT_PLATFORM"),
            pull=options.pull,
            quiet=options.quiet,
        )
    except PyDockError as error:
        raise refused(command, error) from error


def make(session: Session, options: CreateOptions, creation: Creation) -> str:
    """Creates the container, its body fitted to the engine's API version; its id."""
    check_version(creation.request.body, version_key(session.engine.negotiate_version()))
    return creation.make(cidfile=options.cidfile, api_socket=options.use_api_socket)


def build_body(session: Session, options: CreateOptions) -> dict[str, Any]:
    """The request's body; raises InvalidValue with docker's words for what contradicts itself."""
    image, *command = options.words
    if options.mac_address and not is_mac(options.mac_address):
        raise InvalidValue(f"{options.mac_address} is not a valid mac address")
    if not -1 <= options.memory_swappiness <= 100:
        raise InvalidValue(f"invalid value: {options.memory_swappiness}. Valid memory swappiness range is 0-100")
    binds, volumes = split_volumes(options.volume)
    exposed, published = parse_ports(options.publish, options.expose)
    stdin = options.interactive or "stdin" in options.attach
    body: dict[str, Any] = {
        "Hostname": options.hostname or "",
        "Domainname": options.domainname or "",
        "User": options.user or "",
        "AttachStdin": stdin,
        "AttachStdout": not options.attach or "stdout" in options.attach,
        "AttachStderr": not options.attach or "stderr" in options.attach,
        "ExposedPorts": exposed or None,
        "Tty": options.tty,
        "OpenStdin": options.interactive,
        # An attached client that leaves takes the input with it.
        "StdinOnce": options.interactive and stdin,
        "Env": None,
        "Cmd": command or None,
        "Healthcheck": None,
        "Image": image,
        "Volumes": volumes,
        "WorkingDir": options.workdir or "",
        "Entrypoint": _entrypoint(options),
        "OnBuild": None,
        "Labels": {},
        "StopSignal": options.stop_signal or None,
        "StopTimeout": options.stop_timeout if flags.is_set(options, "stop_timeout") else None,
    }
    host = _host_config(session, options, binds, published)
    body["Env"] = _environment(session, options) or None
    body["Labels"] = to_map(read_labels(options.label_file, options.label))
    _modes(options, host)
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
    endpoints = build_endpoints(options.network, _endpoint_flags(options))
    _leave_out(body, "ExposedPorts", "Healthcheck", "StopSignal", "StopTimeout")
    _leave_out(host, "Annotations", "StorageOpt", "Tmpfs", "Sysctls", "Runtime", "Mounts", "Init", "KernelMemory")
    return {**body, "HostConfig": host, "NetworkingConfig": {"EndpointsConfig": endpoints}}


def _host_config(
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
        **_resources(options, devices, device_requests),
        "Mounts": options.mount or None,
        "MaskedPaths": None,
        "ReadonlyPaths": None,
        "Init": options.init if flags.is_set(options, "init") else None,
    }


def _resources(options: CreateOptions, devices: list[Any], device_requests: list[Any]) -> dict[str, Any]:
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


def _modes(options: CreateOptions, host: dict[str, Any]) -> None:
    for member, value, check in (
        ("PidMode", options.pid, check_pid_mode),
        ("UTSMode", options.uts, check_uts_mode),
        ("UsernsMode", options.userns, check_userns_mode),
        ("CgroupnsMode", options.cgroupns, check_cgroupns_mode),
    ):
        check(value or "")
        host[member] = value or ""


def _entrypoint(options: CreateOptions) -> list[str] | None:
    """`--entrypoint ""` resets the image's."""
    if options.entrypoint is None:
        return None
    return [options.entrypoint]


def _environment(session: Session, options: CreateOptions) -> list[str]:
    """Files first, then `-e`, which wins; then the proxies of config.json that `-e` does not name."""
    from pydock_core.toolkit import parse_variable

    typed = [parse_variable(text, session.environ) for text in options.env]
    proxies = session.load_config().proxy_environment(session.resolve_endpoint().url)
    named = {text.partition("=")[0] for text in typed}
    typed += [f"{key}={value}" for key, value in proxies.items() if key not in named]
    return read_variables(options.env_file, typed, session.environ)


def _endpoint_flags(options: CreateOptions) -> NetworkAttachment:
    """What the flags from before `--network name=…` say of the first network."""
    attachment = NetworkAttachment()
    attachment.aliases = options.network_alias
    attachment.links = options.link
    attachment.ipv4_address = options.ip or ""
    attachment.ipv6_address = options.ip6 or ""
    attachment.mac_address = options.mac_address or ""
    attachment.link_local_ips = options.link_local_ip
    return attachment


def _leave_out(members: dict[str, Any], *names: str) -> None:
    """docker leaves these out when they are empty."""
    for name in names:
        if members[name] is None:
            del members[name]


def check_version(body: dict[str, Any], api_version: list[int]) -> None:
    """Fits the body to the engine's API version, or refuses what an older engine would silently ignore."""
    shown = ".".join(map(str, api_version))
    host = body["HostConfig"]
    endpoints = body["NetworkingConfig"]["EndpointsConfig"].values()
    if api_version < [1, 44] and any(endpoint["MacAddress"] for endpoint in endpoints):
        raise PyDockError(
            f'"specify mac-address per network" requires API version 1.44, but the Docker daemon API version is {shown}'
        )
    for mount in host.get("Mounts") or []:
        if api_version < [1, 44] and (mount.get("BindOptions") or {}).get("ReadOnlyForceRecursive"):
            raise PyDockError("bind-recursive=readonly requires API v1.44 or later")
    if api_version >= [1, 42]:
        host.pop("KernelMemory", None)
