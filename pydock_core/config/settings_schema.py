"""The schema of PyDock's settings. The reader, its checks, `self config` and docs/settings.md come from these rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A setting.

    - `key`: the dotted key in config.toml.
    - `kind`: `str`, `bool` or `list` (of strings).
    - `default`: the value if no layer sets one.
    - `help`: one sentence without a full stop.
    - `choices`: the allowed values of a string; () for any.
    - `variable`: the environment variable that sets it; lists are written `A,B`, booleans `0` or `1`.
    - `flag`: the global flag that sets it, "" for none.
    - `joined`: whether a list holds the items of all layers. Otherwise, the highest layer that sets a value wins.
    """

    key: str
    kind: type
    default: str | bool | tuple[str, ...]
    help: str
    choices: tuple[str, ...] = ()
    variable: str = ""
    flag: str = ""
    joined: bool = False


SETTINGS = (
    Setting(
        "images_view",
        str,
        "list",
        "How images are listed if no flag asks for a format: docker 28's list, or docker 29's view with sizes",
        choices=("list", "tree"),
        variable="PYDOCK_IMAGES_VIEW",
    ),
    Setting(
        "log_level",
        str,
        "info",
        "The least level of the messages of PyDock's log on stderr",
        choices=("debug", "info", "warn", "error", "fatal"),
        variable="PYDOCK_LOG_LEVEL",
        flag="log-level",
    ),
    Setting(
        "plugins.blocked",
        list,
        (),
        "Plugins that are never loaded, as NAME or DISTRIBUTION:NAME",
        variable="PYDOCK_BLOCKED_PLUGINS",
        flag="no-plugin",
        joined=True,
    ),
    Setting(
        "plugins.required",
        list,
        (),
        "Plugins without which no command runs that they would decide, as NAME or DISTRIBUTION:NAME",
        variable="PYDOCK_REQUIRED_PLUGINS",
        joined=True,
    ),
    Setting(
        "plugins.warnings",
        bool,
        True,
        "Whether each command names the plugins that are broken",
        variable="PYDOCK_PLUGIN_WARNINGS",
    ),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}
# Tables whose content a plugin checks: `[plugins.NAME]`.
FREE_TABLES = ("plugins",)
