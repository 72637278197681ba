"""The second step of an invocation: `GlobalOptions` → a `Session` with the user's settings and the index of plugins."""

from __future__ import annotations

from pydock_core.config.settings import Settings, load_settings, settings_path
from pydock_core.errors import SettingsError
from pydock_core.host import Hooks, load_index
from pydock_core.session import PluginOptions, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.host.index import Index
    from pydock_core.session import GlobalOptions, ProcessContext


def load_plugins(environ: Mapping[str, str], no_plugin: list[str]) -> tuple[Settings, Index]:
    """(The user's settings, the index without the plugins that settings, environment and `no_plugin` block).

    A settings file that can't be read gives empty settings with the reason in `Settings.error`, and an index of
    the built-in plugins alone: which plugins the user blocked is unknown. Raises nothing for a plugin's failure.
    """
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        settings = Settings([], settings_path(environ), error)
        environ = {**environ, "PYDOCK_PLUGINS": "none"}
    return settings, load_index(environ, blocked=tuple(settings.blocked_plugins), no_plugin=tuple(no_plugin))


def open_session(program: str, process: ProcessContext, options: GlobalOptions) -> Session:
    """The session of a command line; no engine is connected. Raises UsageError for a flag of a blocked plugin."""
    settings, index = load_plugins(process.environ, options.no_plugin)
    return Session(
        program=program,
        process=process,
        settings=settings,
        global_options=options,
        plugin_options=PluginOptions(_plugin_options(settings, index, options)),
        log_level="debug" if options.debug else (options.log_level or settings.log_level or "info").lower(),
        hooks=lambda session: Hooks(index, session),
    )


def _plugin_options(settings: Settings, index: Index, options: GlobalOptions) -> dict[str, Any]:
    """Values of the global flags that plugins added, defaults for those not typed."""
    flags = index.added_flags("")
    defaults = {flag.attribute: flag.absent_value() for flag in flags}
    for name in options.plugin_options:
        if name not in defaults:  # `--no-plugin` stands behind a flag of the plugin that it blocks
            from pydock_core.errors import UsageError
            from pydock_core.host.blocked_plugins import explain_unknown_flag

            error = UsageError(f"unknown flag: --{name.replace('_', '-')}")
            error.unknown_flag = f"--{name.replace('_', '-')}"
            explain_unknown_flag(error, index, [""], settings, options.no_plugin)
            raise error
    return {**defaults, **options.plugin_options}
