"""Docker's value parsers and rules that the built-in plugins share; any release may change or remove a name.

Every plugin may import them. A plugin that does requires the releases of PyDock that it was tested with
(`pydock-cli>=1.0,<1.1` in its dependencies). A name is imported from its module on first use, as in `plugin_api`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.actions.archive_output import archive_pieces as archive_pieces
    from pydock_core.actions.archive_output import write_archive as write_archive
    from pydock_core.actions.attach import Attachment as Attachment
    from pydock_core.actions.attach import resolve_detach_keys as resolve_detach_keys
    from pydock_core.actions.content_trust import check_content_trust as check_content_trust
    from pydock_core.actions.create import check_pull_policy as check_pull_policy
    from pydock_core.actions.create import create_container as create_container
    from pydock_core.actions.docker_plugin import DockerPlugin as DockerPlugin
    from pydock_core.actions.docker_plugin import current_context as current_context
    from pydock_core.actions.docker_plugin import find_docker_plugin as find_docker_plugin
    from pydock_core.actions.docker_plugin import run_docker_plugin as run_docker_plugin
    from pydock_core.actions.inspect import find_object as find_object
    from pydock_core.actions.inspect import inspect_objects as inspect_objects
    from pydock_core.actions.login_prompt import ask_for_credentials as ask_for_credentials
    from pydock_core.actions.login_prompt import with_login as with_login
    from pydock_core.actions.prune import confirm_prune as confirm_prune
    from pydock_core.actions.prune import prune_filters as prune_filters
    from pydock_core.actions.prune import show_pruned as show_pruned
    from pydock_core.actions.pull import pull_image as pull_image
    from pydock_core.actions.pull import registry_auth as registry_auth
    from pydock_core.actions.pull import registry_config as registry_config
    from pydock_core.actions.pull import show_progress as show_progress
    from pydock_core.actions.registry import log_in_directly as log_in_directly
    from pydock_core.actions.registry import open_registry as open_registry
    from pydock_core.actions.signal_proxy import SignalProxy as SignalProxy
    from pydock_core.actions.start_attached import AttachOptions as AttachOptions
    from pydock_core.actions.start_attached import resizing as resizing
    from pydock_core.actions.start_attached import start_attached as start_attached
    from pydock_core.actions.start_attached import start_detached as start_detached
    from pydock_core.actions.start_errors import start_error_class as start_error_class
    from pydock_core.actions.tar_writer import TarWriter as TarWriter
    from pydock_core.actions.tar_writer import coalesce as coalesce
    from pydock_core.actions.tar_writer import tar_pieces as tar_pieces
    from pydock_core.actions.terminal import RawTerminal as RawTerminal
    from pydock_core.actions.terminal import Resizing as Resizing
    from pydock_core.actions.terminal import check_terminal as check_terminal
    from pydock_core.actions.unpack import unpack as unpack
    from pydock_core.command.help import help_topic as help_topic
    from pydock_core.command.shells import shell_code as shell_code
    from pydock_core.config import credentials as credentials
    from pydock_core.declarations import kinds as kinds
    from pydock_core.engine.api.client import MAX_API_VERSION as MAX_API_VERSION
    from pydock_core.engine.api.encoding import encode_filters as encode_filters
    from pydock_core.engine.api.encoding import version_key as version_key
    from pydock_core.engine.api.json_stream import json_objects as json_objects
    from pydock_core.engine.api.multiplexed_stream import demultiplex as demultiplex
    from pydock_core.engine.transport import download as download
    from pydock_core.errors import ContainerNotStarted as ContainerNotStarted
    from pydock_core.errors import CreateRefused as CreateRefused
    from pydock_core.errors import ExecStatusUnknown as ExecStatusUnknown
    from pydock_core.errors import RunRefused as RunRefused
    from pydock_core.files.atomic import TEMPORARY_PREFIX as TEMPORARY_PREFIX
    from pydock_core.files.atomic import write_atomically as write_atomically
    from pydock_core.files.walk import FolderWalk as FolderWalk
    from pydock_core.host.import_time import import_seconds as import_seconds
    from pydock_core.host.plugin_inventory import IndexReport as IndexReport
    from pydock_core.host.plugin_inventory import InstalledPlugin as InstalledPlugin
    from pydock_core.host.plugin_inventory import index_report as index_report
    from pydock_core.host.plugin_inventory import installed_plugins as installed_plugins
    from pydock_core.host.plugin_inventory import rebuild_index as rebuild_index
    from pydock_core.output.atomic_file import AtomicFile as AtomicFile
    from pydock_core.output.format import fields_used as fields_used
    from pydock_core.output.human import bytes_size as bytes_size
    from pydock_core.output.human import calendar_time as calendar_time
    from pydock_core.output.human import human_duration as human_duration
    from pydock_core.output.human import human_size as human_size
    from pydock_core.output.human import local_rfc3339 as local_rfc3339
    from pydock_core.output.human import local_time as local_time
    from pydock_core.output.inspect import Inspected as Inspected
    from pydock_core.output.json_indent import indent as indent
    from pydock_core.output.notes import note as note
    from pydock_core.output.object_format import ObjectFormat as ObjectFormat
    from pydock_core.output.progress_bar import progress as progress
    from pydock_core.output.progress_display import display as display
    from pydock_core.output.table import align as align
    from pydock_core.output.text import ellipsis as ellipsis
    from pydock_core.output.text import printable as printable
    from pydock_core.output.text import truncate_id as truncate_id
    from pydock_core.output.text import width as width
    from pydock_core.registry import oauth as oauth
    from pydock_core.registry.access import RegistryAccess as RegistryAccess
    from pydock_core.registry.client import DOCKER_LIST as DOCKER_LIST
    from pydock_core.registry.client import DOCKER_MANIFEST as DOCKER_MANIFEST
    from pydock_core.registry.client import OCI_INDEX as OCI_INDEX
    from pydock_core.registry.client import OCI_MANIFEST as OCI_MANIFEST
    from pydock_core.registry.client import Manifest as Manifest
    from pydock_core.registry.client import Registry as Registry
    from pydock_core.registry.client import fetch_blob as fetch_blob
    from pydock_core.registry.client import fetch_manifest as fetch_manifest
    from pydock_core.values import tar_header as tar_header
    from pydock_core.values.addresses import is_mac as is_mac
    from pydock_core.values.addresses import join_host_port as join_host_port
    from pydock_core.values.addresses import parse_ip as parse_ip
    from pydock_core.values.capabilities import normalize_capabilities as normalize_capabilities
    from pydock_core.values.csv import parse_list as parse_list
    from pydock_core.values.devices import parse_cgroup_rule as parse_cgroup_rule
    from pydock_core.values.devices import parse_gpus as parse_gpus
    from pydock_core.values.devices import parse_throttle_bytes as parse_throttle_bytes
    from pydock_core.values.devices import parse_throttle_operations as parse_throttle_operations
    from pydock_core.values.devices import parse_weight as parse_weight
    from pydock_core.values.devices import split_devices as split_devices
    from pydock_core.values.environment import check_variable as check_variable
    from pydock_core.values.environment import parse_variable as parse_variable
    from pydock_core.values.environment import read_labels as read_labels
    from pydock_core.values.environment import read_variables as read_variables
    from pydock_core.values.filters import build_filters as build_filters
    from pydock_core.values.health import build_healthcheck as build_healthcheck
    from pydock_core.values.hosts import check_link as check_link
    from pydock_core.values.hosts import parse_extra_host as parse_extra_host
    from pydock_core.values.hosts import parse_search_domain as parse_search_domain
    from pydock_core.values.ignore import IgnoreMatcher as IgnoreMatcher
    from pydock_core.values.ignore import read_ignore_file as read_ignore_file
    from pydock_core.values.json_codec import dumps as dumps
    from pydock_core.values.json_codec import loads as loads
    from pydock_core.values.mounts import parse_mount as parse_mount
    from pydock_core.values.mounts import parse_tmpfs as parse_tmpfs
    from pydock_core.values.mounts import split_volumes as split_volumes
    from pydock_core.values.namespaces import check_cgroupns_mode as check_cgroupns_mode
    from pydock_core.values.namespaces import check_pid_mode as check_pid_mode
    from pydock_core.values.namespaces import check_userns_mode as check_userns_mode
    from pydock_core.values.namespaces import check_uts_mode as check_uts_mode
    from pydock_core.values.natural_order import natural_order as natural_order
    from pydock_core.values.networks import NetworkAttachment as NetworkAttachment
    from pydock_core.values.networks import build_endpoints as build_endpoints
    from pydock_core.values.networks import parse_network as parse_network
    from pydock_core.values.numbers import parse_nano_cpus as parse_nano_cpus
    from pydock_core.values.numbers import parse_uint as parse_uint
    from pydock_core.values.options import check_label as check_label
    from pydock_core.values.options import check_sysctl as check_sysctl
    from pydock_core.values.options import parse_log_options as parse_log_options
    from pydock_core.values.options import parse_storage_options as parse_storage_options
    from pydock_core.values.options import to_map as to_map
    from pydock_core.values.os_errors import os_error_text as os_error_text
    from pydock_core.values.paths import clean_path as clean_path
    from pydock_core.values.paths import working_directory as working_directory
    from pydock_core.values.platforms import format_platform as format_platform
    from pydock_core.values.platforms import parse_platform as parse_platform
    from pydock_core.values.ports import format_ports as format_ports
    from pydock_core.values.ports import parse_ports as parse_ports
    from pydock_core.values.quote import quote as quote
    from pydock_core.values.references import check_reference as check_reference
    from pydock_core.values.references import parse_any_reference as parse_any_reference
    from pydock_core.values.restart import parse_restart_policy as parse_restart_policy
    from pydock_core.values.restart import restarts as restarts
    from pydock_core.values.security import parse_security_options as parse_security_options
    from pydock_core.values.sizes import parse_memory_swap as parse_memory_swap
    from pydock_core.values.streams import parse_stream as parse_stream
    from pydock_core.values.tar_header import encode_header as encode_header
    from pydock_core.values.timestamps import parse_timestamp as parse_timestamp
    from pydock_core.values.ulimits import merge_ulimits as merge_ulimits
    from pydock_core.values.ulimits import parse_ulimit as parse_ulimit

# Module → its names, or package → its modules; each is imported on first use.
_NAMES = {
    "pydock_core.actions.archive_output": "archive_pieces write_archive",
    "pydock_core.actions.attach": "Attachment resolve_detach_keys",
    "pydock_core.actions.content_trust": "check_content_trust",
    "pydock_core.actions.create": "check_pull_policy create_container",
    "pydock_core.actions.docker_plugin": "DockerPlugin current_context find_docker_plugin run_docker_plugin",
    "pydock_core.actions.inspect": "find_object inspect_objects",
    "pydock_core.actions.login_prompt": "ask_for_credentials with_login",
    "pydock_core.actions.prune": "confirm_prune prune_filters show_pruned",
    "pydock_core.actions.pull": "pull_image registry_auth registry_config show_progress",
    "pydock_core.actions.registry": "log_in_directly open_registry",
    "pydock_core.actions.signal_proxy": "SignalProxy",
    "pydock_core.actions.start_attached": "AttachOptions resizing start_attached start_detached",
    "pydock_core.actions.start_errors": "start_error_class",
    "pydock_core.actions.tar_writer": "TarWriter coalesce tar_pieces",
    "pydock_core.actions.terminal": "RawTerminal Resizing check_terminal",
    "pydock_core.actions.unpack": "unpack",
    "pydock_core.command.help": "help_topic",
    "pydock_core.command.shells": "shell_code",
    "pydock_core.config": "credentials",
    "pydock_core.declarations": "kinds",
    "pydock_core.engine.api.client": "MAX_API_VERSION",
    "pydock_core.engine.api.encoding": "encode_filters version_key",
    "pydock_core.engine.api.json_stream": "json_objects",
    "pydock_core.engine.api.multiplexed_stream": "demultiplex",
    "pydock_core.engine.transport": "download",
    "pydock_core.errors": "ContainerNotStarted CreateRefused ExecStatusUnknown RunRefused",
    "pydock_core.files.atomic": "TEMPORARY_PREFIX write_atomically",
    "pydock_core.files.walk": "FolderWalk",
    "pydock_core.host.import_time": "import_seconds",
    "pydock_core.host.plugin_inventory": "IndexReport InstalledPlugin index_report installed_plugins rebuild_index",
    "pydock_core.output.atomic_file": "AtomicFile",
    "pydock_core.output.format": "fields_used",
    "pydock_core.output.human": "bytes_size calendar_time human_duration human_size local_rfc3339 local_time",
    "pydock_core.output.inspect": "Inspected",
    "pydock_core.output.json_indent": "indent",
    "pydock_core.output.notes": "note",
    "pydock_core.output.object_format": "ObjectFormat",
    "pydock_core.output.progress_bar": "progress",
    "pydock_core.output.progress_display": "display",
    "pydock_core.output.table": "align",
    "pydock_core.output.text": "ellipsis printable truncate_id width",
    "pydock_core.registry": "oauth",
    "pydock_core.registry.access": "RegistryAccess",
    "pydock_core.registry.client": (
        "DOCKER_LIST DOCKER_MANIFEST Manifest OCI_INDEX OCI_MANIFEST Registry fetch_blob fetch_manifest"
    ),
    "pydock_core.values": "tar_header",
    "pydock_core.values.addresses": "is_mac join_host_port parse_ip",
    "pydock_core.values.capabilities": "normalize_capabilities",
    "pydock_core.values.csv": "parse_list",
    "pydock_core.values.devices": (
        "parse_cgroup_rule parse_gpus parse_throttle_bytes parse_throttle_operations parse_weight split_devices"
    ),
    "pydock_core.values.environment": "check_variable parse_variable read_labels read_variables",
    "pydock_core.values.filters": "build_filters",
    "pydock_core.values.health": "build_healthcheck",
    "pydock_core.values.hosts": "check_link parse_extra_host parse_search_domain",
    "pydock_core.values.ignore": "IgnoreMatcher read_ignore_file",
    "pydock_core.values.json_codec": "dumps loads",
    "pydock_core.values.mounts": "parse_mount parse_tmpfs split_volumes",
    "pydock_core.values.namespaces": "check_cgroupns_mode check_pid_mode check_userns_mode check_uts_mode",
    "pydock_core.values.natural_order": "natural_order",
    "pydock_core.values.networks": "NetworkAttachment build_endpoints parse_network",
    "pydock_core.values.numbers": "parse_nano_cpus parse_uint",
    "pydock_core.values.options": "check_label check_sysctl parse_log_options parse_storage_options to_map",
    "pydock_core.values.os_errors": "os_error_text",
    "pydock_core.values.paths": "clean_path working_directory",
    "pydock_core.values.platforms": "format_platform parse_platform",
    "pydock_core.values.ports": "format_ports parse_ports",
    "pydock_core.values.quote": "quote",
    "pydock_core.values.references": "check_reference parse_any_reference",
    "pydock_core.values.restart": "parse_restart_policy restarts",
    "pydock_core.values.security": "parse_security_options",
    "pydock_core.values.sizes": "parse_memory_swap",
    "pydock_core.values.streams": "parse_stream",
    "pydock_core.values.tar_header": "encode_header",
    "pydock_core.values.timestamps": "parse_timestamp",
    "pydock_core.values.ulimits": "merge_ulimits parse_ulimit",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = [*_HOMES]

# Hidden from type checkers, which would otherwise believe that any name exists.
if not TYPE_CHECKING:

    def __getattr__(name):
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(__import__(home, None, None, [name]), name)
        return value

    def __dir__():
        return sorted(__all__)
