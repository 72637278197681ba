"""The settings in effect with their origins, and the schema of config.toml as a JSON Schema, for `self config`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydock_core.config.settings import value_in
from pydock_core.config.settings_check import suggestion
from pydock_core.config.settings_schema import BY_KEY, FREE_TABLES, SETTINGS
from pydock_core.errors import SettingsError

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.config.settings_schema import Setting
    from pydock_core.session import Session

DEFAULT = "default"


@dataclass(frozen=True)
class SettingInEffect:
    """A setting as a command sees it.

    - `key`: the dotted key.
    - `value`: a string, boolean or list of strings; in a plugin's table, any value of TOML, times as texts.
    - `origin`: what sets it: paths of files, names of variables and flags, in the order in which they are read, or
      `default`.
    - `help`: one sentence; "" in a plugin's table.
    """

    key: str
    value: object
    origin: str
    help: str = ""


def settings_in_effect(session: Session) -> list[SettingInEffect]:
    """Returns every setting, then the keys of plugins' tables; raises SettingsError if a layer is invalid."""
    if session.settings.error is not None:
        raise session.settings.error
    found = [_in_effect(session, setting) for setting in SETTINGS]
    for free in FREE_TABLES:
        known = {key.removeprefix(f"{free}.") for key in BY_KEY}
        names = {name for _, tables in session.settings.layers for name in _table(tables, free) if name not in known}
        for name in sorted(names):
            table = session.settings.plugin(name)
            for key in sorted(table):
                found.append(SettingInEffect(f"{free}.{name}.{key}", table[key], _origin(session, free, name, key)))
    return found


def setting_in_effect(session: Session, key: str) -> SettingInEffect:
    """Returns the setting with a dotted key; raises SettingsError for an unknown key, and for one that nothing sets."""
    for one in settings_in_effect(session):
        if one.key == key:
            return one
    if key.partition(".")[0] in FREE_TABLES and key.count(".") > 1:
        raise SettingsError(f'"{key}" is not set')
    raise SettingsError(f'unknown key "{key}"{suggestion(key)}')


def settings_json_schema() -> dict[str, Any]:
    """Returns a JSON Schema (draft 2020-12) of config.toml, for editors."""
    root: dict[str, Any] = _object("Settings of PyDock")
    for setting in SETTINGS:
        *tables, name = setting.key.split(".")
        place = root
        for table in tables:
            place = place["properties"].setdefault(table, _object(f"The table [{table}]"))
            if table in FREE_TABLES:
                place["additionalProperties"] = {"type": "object", "description": "Settings of a plugin"}
        place["properties"][name] = _json_schema(setting)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root}


def _object(description: str) -> dict[str, Any]:
    return {"type": "object", "description": description, "properties": {}, "additionalProperties": False}


def _json_schema(setting: Setting) -> dict[str, Any]:
    kinds: dict[type, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        list: {"type": "array", "items": {"type": "string"}},
    }
    choices = {"enum": list(setting.choices)} if setting.choices else {}
    default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    return {**kinds[setting.kind], **choices, "default": default, "description": setting.help}


def _in_effect(session: Session, setting: Setting) -> SettingInEffect:
    layers = [
        (place, value)
        for place, tables in session.settings.layers
        if (value := value_in(tables, setting.key)) is not None
    ]
    if setting.flag:
        typed = getattr(session.global_options, setting.flag.replace("-", "_"))
        if typed:
            layers.append((f"--{setting.flag}", typed))
    if setting.key == "log_level" and session.global_options.debug:
        layers.append(("--debug", "debug"))
    if not layers:
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        return SettingInEffect(setting.key, default, DEFAULT, setting.help)
    if not setting.joined:
        place, value = layers[-1]
        return SettingInEffect(setting.key, value, place, setting.help)
    items = dict.fromkeys(item for _, value in layers if isinstance(value, list) for item in value)
    return SettingInEffect(setting.key, list(items), ", ".join(place for place, _ in layers), setting.help)


def _origin(session: Session, *names: str) -> str:
    for place, tables in reversed(session.settings.layers):
        value: object = tables
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            return place
    return DEFAULT


def _table(tables: dict[str, object], name: str) -> dict[str, object]:
    value = tables.get(name)
    return value if isinstance(value, dict) else {}
