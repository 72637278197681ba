"""docker's Go types of a swarm's objects: nodes, services, tasks, secrets, configs; in the form of `gotypes`."""

from __future__ import annotations

SWARM_TYPES = {
    "swarm.Service": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec?:swarm.ServiceSpec "
        "PreviousSpec?:*swarm.ServiceSpec Endpoint?:swarm.Endpoint UpdateStatus?:*swarm.UpdateStatus "
        "ServiceStatus?:*swarm.ServiceStatus JobStatus?:*swarm.JobStatus"
    ),
    "swarm.ServiceSpec": (
        "Name?:string Labels:map[string]string TaskTemplate?:swarm.TaskSpec Mode?:swarm.ServiceMode "
        "UpdateConfig?:*swarm.UpdateConfig RollbackConfig?:*swarm.UpdateConfig "
        "Networks?:[]swarm.NetworkAttachmentConfig EndpointSpec?:*swarm.EndpointSpec"
    ),
    "swarm.TaskSpec": (
        "ContainerSpec?:*swarm.ContainerSpec PluginSpec?:*runtime.PluginSpec "
        "NetworkAttachmentSpec?:*swarm.NetworkAttachmentSpec Resources?:*swarm.ResourceRequirements "
        "RestartPolicy?:*swarm.RestartPolicy Placement?:*swarm.Placement Networks?:[]swarm.NetworkAttachmentConfig "
        "LogDriver?:*swarm.Driver ForceUpdate:int Runtime?:string"
    ),
    "swarm.ContainerSpec": (
        "Image?:string Labels?:map[string]string Command?:[]string Args?:[]string Hostname?:string Env?:[]string "
        "Dir?:string User?:string Groups?:[]string Privileges?:*swarm.Privileges Init?:*bool StopSignal?:string "
        "TTY?:bool OpenStdin?:bool ReadOnly?:bool Mounts?:[]mount.Mount StopGracePeriod?:*time.Duration "
        "Healthcheck?:*v1.HealthcheckConfig Hosts?:[]string DNSConfig?:*swarm.DNSConfig "
        "Secrets?:[]*swarm.SecretReference Configs?:[]*swarm.ConfigReference Isolation?:string "
        "Sysctls?:map[string]string CapabilityAdd?:[]string CapabilityDrop?:[]string Ulimits?:[]*units.Ulimit "
        "OomScoreAdj?:int"
    ),
    "swarm.Privileges": (
        "CredentialSpec:*swarm.CredentialSpec SELinuxContext:*swarm.SELinuxContext Seccomp?:*swarm.SeccompOpts "
        "AppArmor?:*swarm.AppArmorOpts NoNewPrivileges:bool"
    ),
    "swarm.CredentialSpec": "Config:string File:string Registry:string",
    "swarm.SELinuxContext": "Disable:bool User:string Role:string Type:string Level:string",
    "swarm.SeccompOpts": "Mode?:string Profile?:string",
    "swarm.AppArmorOpts": "Mode?:string",
    "swarm.DNSConfig": "Nameservers?:[]string Search?:[]string Options?:[]string",
    "swarm.SecretReference": "File:*swarm.SecretReferenceFileTarget SecretID:string SecretName:string",
    "swarm.SecretReferenceFileTarget": "Name:string UID:string GID:string Mode:int",
    "swarm.ConfigReference": (
        "File?:*swarm.ConfigReferenceFileTarget Runtime?:*struct{} ConfigID:string ConfigName:string"
    ),
    "swarm.ConfigReferenceFileTarget": "Name:string UID:string GID:string Mode:int",
    "runtime.PluginSpec": (
        "Name?=name:string Remote?=remote:string Privileges?=privileges:[]*runtime.PluginPrivilege "
        "Disabled?=disabled:bool Env?=env:[]string"
    ),
    "runtime.PluginPrivilege": "Name?=name:string Description?=description:string Value?=value:[]string",
    "swarm.NetworkAttachmentSpec": "ContainerID:string",
    "swarm.ResourceRequirements": "Limits?:*swarm.Limit Reservations?:*swarm.Resources",
    "swarm.Limit": "NanoCPUs?:int MemoryBytes?:int Pids?:int",
    "swarm.Resources": "NanoCPUs?:int MemoryBytes?:int GenericResources?:[]swarm.GenericResource",
    "swarm.GenericResource": (
        "NamedResourceSpec?:*swarm.NamedGenericResource DiscreteResourceSpec?:*swarm.DiscreteGenericResource"
    ),
    "swarm.NamedGenericResource": "Kind?:string Value?:string",
    "swarm.DiscreteGenericResource": "Kind?:string Value?:int",
    "swarm.RestartPolicy": "Condition?:string Delay?:*time.Duration MaxAttempts?:*int Window?:*time.Duration",
    "swarm.Placement": (
        "Constraints?:[]string Preferences?:[]swarm.PlacementPreference MaxReplicas?:int Platforms?:[]swarm.Platform"
    ),
    "swarm.PlacementPreference": "Spread:*swarm.SpreadOver",
    "swarm.SpreadOver": "SpreadDescriptor:string",
    "swarm.Platform": "Architecture?:string OS?:string",
    "swarm.NetworkAttachmentConfig": "Target?:string Aliases?:[]string DriverOpts?:map[string]string",
    "swarm.Driver": "Name?:string Options?:map[string]string",
    "swarm.ServiceMode": (
        "Replicated?:*swarm.ReplicatedService Global?:*struct{} ReplicatedJob?:*swarm.ReplicatedJob "
        "GlobalJob?:*struct{}"
    ),
    "swarm.ReplicatedService": "Replicas?:*int",
    "swarm.ReplicatedJob": "MaxConcurrent?:*int TotalCompletions?:*int",
    "swarm.UpdateConfig": (
        "Parallelism:int Delay?:time.Duration FailureAction?:string Monitor?:time.Duration MaxFailureRatio:float64 "
        "Order:string"
    ),
    "swarm.EndpointSpec": "Mode?:string Ports?:[]swarm.PortConfig",
    "swarm.PortConfig": "Name?:string Protocol?:string TargetPort?:int PublishedPort?:int PublishMode?:string",
    "swarm.Endpoint": "Spec?:swarm.EndpointSpec Ports?:[]swarm.PortConfig VirtualIPs?:[]swarm.EndpointVirtualIP",
    "swarm.EndpointVirtualIP": "NetworkID?:string Addr?:string",
    "swarm.UpdateStatus": "State?:string StartedAt?:*time.Time CompletedAt?:*time.Time Message?:string",
    "swarm.ServiceStatus": "RunningTasks:int DesiredTasks:int CompletedTasks:int",
    "swarm.JobStatus": "JobIteration:swarm.Version LastExecution?:time.Time",
    "swarm.Task": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Name?:string "
        "Labels:map[string]string Spec?:swarm.TaskSpec ServiceID?:string Slot?:int NodeID?:string "
        "Status?:swarm.TaskStatus DesiredState?:string NetworksAttachments?:[]swarm.NetworkAttachment "
        "GenericResources?:[]swarm.GenericResource JobIteration?:*swarm.Version Volumes:[]swarm.VolumeAttachment"
    ),
    "swarm.TaskStatus": (
        "Timestamp?:time.Time State?:string Message?:string Err?:string ContainerStatus?:*swarm.ContainerStatus "
        "PortStatus?:swarm.PortStatus"
    ),
    "swarm.ContainerStatus": "ContainerID:string PID:int ExitCode:int",
    "swarm.PortStatus": "Ports?:[]swarm.PortConfig",
    "swarm.NetworkAttachment": "Network?:swarm.Network Addresses?:[]string",
    "swarm.Network": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec?:swarm.NetworkSpec "
        "DriverState?:swarm.Driver IPAMOptions?:*swarm.IPAMOptions"
    ),
    "swarm.NetworkSpec": (
        "Name?:string Labels:map[string]string DriverConfiguration?:*swarm.Driver IPv6Enabled?:bool Internal?:bool "
        "Attachable?:bool Ingress?:bool IPAMOptions?:*swarm.IPAMOptions ConfigFrom?:*network.ConfigReference "
        "Scope?:string"
    ),
    "swarm.IPAMOptions": "Driver?:swarm.Driver Configs?:[]swarm.IPAMConfig",
    "swarm.IPAMConfig": "Subnet?:string Range?:string Gateway?:string",
    "swarm.VolumeAttachment": "ID?:string Source?:string Target?:string",
    "swarm.Node": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec?:swarm.NodeSpec "
        "Description?:swarm.NodeDescription Status?:swarm.NodeStatus ManagerStatus?:*swarm.ManagerStatus"
    ),
    "swarm.NodeSpec": "Name?:string Labels:map[string]string Role?:string Availability?:string",
    "swarm.NodeDescription": (
        "Hostname?:string Platform?:swarm.Platform Resources?:swarm.Resources Engine?:swarm.EngineDescription "
        "TLSInfo?:swarm.TLSInfo CSIInfo?:[]swarm.NodeCSIInfo"
    ),
    "swarm.EngineDescription": "EngineVersion?:string Labels?:map[string]string Plugins?:[]swarm.PluginDescription",
    "swarm.PluginDescription": "Type?:string Name?:string",
    "swarm.TLSInfo": "TrustRoot?:string CertIssuerSubject?:string CertIssuerPublicKey?:string",
    "swarm.NodeCSIInfo": "PluginName?:string NodeID?:string MaxVolumesPerNode?:int AccessibleTopology?:*swarm.Topology",
    "swarm.Topology": "Segments?:map[string]string",
    "swarm.NodeStatus": "State?:string Message?:string Addr?:string",
    "swarm.ManagerStatus": "Leader?:bool Reachability?:string Addr?:string",
    "swarm.Secret": "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec:swarm.SecretSpec",
    "swarm.SecretSpec": (
        "Name?:string Labels:map[string]string Data?:string Driver?:*swarm.Driver Templating?:*swarm.Driver"
    ),
    "swarm.Config": "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec:swarm.ConfigSpec",
    "swarm.ConfigSpec": "Name?:string Labels:map[string]string Data?:string Templating?:*swarm.Driver",
    "swarm.Info": (
        "NodeID:string NodeAddr:string LocalNodeState:string ControlAvailable:bool Error:string "
        "RemoteManagers:[]swarm.Peer Nodes?:int Managers?:int Cluster?:*swarm.ClusterInfo Warnings?:[]string"
    ),
    "swarm.Peer": "NodeID:string Addr:string",
    "swarm.ClusterInfo": (
        "ID:string Version?:swarm.Version CreatedAt?:time.Time UpdatedAt?:time.Time Spec:swarm.Spec "
        "TLSInfo:swarm.TLSInfo RootRotationInProgress:bool DefaultAddrPool:[]string SubnetSize:int DataPathPort:int"
    ),
    "swarm.Spec": (
        "Name?:string Labels:map[string]string Orchestration?:swarm.OrchestrationConfig Raft?:swarm.RaftConfig "
        "Dispatcher?:swarm.DispatcherConfig CAConfig?:swarm.CAConfig TaskDefaults?:swarm.TaskDefaults "
        "EncryptionConfig?:swarm.EncryptionConfig"
    ),
    "swarm.OrchestrationConfig": "TaskHistoryRetentionLimit?:*int",
    "swarm.RaftConfig": (
        "SnapshotInterval?:int KeepOldSnapshots?:*int LogEntriesForSlowFollowers?:int ElectionTick:int "
        "HeartbeatTick:int"
    ),
    "swarm.DispatcherConfig": "HeartbeatPeriod?:time.Duration",
    "swarm.CAConfig": (
        "NodeCertExpiry?:time.Duration ExternalCAs?:[]*swarm.ExternalCA SigningCACert?:string SigningCAKey?:string "
        "ForceRotate?:int"
    ),
    "swarm.ExternalCA": "Protocol:string URL:string Options?:map[string]string CACert:string",
    "swarm.TaskDefaults": "LogDriver?:*swarm.Driver",
    "swarm.EncryptionConfig": "AutoLockManagers:bool",
}
