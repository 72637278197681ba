"""The page of `info`, with docker's labels."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue
from pydock_core.toolkit import bytes_size, human_duration, quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SECOND = 1_000_000_000


class _Lines(list[str]):
    """The lines of a page, each with a label."""

    def put(self, label: str, value: object) -> None:
        """Adds a line with a value, booleans in Go's words."""
        if value is None:
            value = ""
        elif isinstance(value, bool):
            value = str(value).lower()
        self.append(f"{label} {value}")

    def put_text(self, label: str, value: object) -> None:
        """Adds a line if the text is not empty."""
        if value:
            self.put(label, value)


def client_lines(client: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Returns the client's lines, and the warnings about CLI plugins that can't be used."""
    lines, warnings = _Lines(), []
    lines.put("Client:", client["Platform"]["Name"])
    lines.put(" Version:   ", client["Version"])
    lines.put(" Context:   ", client["Context"])
    lines.put(" Debug Mode:", client["Debug"])
    if client["Plugins"]:
        lines.append(" Plugins:")
    for plugin in client["Plugins"]:
        if plugin["Err"]:
            warnings.append(f"WARNING: Plugin {quote(plugin['Path'])} is not valid: {plugin['Err']}")
            continue
        lines.append(f"  {plugin['Name']}: {plugin.get('ShortDescription', '')} ({plugin['Vendor']})")
        lines.put_text("    Version: ", plugin.get("Version"))
        lines.put_text("    Path:    ", plugin["Path"])
    return lines, warnings


def server_lines(info: dict[str, Any], *, user: str, debugging: bool) -> tuple[list[str], list[str]]:
    """Returns the engine's lines, and the problems that the page has no line for.

    `user` is the user's name at Docker Hub; `debugging` adds the engine's counters, as a debugging engine does.
    """
    lines = _Lines()
    lines.put(" Containers:", info.get("Containers") or 0)
    for state in ("Running", "Paused", "Stopped"):
        lines.put(f"  {state}:", info.get(f"Containers{state}") or 0)
    lines.put(" Images:", info.get("Images") or 0)
    lines.put_text(" Server Version:", info.get("ServerVersion"))
    lines.put_text(" Storage Driver:", info.get("Driver"))
    lines += [f"  {name}: {value}" for name, value in _pairs(info.get("DriverStatus"))]
    lines += [f" {name}: {value}" for name, value in _pairs(info.get("SystemStatus"))]
    lines.put_text(" Logging Driver:", info.get("LoggingDriver"))
    lines.put_text(" Cgroup Driver:", info.get("CgroupDriver"))
    lines.put_text(" Cgroup Version:", info.get("CgroupVersion"))
    _put_plugins(lines, info)
    lines.put(" Swarm:", (info.get("Swarm") or {}).get("LocalNodeState"))
    _put_swarm(lines, info.get("Swarm") or {})
    problems = _put_runtime(lines, info)
    lines.put_text(" Kernel Version:", info.get("KernelVersion"))
    lines.put_text(" Operating System:", info.get("OperatingSystem"))
    lines.put_text(" OSType:", info.get("OSType"))
    lines.put_text(" Architecture:", info.get("Architecture"))
    lines.put(" CPUs:", info.get("NCPU") or 0)
    lines.put(" Total Memory:", bytes_size(info.get("MemTotal") or 0))
    lines.put_text(" Name:", info.get("Name"))
    lines.put_text(" ID:", info.get("ID"))
    lines.put(" Docker Root Dir:", info.get("DockerRootDir"))
    lines.put(" Debug Mode:", bool(info.get("Debug")))
    if info.get("Debug") or debugging:
        lines.put("  File Descriptors:", info.get("NFd") or 0)
        lines.put("  Goroutines:", info.get("NGoroutines") or 0)
        lines.put("  System Time:", info.get("SystemTime"))
        lines.put("  EventsListeners:", info.get("NEventsListener") or 0)
    lines.put_text(" HTTP Proxy:", info.get("HttpProxy"))
    lines.put_text(" HTTPS Proxy:", info.get("HttpsProxy"))
    lines.put_text(" No Proxy:", info.get("NoProxy"))
    lines.put_text(" Username:", user)
    if info.get("Labels"):
        lines += [" Labels:", *(f"  {label}" for label in info["Labels"])]
    lines.put(" Experimental:", bool(info.get("ExperimentalBuild")))
    _put_registries(lines, info.get("RegistryConfig") or {})
    lines.put(" Live Restore Enabled:", bool(info.get("LiveRestoreEnabled")))
    lines.put_text(" Product License:", info.get("ProductLicense"))
    if info.get("DefaultAddressPools"):
        lines.append(" Default Address Pools:")
    for pool in info.get("DefaultAddressPools") or []:
        lines.append(f"   Base: {pool.get('Base') or ''}, Size: {pool.get('Size') or 0}")
    return [*lines, ""], problems


def _pairs(rows: list[list[str]] | None) -> list[tuple[str, str]]:
    """Returns rows as Go's arrays of two texts: a missing text is empty, further ones are left out."""
    padded = [[*row, "", ""] for row in rows or []]
    return [(row[0], row[1]) for row in padded]


def _put_plugins(lines: _Lines, info: dict[str, Any]) -> None:
    plugins = info.get("Plugins") or {}
    lines.append(" Plugins:")
    for kind in ("Volume", "Network", "Authorization", "Log"):
        if plugins.get(kind) or kind != "Authorization":
            lines.put(f"  {kind}:", " ".join(plugins.get(kind) or []))
    if info.get("CDISpecDirs"):
        lines += [" CDI spec directories:", *(f"  {folder}" for folder in info["CDISpecDirs"])]
    if info.get("DiscoveredDevices"):
        lines.append(" Discovered Devices:")
    for device in info.get("DiscoveredDevices") or []:
        lines.append(f"  {device.get('Source') or ''}: {device.get('ID') or ''}")


def _put_runtime(lines: _Lines, info: dict[str, Any]) -> list[str]:
    """Adds the runtimes and the security options; returns the problem of options that can't be decoded."""
    problems = []
    if info.get("Runtimes"):
        lines.put(" Runtimes:", " ".join(info["Runtimes"]))
        lines.put(" Default Runtime:", info.get("DefaultRuntime"))
    if info.get("OSType") == "linux":
        lines.put(" Init Binary:", info.get("InitBinary"))
        for label, member in (("containerd", "ContainerdCommit"), ("runc", "RuncCommit"), ("init", "InitCommit")):
            lines.put(f" {label} version:", (info.get(member) or {}).get("ID"))
        try:
            options = _security_options(info.get("SecurityOptions") or [])
        except InvalidValue as error:
            options = []
            problems.append(error.message)
        lines += [" Security Options:"] if options else []
        for name, profiles in options:
            lines += [f"  {name}", *(f"   Profile: {profile}" for profile in profiles)]
    if info.get("OSType") == "windows":
        lines.put(" Default Isolation:", info.get("Isolation"))
    return problems


def _security_options(options: list[str]) -> list[tuple[str, list[str]]]:
    """Returns the names of the options (`name=seccomp,profile=default`) with their profiles; raises InvalidValue."""
    decoded: list[tuple[str, list[str]]] = []
    for option in options:
        if "=" not in option:  # the form of engines before 1.13
            decoded.append((option, []))
            continue
        name, profiles = "", []
        for part in option.split(","):
            key, equals, value = part.partition("=")
            if not equals:
                raise InvalidValue(f"invalid security option {quote(part)}")
            if not key or not value:
                raise InvalidValue("invalid empty security option")
            if key == "name":
                name = value
            elif key == "profile":
                profiles.append(value)
        decoded.append((name, profiles))
    return decoded


def _put_registries(lines: _Lines, registries: dict[str, Any]) -> None:
    networks, indexes = registries.get("InsecureRegistryCIDRs") or [], registries.get("IndexConfigs") or {}
    if networks or indexes:
        lines.append(" Insecure Registries:")
        lines += [
            f"  {(index or {}).get('Name') or ''}" for index in indexes.values() if not (index or {}).get("Secure")
        ]
        lines += [f"  {network}" for network in networks]
    if registries.get("Mirrors"):
        lines += [" Registry Mirrors:", *(f"  {mirror}" for mirror in registries["Mirrors"])]


def _put_swarm(lines: _Lines, swarm: dict[str, Any]) -> None:
    state, cluster = swarm.get("LocalNodeState") or "", swarm.get("Cluster")
    if state in ("inactive", "locked"):
        return
    lines.put("  NodeID:", swarm.get("NodeID"))
    lines.put_text("  Error:", swarm.get("Error"))
    lines.put("  Is Manager:", bool(swarm.get("ControlAvailable")))
    if cluster is not None and swarm.get("ControlAvailable") and not swarm.get("Error") and state != "error":
        _put_cluster(lines, swarm, cluster)
    lines.put("  Node Address:", swarm.get("NodeAddr"))
    managers = sorted((manager or {}).get("Addr") or "" for manager in swarm.get("RemoteManagers") or [])
    if managers:
        lines += ["  Manager Addresses:", *(f"   {manager}" for manager in managers)]


def _put_cluster(lines: _Lines, swarm: dict[str, Any], cluster: dict[str, Any]) -> None:
    spec = cluster.get("Spec") or {}
    orchestration, raft = spec.get("Orchestration") or {}, spec.get("Raft") or {}
    dispatcher, authority = spec.get("Dispatcher") or {}, spec.get("CAConfig") or {}
    lines.put("  ClusterID:", cluster.get("ID"))
    lines.put("  Managers:", swarm.get("Managers") or 0)
    lines.put("  Nodes:", swarm.get("Nodes") or 0)
    if cluster.get("DefaultAddrPool") is not None:
        lines.put("  Default Address Pool:", "".join(f"{pool}  " for pool in cluster["DefaultAddrPool"]))
        lines.put("  SubnetSize:", cluster.get("SubnetSize") or 0)
    if (cluster.get("DataPathPort") or 0) > 0:
        lines.put("  Data Path Port:", cluster["DataPathPort"])
    lines.append("  Orchestration:")
    lines.put("   Task History Retention Limit:", orchestration.get("TaskHistoryRetentionLimit") or 0)
    lines.append("  Raft:")
    lines.put("   Snapshot Interval:", raft.get("SnapshotInterval") or 0)
    if raft.get("KeepOldSnapshots") is not None:
        lines.put("   Number of Old Snapshots to Retain:", raft["KeepOldSnapshots"])
    lines.put("   Heartbeat Tick:", raft.get("HeartbeatTick") or 0)
    lines.put("   Election Tick:", raft.get("ElectionTick") or 0)
    lines.append("  Dispatcher:")
    lines.put("   Heartbeat Period:", human_duration((dispatcher.get("HeartbeatPeriod") or 0) / _SECOND))
    lines.append("  CA Configuration:")
    lines.put("   Expiry Duration:", human_duration((authority.get("NodeCertExpiry") or 0) / _SECOND))
    lines.put("   Force Rotate:", authority.get("ForceRotate") or 0)
    certificate = (authority.get("SigningCACert") or "").strip()
    if certificate:
        lines += ["   Signing CA Certificate: ", certificate, ""]
    if authority.get("ExternalCAs"):
        lines.append("   External CAs:")
    for external in authority.get("ExternalCAs") or []:
        lines.append(f"     {(external or {}).get('Protocol') or ''}: {(external or {}).get('URL') or ''}")
    lines.put("  Autolock Managers:", bool((spec.get("EncryptionConfig") or {}).get("AutoLockManagers")))
    lines.put("  Root Rotation In Progress:", bool(cluster.get("RootRotationInProgress")))
