"""docker's Go types of the engine as a whole: version, info, plugins; in the form of `gotypes`."""

from __future__ import annotations

SYSTEM_TYPES = {
    "types.Plugin": (
        "Config:types.PluginConfig Enabled:bool ID?=Id:string Name:string PluginReference?:string "
        "Settings:types.PluginSettings"
    ),
    "types.PluginConfig": (
        "Args:types.PluginConfigArgs Description:string DockerVersion?:string Documentation:string "
        "Entrypoint:[]string Env:[]types.PluginEnv Interface:types.PluginConfigInterface IpcHost:bool "
        "Linux:types.PluginConfigLinux Mounts:[]types.PluginMount Network:types.PluginConfigNetwork PidHost:bool "
        "PropagatedMount:string User?:types.PluginConfigUser WorkDir:string "
        "Rootfs?=rootfs:*types.PluginConfigRootfs"
    ),
    "types.PluginConfigArgs": "Description:string Name:string Settable:[]string Value:[]string",
    "types.PluginEnv": "Description:string Name:string Settable:[]string Value:*string",
    "types.PluginConfigInterface": "ProtocolScheme?:string Socket:string Types:[]string",
    "types.PluginConfigLinux": "AllowAllDevices:bool Capabilities:[]string Devices:[]types.PluginDevice",
    "types.PluginDevice": "Description:string Name:string Path:*string Settable:[]string",
    "types.PluginMount": (
        "Description:string Destination:string Name:string Options:[]string Settable:[]string Source:*string "
        "Type:string"
    ),
    "types.PluginConfigNetwork": "Type:string",
    "types.PluginConfigUser": "GID?:int UID?:int",
    "types.PluginConfigRootfs": "DiffIds=diff_ids:[]string Type?=type:string",
    "types.PluginSettings": "Args:[]string Devices:[]types.PluginDevice Env:[]string Mounts:[]types.PluginMount",
    "types.Version": (
        "Platform:types.Platform Components?:[]types.ComponentVersion Version:string APIVersion=ApiVersion:string "
        "MinAPIVersion?:string GitCommit:string GoVersion:string Os:string Arch:string KernelVersion?:string "
        "Experimental?:bool BuildTime?:string"
    ),
    "types.ComponentVersion": "Name:string Version:string Details?:map[string]string",
    "system.Info": (
        "ID:string Containers:int ContainersRunning:int ContainersPaused:int ContainersStopped:int Images:int "
        "Driver:string DriverStatus:[]any SystemStatus?:[]any Plugins:system.PluginsInfo MemoryLimit:bool "
        "SwapLimit:bool KernelMemory?:bool KernelMemoryTCP?:bool CPUCfsPeriod=CpuCfsPeriod:bool "
        "CPUCfsQuota=CpuCfsQuota:bool CPUShares:bool CPUSet:bool PidsLimit:bool IPv4Forwarding:bool Debug:bool "
        "NFd:int OomKillDisable:bool NGoroutines:int SystemTime:string LoggingDriver:string CgroupDriver:string "
        "CgroupVersion?:string NEventsListener:int KernelVersion:string OperatingSystem:string OSVersion:string "
        "OSType:string Architecture:string IndexServerAddress:string RegistryConfig:*registry.ServiceConfig "
        "NCPU:int MemTotal:int GenericResources:[]swarm.GenericResource DockerRootDir:string "
        "HTTPProxy=HttpProxy:string HTTPSProxy=HttpsProxy:string NoProxy:string Name:string Labels:[]string "
        "ExperimentalBuild:bool ServerVersion:string Runtimes:map[string]system.RuntimeWithStatus "
        "DefaultRuntime:string Swarm:swarm.Info LiveRestoreEnabled:bool Isolation:container.Isolation "
        "InitBinary:string ContainerdCommit:system.Commit RuncCommit:system.Commit InitCommit:system.Commit "
        "SecurityOptions:[]string ProductLicense?:string DefaultAddressPools?:[]system.NetworkAddressPool "
        "FirewallBackend?:*system.FirewallInfo CDISpecDirs:[]string DiscoveredDevices?:[]system.DeviceInfo "
        "Containerd?:*system.ContainerdInfo Warnings:[]string"
    ),
    "system.PluginsInfo": "Volume:[]string Network:[]string Authorization:[]string Log:[]string",
    "registry.ServiceConfig": (
        "AllowNondistributableArtifactsCIDRs?:[]*any AllowNondistributableArtifactsHostnames?:[]string "
        "InsecureRegistryCIDRs:[]*any IndexConfigs:map[string]*registry.IndexInfo Mirrors:[]string "
        "ExtraFields?:map[string]any"
    ),
    "registry.IndexInfo": "Name:string Mirrors:[]string Secure:bool Official:bool",
    "system.RuntimeWithStatus": (
        "Path?=path:string Args?=runtimeArgs:[]string Type?=runtimeType:string Options?=options:map[string]any "
        "Status?=status:map[string]string"
    ),
    "system.Commit": "ID:string Expected?:string",
    "system.NetworkAddressPool": "Base:string Size:int",
    "system.FirewallInfo": "Driver:string Info?:[]any",
    "system.DeviceInfo": "Source:string ID:string",
    "system.ContainerdInfo": "Address?:string Namespaces:system.ContainerdNamespaces",
    "system.ContainerdNamespaces": "Containers:string Plugins:string",
    "types.Platform": "Name:string",
    "system.versionInfo": "Client:system.clientVersion Server:*types.Version",
    "system.clientVersion": (
        "Platform?:*system.platformInfo Version?:string APIVersion?=ApiVersion:string DefaultAPIVersion?:string "
        "GitCommit?:string GoVersion?:string PythonVersion?:string Os?:string Arch?:string BuildTime?:string "
        "Context:string"
    ),
    "system.platformInfo": "Name?:string",
    "events.Message": (
        "Status?=status:string ID?=id:string From?=from:string Type:string Action:string Actor:events.Actor "
        "Scope?=scope:string Time?=time:int TimeNano?=timeNano:int"
    ),
    "events.Actor": "ID:string Attributes:map[string]string",
    "system.sparseInfo": "ClientInfo?:*system.clientInfo ClientErrors?:[]string",
    "manager.Plugin": (
        "SchemaVersion?:string Vendor?:string Version?:string ShortDescription?:string URL?:string Name?:string "
        "Path?:string Err?:*error ShadowedPaths?:[]string"
    ),
}
SYSTEM_TYPES["system.clientInfo"] = (
    f"Debug:bool {SYSTEM_TYPES['system.clientVersion']} Plugins:[]manager.Plugin Warnings:[]string"
)
SYSTEM_TYPES["system.dockerInfo"] = (
    "Info@:*system.Info ServerErrors?:[]string UserName?:string ClientInfo?:*system.clientInfo ClientErrors?:[]string"
)
