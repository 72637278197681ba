"""The flags that `create` and `run` share: docker's 101, and their old spellings.

Values that docker refuses while it parses flags are refused here; `create_body` makes docker's later checks.
"""

from __future__ import annotations

from pydock_container.resource_options import ResourceOptions
from pydock_core.plugin_api import flags
from pydock_core.toolkit import (
    check_label,
    check_link,
    check_sysctl,
    check_variable,
    parse_cgroup_rule,
    parse_extra_host,
    parse_gpus,
    parse_ip,
    parse_mount,
    parse_nano_cpus,
    parse_network,
    parse_search_domain,
    parse_stream,
    parse_throttle_bytes,
    parse_throttle_operations,
    parse_ulimit,
    parse_weight,
)


class CreateOptions(ResourceOptions):
    add_host = flags.strings("add-host", convert=parse_extra_host, help="Add a line to /etc/hosts (host:ip)")
    annotation = flags.strings(
        "annotation", value="map", default_text="map[]", since="1.43", help="Add an annotation for the OCI runtime"
    )
    attach = flags.strings(
        "attach",
        "a",
        convert=parse_stream,
        complete=("stderr", "stdin", "stdout"),
        help="Attach to STDIN, STDOUT or STDERR",
    )
    blkio_weight_device = flags.custom(
        "blkio-weight-device",
        value="list",
        multiple=True,
        default_text="[]",
        convert=parse_weight,
        help="Relative weight for one device's block I/O",
    )
    cap_add = flags.strings("cap-add", complete="capability", help="Add Linux capabilities")
    cap_drop = flags.strings("cap-drop", complete="capability", help="Drop Linux capabilities")
    cgroup_parent = flags.string("cgroup-parent", help="Parent cgroup")
    cgroupns = flags.string(
        "cgroupns",
        since="1.41",
        complete=("host", "private"),
        help="Cgroup namespace: 'host', 'private', or the engine's default",
    )
    cidfile = flags.string("cidfile", complete="file", help="Write the container's id to this new file")
    cpu_count = flags.integer("cpu-count", os="windows", help="Number of CPUs (Windows)")
    cpu_percent = flags.integer("cpu-percent", os="windows", help="Percentage of CPU (Windows)")
    cpus = flags.custom("cpus", value="decimal", convert=parse_nano_cpus, since="1.25", help="Number of CPUs")
    device = flags.strings("device", help="Give the container a device of the host's")
    device_cgroup_rule = flags.strings(
        "device-cgroup-rule", convert=parse_cgroup_rule, help="Add a rule to the cgroup's list of allowed devices"
    )
    device_read_bps = flags.custom(
        "device-read-bps",
        value="list",
        multiple=True,
        default_text="[]",
        convert=parse_throttle_bytes,
        help="Limit bytes read from a device a second",
    )
    device_read_iops = flags.custom(
        "device-read-iops",
        value="list",
        multiple=True,
        default_text="[]",
        convert=parse_throttle_operations,
        help="Limit reads from a device a second",
    )
    device_write_bps = flags.custom(
        "device-write-bps",
        value="list",
        multiple=True,
        default_text="[]",
        convert=parse_throttle_bytes,
        help="Limit bytes written to a device a second",
    )
    device_write_iops = flags.custom(
        "device-write-iops",
        value="list",
        multiple=True,
        default_text="[]",
        convert=parse_throttle_operations,
        help="Limit writes to a device a second",
    )
    disable_content_trust = flags.boolean(
        "disable-content-trust", default=True, help="Verify no signature; content trust is not supported"
    )
    dns = flags.strings("dns", convert=parse_ip, help="DNS servers of the container's own")
    dns_option = flags.strings("dns-option", aliases=("dns-opt",), help="DNS options")
    dns_search = flags.strings("dns-search", convert=parse_search_domain, help="DNS search domains")
    domainname = flags.string("domainname", help="NIS domain name")
    entrypoint = flags.string("entrypoint", help="Replace the image's ENTRYPOINT")
    env = flags.strings("env", "e", convert=check_variable, complete="variable", help="Set environment variables")
    env_file = flags.strings("env-file", complete="file", help="Read environment variables from a file")
    expose = flags.strings("expose", help="Expose a port or a range of ports")
    gpus = flags.custom(
        "gpus",
        multiple=True,
        value="gpu-request",
        convert=parse_gpus,
        since="1.40",
        help="GPUs to add ('all' for all of them)",
    )
    group_add = flags.strings("group-add", help="Join more groups")
    health_cmd = flags.string("health-cmd", help="Command that checks the container's health")
    health_interval = flags.duration("health-interval", default_text="0s", help="Time between two checks (ms|s|m|h)")
    health_retries = flags.integer("health-retries", help="Failures in a row that make it unhealthy")
    health_start_interval = flags.duration(
        "health-start-interval", default_text="0s", since="1.44", help="Time between checks while it starts (ms|s|m|h)"
    )
    health_start_period = flags.duration(
        "health-start-period", default_text="0s", since="1.29", help="Time to start before failures count (ms|s|m|h)"
    )
    health_timeout = flags.duration(
        "health-timeout", default_text="0s", help="Longest time that a check may take (ms|s|m|h)"
    )
    hostname = flags.string("hostname", "h", help="Host name")
    init = flags.boolean("init", since="1.25", help="Run an init process that forwards signals and reaps processes")
    interactive = flags.boolean("interactive", "i", help="Keep standard input open, attached or not")
    io_maxbandwidth = flags.bytes("io-maxbandwidth", os="windows", help="Limit for I/O of the system drive (Windows)")
    io_maxiops = flags.integer(
        "io-maxiops", value="uint", os="windows", help="Limit for I/O operations of the system drive (Windows)"
    )
    ip = flags.string("ip", help="IPv4 address (172.30.100.104)")
    ip6 = flags.string("ip6", help="IPv6 address (2001:db8::33)")
    ipc = flags.string("ipc", complete="pydock_container.completers:ipc", help="IPC mode")
    isolation = flags.string("isolation", help="Isolation technology")
    label = flags.strings("label", "l", convert=check_label, help="Set metadata")
    label_file = flags.strings("label-file", complete="file", help="Read metadata from a file, one label a line")
    link = flags.strings(
        "link", convert=check_link, complete="pydock_container.completers:link", help="Link to another container"
    )
    link_local_ip = flags.strings("link-local-ip", help="Link-local addresses")
    log_driver = flags.string("log-driver", complete="pydock_container.completers:log_driver", help="Logging driver")
    log_opt = flags.strings(
        "log-opt", complete="pydock_container.completers:log_options", help="Options of the logging driver"
    )
    mac_address = flags.string("mac-address", help="MAC address (92:d0:c6:0a:29:33)")
    memory_swappiness = flags.integer("memory-swappiness", default=-1, help="Tendency to swap (0 to 100)")
    mount = flags.custom("mount", multiple=True, value="mount", convert=parse_mount, help="Mount a file system")
    name = flags.string("name", help="Name of the container")
    network = flags.custom(
        "network",
        multiple=True,
        value="network",
        convert=parse_network,
        aliases=("net",),
        complete="network",
        help="Connect to a network",
    )
    network_alias = flags.strings("network-alias", aliases=("net-alias",), help="Add a name within the network")
    no_healthcheck = flags.boolean("no-healthcheck", help="Turn off the image's HEALTHCHECK")
    oom_kill_disable = flags.boolean("oom-kill-disable", help="Keep the kernel's OOM killer off")
    oom_score_adj = flags.integer("oom-score-adj", help="Preference of the OOM killer (-1000 to 1000)")
    pid = flags.string("pid", complete="pydock_container.completers:pid", help="PID namespace")
    platform = flags.string("platform", since="1.32", complete="platform", help="Platform of the image (os/arch)")
    privileged = flags.boolean("privileged", help="Give extended privileges")
    publish = flags.strings("publish", "p", help="Publish ports on the host")
    publish_all = flags.boolean("publish-all", "P", help="Publish all exposed ports on free ports of the host")
    pull = flags.string(
        "pull",
        default="missing",
        complete=("always", "missing", "never"),
        help='When to pull the image ("always", "missing", "never")',
    )
    quiet = flags.boolean("quiet", "q", help="Hide the output of a pull")
    read_only = flags.boolean("read-only", help="Mount the root file system read-only")
    restart = flags.string(
        "restart",
        default="no",
        complete=("no", "always", "on-failure", "unless-stopped"),
        help="When to restart it after an exit",
    )
    rm = flags.boolean("rm", help="Remove it and its anonymous volumes when it exits")
    runtime = flags.string("runtime", help="OCI runtime")
    security_opt = flags.strings(
        "security-opt", complete="pydock_container.completers:security_options", help="Security options"
    )
    shm_size = flags.bytes("shm-size", help="Size of /dev/shm")
    stop_signal = flags.string("stop-signal", complete="signal", help="Signal that stops it")
    stop_timeout = flags.integer("stop-timeout", since="1.25", help="Seconds to wait for it to stop")
    storage_opt = flags.strings(
        "storage-opt", complete="pydock_container.completers:storage_options", help="Options of the storage driver"
    )
    sysctl = flags.strings("sysctl", value="map", default_text="map[]", convert=check_sysctl, help="Kernel parameters")
    tmpfs = flags.strings("tmpfs", help="Mount a tmpfs at a folder")
    tty = flags.boolean("tty", "t", help="Give it a pseudo-terminal")
    ulimit = flags.custom(
        "ulimit",
        complete="pydock_container.completers:ulimits",
        multiple=True,
        value="ulimit",
        default_text="[]",
        convert=parse_ulimit,
        help="Resource limits",
    )
    use_api_socket = flags.boolean("use-api-socket", help="Mount the engine's socket and the registry credentials")
    user = flags.string("user", "u", help="User name or id, and group (name|uid[:group|gid])")
    userns = flags.string("userns", complete=("host",), help="User namespace")
    uts = flags.string("uts", complete=("host",), help="UTS namespace")
    volume = flags.strings("volume", "v", complete="file", help="Mount a folder or a volume")
    volume_driver = flags.string(
        "volume-driver", complete="pydock_container.completers:volume_driver", help="Driver of new volumes"
    )
    volumes_from = flags.strings("volumes-from", complete="container", help="Mount the volumes of another container")
    workdir = flags.string("workdir", "w", help="Working folder in the container")
    words = flags.arguments("IMAGE [COMMAND] [ARG...]", at_least=1, interspersed=False, complete="image")
