"""docker's Go types for `inspect`, `version` and `info`, as far as templates can distinguish them from plain JSON.

A field is `Name:type`, or `Name=key:type` where the JSON has another key; `Name?` is left out of JSON when it is empty.
`Name@` is an embedded struct. The order is that of Go's structs, in which the fields print.
"""

from __future__ import annotations

GO_TYPES = {
    "container.InspectResponse": (
        "ContainerJSONBase@:*container.ContainerJSONBase Mounts:[]container.MountPoint Config:*container.Config "
        "NetworkSettings:*container.NetworkSettings ImageManifestDescriptor?:*v1.Descriptor"
    ),
    "container.ContainerJSONBase": (
        "ID=Id:string Created:string Path:string Args:[]string State:*container.State Image:string "
        "ResolvConfPath:string HostnamePath:string HostsPath:string LogPath:string Name:string RestartCount:int "
        "Driver:string Platform:string MountLabel:string ProcessLabel:string AppArmorProfile:string ExecIDs:[]string "
        "HostConfig:*container.HostConfig GraphDriver:storage.DriverData SizeRw?:*int SizeRootFs?:*int"
    ),
    "container.State": (
        "Status:string Running:bool Paused:bool Restarting:bool OOMKilled:bool Dead:bool Pid:int ExitCode:int "
        "Error:string StartedAt:string FinishedAt:string Health?:*container.Health"
    ),
    "container.Health": "Status:string FailingStreak:int Log:[]*container.HealthcheckResult",
    "container.HealthcheckResult": "Start:time.Time End:time.Time ExitCode:int Output:string",
    "container.HostConfig": (
        "Binds:[]string ContainerIDFile:string LogConfig:container.LogConfig NetworkMode:container.NetworkMode "
        "PortBindings:map[nat.Port][]nat.PortBinding RestartPolicy:container.RestartPolicy AutoRemove:bool "
        "VolumeDriver:string VolumesFrom:[]string ConsoleSize:[2]uint Annotations?:map[string]string CapAdd:[]string "
        "CapDrop:[]string CgroupnsMode:container.CgroupnsMode DNS=Dns:[]string DNSOptions=DnsOptions:[]string "
        "DNSSearch=DnsSearch:[]string ExtraHosts:[]string GroupAdd:[]string IpcMode:container.IpcMode "
        "Cgroup:container.CgroupSpec Links:[]string OomScoreAdj:int PidMode:container.PidMode Privileged:bool "
        "PublishAllPorts:bool ReadonlyRootfs:bool SecurityOpt:[]string StorageOpt?:map[string]string "
        "Tmpfs?:map[string]string UTSMode:container.UTSMode UsernsMode:container.UsernsMode ShmSize:int "
        "Sysctls?:map[string]string Runtime?:string Isolation:container.Isolation Resources@:container.Resources "
        "Mounts?:[]mount.Mount MaskedPaths:[]string ReadonlyPaths:[]string Init?:*bool"
    ),
    "container.Resources": (
        "CPUShares=CpuShares:int Memory:int NanoCPUs=NanoCpus:int CgroupParent:string BlkioWeight:int "
        "BlkioWeightDevice:[]*blkiodev.WeightDevice BlkioDeviceReadBps:[]*blkiodev.ThrottleDevice "
        "BlkioDeviceWriteBps:[]*blkiodev.ThrottleDevice BlkioDeviceReadIOps:[]*blkiodev.ThrottleDevice "
        "BlkioDeviceWriteIOps:[]*blkiodev.ThrottleDevice CPUPeriod=CpuPeriod:int CPUQuota=CpuQuota:int "
        "CPURealtimePeriod=CpuRealtimePeriod:int CPURealtimeRuntime=CpuRealtimeRuntime:int CpusetCpus:string "
        "CpusetMems:string Devices:[]container.DeviceMapping DeviceCgroupRules:[]string "
        "DeviceRequests:[]container.DeviceRequest KernelMemory?:int KernelMemoryTCP?:int MemoryReservation:int "
        "MemorySwap:int MemorySwappiness:*int OomKillDisable:*bool PidsLimit:*int Ulimits:[]*units.Ulimit "
        "CPUCount=CpuCount:int CPUPercent=CpuPercent:int IOMaximumIOps:int IOMaximumBandwidth:int"
    ),
    "container.LogConfig": "Type:string Config:map[string]string",
    "nat.PortBinding": "HostIP=HostIp:string HostPort:string",
    "container.RestartPolicy": "Name:string MaximumRetryCount:int",
    "blkiodev.WeightDevice": "Path:string Weight:int",
    "blkiodev.ThrottleDevice": "Path:string Rate:int",
    "container.DeviceMapping": "PathOnHost:string PathInContainer:string CgroupPermissions:string",
    "container.DeviceRequest": (
        "Driver:string Count:int DeviceIDs:[]string Capabilities:[][]string Options:map[string]string"
    ),
    "units.Ulimit": "Name:string Hard:int Soft:int",
    "mount.Mount": (
        "Type?:string Source?:string Target?:string ReadOnly?:bool Consistency?:string "
        "BindOptions?:*mount.BindOptions VolumeOptions?:*mount.VolumeOptions ImageOptions?:*mount.ImageOptions "
        "TmpfsOptions?:*mount.TmpfsOptions ClusterOptions?:*any"
    ),
    "mount.BindOptions": (
        "Propagation?:string NonRecursive?:bool CreateMountpoint?:bool ReadOnlyNonRecursive?:bool "
        "ReadOnlyForceRecursive?:bool"
    ),
    "mount.VolumeOptions": "NoCopy?:bool Labels?:map[string]string Subpath?:string DriverConfig?:*mount.Driver",
    "mount.Driver": "Name?:string Options?:map[string]string",
    "mount.ImageOptions": "Subpath?:string",
    "mount.TmpfsOptions": "SizeBytes?:int Mode?:int Options?:[][]string",
    "storage.DriverData": "Data:map[string]string Name:string",
    "container.MountPoint": (
        "Type?:string Name?:string Source:string Destination:string Driver?:string Mode:string RW:bool "
        "Propagation:string"
    ),
    "container.Config": (
        "Hostname:string Domainname:string User:string AttachStdin:bool AttachStdout:bool AttachStderr:bool "
        "ExposedPorts?:map[nat.Port]struct{} Tty:bool OpenStdin:bool StdinOnce:bool Env:[]string Cmd:[]string "
        "Healthcheck?:*v1.HealthcheckConfig ArgsEscaped?:bool Image:string Volumes:map[string]struct{} "
        "WorkingDir:string Entrypoint:[]string NetworkDisabled?:bool MacAddress?:string OnBuild:[]string "
        "Labels:map[string]string StopSignal?:string StopTimeout?:*int Shell?:[]string"
    ),
    "v1.HealthcheckConfig": (
        "Test?:[]string Interval?:time.Duration Timeout?:time.Duration StartPeriod?:time.Duration "
        "StartInterval?:time.Duration Retries?:int"
    ),
    "container.NetworkSettings": (
        "NetworkSettingsBase@:container.NetworkSettingsBase DefaultNetworkSettings@:container.DefaultNetworkSettings "
        "Networks:map[string]*network.EndpointSettings"
    ),
    "container.NetworkSettingsBase": (
        "Bridge:string SandboxID:string SandboxKey:string Ports:map[nat.Port][]nat.PortBinding HairpinMode:bool "
        "LinkLocalIPv6Address:string LinkLocalIPv6PrefixLen:int SecondaryIPAddresses:[]network.Address "
        "SecondaryIPv6Addresses:[]network.Address"
    ),
    "container.DefaultNetworkSettings": (
        "EndpointID:string Gateway:string GlobalIPv6Address:string GlobalIPv6PrefixLen:int IPAddress:string "
        "IPPrefixLen:int IPv6Gateway:string MacAddress:string"
    ),
    "network.Address": "Addr:string PrefixLen:int",
    "network.EndpointSettings": (
        "IPAMConfig:*network.EndpointIPAMConfig Links:[]string Aliases:[]string MacAddress:string "
        "DriverOpts:map[string]string GwPriority:int NetworkID:string EndpointID:string Gateway:string "
        "IPAddress:string IPPrefixLen:int IPv6Gateway:string GlobalIPv6Address:string GlobalIPv6PrefixLen:int "
        "DNSNames:[]string"
    ),
    "network.EndpointIPAMConfig": "IPv4Address?:string IPv6Address?:string LinkLocalIPs?:[]string",
    "v1.Descriptor": (
        "MediaType=mediaType:string Digest=digest:string Size=size:int URLs?=urls:[]string "
        "Annotations?=annotations:map[string]string Data?=data:string Platform?=platform:*v1.Platform "
        "ArtifactType?=artifactType:string"
    ),
    "v1.Platform": (
        "Architecture=architecture:string OS=os:string OSVersion?=os.version:string "
        "OSFeatures?=os.features:[]string Variant?=variant:string"
    ),
    "image.InspectResponse": (
        "ID=Id:string RepoTags:[]string RepoDigests:[]string Parent:string Comment:string Created?:string "
        "Container?:string ContainerConfig?:*container.Config DockerVersion:string Author:string "
        "Config:*v1.DockerOCIImageConfig Architecture:string Variant?:string Os:string OsVersion?:string Size:int "
        "VirtualSize?:int GraphDriver:storage.DriverData RootFS:image.RootFS Metadata:image.Metadata "
        "Descriptor?:*v1.Descriptor Manifests?:[]image.ManifestSummary"
    ),
    "v1.DockerOCIImageConfig": "ImageConfig@:v1.ImageConfig DockerOCIImageConfigExt@:v1.DockerOCIImageConfigExt",
    "v1.ImageConfig": (
        "User?:string ExposedPorts?:map[string]struct{} Env?:[]string Entrypoint?:[]string Cmd?:[]string "
        "Volumes?:map[string]struct{} WorkingDir?:string Labels?:map[string]string StopSignal?:string "
        "ArgsEscaped?:bool"
    ),
    "v1.DockerOCIImageConfigExt": ("Healthcheck?:*v1.HealthcheckConfig OnBuild?:[]string Shell?:[]string"),
    "image.RootFS": "Type?:string Layers?:[]string",
    "image.Metadata": "LastTagTime?:time.Time",
    "image.ManifestSummary": (
        "ID:string Descriptor:v1.Descriptor Available:bool Size:any Kind:string ImageData?:*image.ImageProperties "
        "AttestationData?:*image.AttestationProperties"
    ),
    "image.ImageProperties": "Platform:v1.Platform Size:any Containers:[]string",
    "image.AttestationProperties": "For:string",
    "network.Inspect": (
        "Name:string ID=Id:string Created:time.Time Scope:string Driver:string EnableIPv4:bool EnableIPv6:bool "
        "IPAM:network.IPAM Internal:bool Attachable:bool Ingress:bool ConfigFrom:network.ConfigReference "
        "ConfigOnly:bool Containers:map[string]network.EndpointResource Options:map[string]string "
        "Labels:map[string]string Peers?:[]network.PeerInfo Services?:map[string]network.ServiceInfo"
    ),
    "network.IPAM": "Driver:string Options:map[string]string Config:[]network.IPAMConfig",
    "network.IPAMConfig": (
        "Subnet?:string IPRange?:string Gateway?:string AuxAddress?=AuxiliaryAddresses:map[string]string"
    ),
    "network.ConfigReference": "Network:string",
    "network.EndpointResource": "Name:string EndpointID:string MacAddress:string IPv4Address:string IPv6Address:string",
    "network.PeerInfo": "Name:string IP:string",
    "network.ServiceInfo": "VIP:string Ports:[]string LocalLBIndex:int Tasks:[]network.Task",
    "network.Task": "Name:string EndpointID:string EndpointIP:string Info:map[string]string",
    "volume.Volume": (
        "ClusterVolume?:*volume.ClusterVolume CreatedAt?:string Driver:string Labels:map[string]string "
        "Mountpoint:string Name:string Options:map[string]string Scope:string Status?:map[string]any "
        "UsageData?:*volume.UsageData"
    ),
    "volume.ClusterVolume": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec:volume.ClusterVolumeSpec "
        "PublishStatus?:[]*volume.PublishStatus Info?:*volume.Info"
    ),
    "swarm.Version": "Index?:int",
    "volume.ClusterVolumeSpec": (
        "Group?:string AccessMode?:*volume.AccessMode AccessibilityRequirements?:*volume.TopologyRequirement "
        "CapacityRange?:*volume.CapacityRange Secrets?:[]volume.Secret Availability?:string"
    ),
    "volume.AccessMode": "Scope?:string Sharing?:string MountVolume?:*volume.TypeMount BlockVolume?:*struct{}",
    "volume.TypeMount": "FsType?:string MountFlags?:[]string",
    "volume.TopologyRequirement": "Requisite?:[]volume.Topology Preferred?:[]volume.Topology",
    "volume.Topology": "Segments?:map[string]string",
    "volume.CapacityRange": "RequiredBytes:int LimitBytes:int",
    "volume.Secret": "Key:string Secret:string",
    "volume.PublishStatus": "NodeID?:string State?:string PublishContext?:map[string]string",
    "volume.Info": (
        "CapacityBytes?:int VolumeContext?:map[string]string VolumeID?:string AccessibleTopology?:[]volume.Topology"
    ),
    "volume.UsageData": "RefCount:int Size:int",
    "struct{}": "",
}


def declaration(name: str) -> str | None:
    """Returns the fields of a struct; None if docker has no such struct."""
    if name in GO_TYPES:
        return GO_TYPES[name]
    if name.startswith(("swarm.", "runtime.")):
        from pydock_core.output.template.gotypes_swarm import SWARM_TYPES

        return SWARM_TYPES.get(name)
    from pydock_core.output.template.gotypes_system import SYSTEM_TYPES

    return SYSTEM_TYPES.get(name)
