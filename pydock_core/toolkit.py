"""Docker's value parsers and rules that the built-in plugins share; any release may change or remove a name.

Every plugin may import them. A plugin that does requires the releases of PyDock that it was tested with
(`pydock-cli>=1.0,<1.1` in its dependencies). A name is imported from its module on first use, as in `plugin_api`.
"""

from __future__ import annotations

# Module → its names, or package → its modules; each is imported on first use.
_NAMES = {
    "pydock_core": "DOCKER_VERSION GIT_COMMIT",
    "pydock_core.actions.answer_limit": "answer_within",
    "pydock_core.actions.archive_output": "archive_pieces write_archive",
    "pydock_core.actions.attach": "Attachment resolve_detach_keys",
    "pydock_core.actions.container_errors": (
        "ContainerNotStarted CreateRefused ExecStatusUnknown RunRefused start_error_class"
    ),
    "pydock_core.actions.content_trust": "check_content_trust",
    "pydock_core.actions.contexts": ("Contexts context_engine decode_context describe_context encode_context"),
    "pydock_core.actions.create": "check_pull_policy create_container",
    "pydock_core.actions.event_wait": "EventWait",
    "pydock_core.actions.inspect": "find_object inspect_objects",
    "pydock_core.actions.login_prompt": "ask_for_credentials with_login",
    "pydock_core.actions.moment": "parse_moment",
    "pydock_core.actions.prune": "confirm_prune prune_filters removed_images removed_objects show_pruned",
    "pydock_core.actions.pull": "pull_image registry_auth registry_config show_progress",
    "pydock_core.actions.raw_connection": "open_raw_connection",
    "pydock_core.actions.registry": "log_in_directly open_registry",
    "pydock_core.actions.settings_report": "SettingInEffect setting_in_effect settings_in_effect settings_json_schema",
    "pydock_core.actions.signal_proxy": "SignalProxy",
    "pydock_core.actions.start_attached": "AttachOptions resizing start_attached start_detached",
    "pydock_core.actions.tar_reader": "TarReader",
    "pydock_core.actions.tar_writer": "TarWriter coalesce gzip_pieces tar_pieces",
    "pydock_core.actions.terminal": "RawTerminal Resizing check_terminal",
    "pydock_core.actions.unpack": "unpack",
    "pydock_core.actions.wait": "report_early_end wait_for_exit",
    "pydock_core.cli_plugins.completion": "complete_docker_plugin",
    "pydock_core.cli_plugins.discovery": (
        "DockerPlugin find_docker_plugin find_runnable_docker_plugin list_docker_plugins locate_docker_plugin"
    ),
    "pydock_core.cli_plugins.run": "current_context run_docker_plugin run_docker_plugin_for_help",
    "pydock_core.command.completers": "container_names",
    "pydock_core.command.help": "help_topic",
    "pydock_core.command.shells": "shell_code",
    "pydock_core.config": "credentials",
    "pydock_core.config.context_endpoint": "check_context_engine read_tls_files",
    "pydock_core.config.context_file": "document validate_name",
    "pydock_core.config.files": "make_folders",
    "pydock_core.config.folders": "read_regular",
    "pydock_core.declarations": "kinds",
    "pydock_core.engine.api.client": "MAX_API_VERSION",
    "pydock_core.engine.api.encoding": "encode_filters version_key",
    "pydock_core.engine.api.json_stream": "json_objects",
    "pydock_core.engine.api.multiplexed_stream": "demultiplex",
    "pydock_core.engine.transport": "download",
    "pydock_core.files.atomic": "TEMPORARY_PREFIX write_atomically write_new_file",
    "pydock_core.files.walk": "FolderWalk",
    "pydock_core.host.import_time": "import_seconds",
    "pydock_core.host.plugin_inventory": "IndexReport InstalledPlugin index_report installed_plugins rebuild_index",
    "pydock_core.host.requirements": "is_met",
    "pydock_core.output.atomic_file": "AtomicFile",
    "pydock_core.output.container_listing": "container_listing",
    "pydock_core.output.delayed_draw": "DelayedDraw",
    "pydock_core.output.format": "fields_used",
    "pydock_core.output.go_struct": "GoStruct",
    "pydock_core.output.human": "bytes_size human_duration human_size",
    "pydock_core.output.image_listing": "NamedImage image_listing image_rows is_dangling",
    "pydock_core.output.inspect": "Inspected",
    "pydock_core.output.json_indent": "indent",
    "pydock_core.output.notes": "note",
    "pydock_core.output.object_format": "ObjectFormat",
    "pydock_core.output.progress_bar": "progress",
    "pydock_core.output.progress_display": "display",
    "pydock_core.output.sections": "render_sections",
    "pydock_core.output.table": "align",
    "pydock_core.output.template.typed": "typed",
    "pydock_core.output.text": "ellipsis format_labels printable printable_cell truncate_id width",
    "pydock_core.output.times": ("calendar_time engine_time local_rfc3339 local_time parse_engine_time rfc3339_offset"),
    "pydock_core.output.typed_json": "typed_json",
    "pydock_core.output.volume_listing": "volume_listing",
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
    "pydock_core.values.filters": "build_filters parse_filter",
    "pydock_core.values.health": "build_healthcheck",
    "pydock_core.values.hosts": "check_link parse_extra_host parse_search_domain",
    "pydock_core.values.ignore": "IgnoreMatcher read_ignore_file",
    "pydock_core.values.json_codec": "dumps loads",
    "pydock_core.values.mounts": "parse_mount parse_tmpfs split_volumes",
    "pydock_core.values.namespaces": "check_cgroupns_mode check_pid_mode check_userns_mode check_uts_mode",
    "pydock_core.values.natural_order": "natural_order",
    "pydock_core.values.networks": "ENDPOINT_STATE NetworkAttachment build_endpoints parse_network",
    "pydock_core.values.numbers": "parse_nano_cpus parse_uint",
    "pydock_core.values.options": "check_label check_sysctl parse_log_options parse_storage_options to_map",
    "pydock_core.values.os_errors": "os_error_text",
    "pydock_core.values.paths": "clean_path working_directory",
    "pydock_core.values.platforms": "format_platform parse_platform",
    "pydock_core.values.ports": "format_ports parse_ports",
    "pydock_core.values.programs": "find_program",
    "pydock_core.values.quote": "quote",
    "pydock_core.values.references": "check_reference parse_any_reference",
    "pydock_core.values.restart": "parse_restart_policy restarts",
    "pydock_core.values.security": "parse_security_options",
    "pydock_core.values.sizes": "parse_memory_swap",
    "pydock_core.values.streams": "parse_stream",
    "pydock_core.values.subnets": "check_cidr subnet_contains",
    "pydock_core.values.tar_header": "encode_header",
    "pydock_core.values.timestamps": "parse_timestamp",
    "pydock_core.values.ulimits": "merge_ulimits parse_ulimit",
    "pydock_core.values.urls": "redact_text redact_url",
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

__all__ = [*_HOMES]


def __getattr__(name):
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(__import__(home, None, None, [name]), name)
    return value


def __dir__():
    return sorted(__all__)
