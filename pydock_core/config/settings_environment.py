"""The settings that environment variables set; loaded only if a variable of the schema is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config.settings_check import check_value
from pydock_core.config.settings_schema import SETTINGS
from pydock_core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.config.settings import Layer
    from pydock_core.config.settings_schema import Setting

_BOOLEANS = {"0": False, "false": False, "1": True, "true": True}


def environment_layers(environ: Mapping[str, str]) -> list[Layer]:
    """Returns a layer for each variable of the schema that is set and not empty; raises SettingsError for a value."""
    return [
        (setting.variable, _tables(setting, _read(setting, environ[setting.variable])))
        for setting in SETTINGS
        if environ.get(setting.variable)
    ]


def _read(setting: Setting, text: str) -> object:
    value: object = text
    if setting.kind is list:
        value = [item.strip() for item in text.split(",") if item.strip()]
    elif setting.kind is bool:
        value = _BOOLEANS.get(text.lower(), text)
    problem = check_value(setting, value)
    if problem:
        error = SettingsError(f"{setting.variable} {problem}")
        error.hint = "Correct the variable, or unset it"
        raise error
    return value


def _tables(setting: Setting, value: object) -> dict[str, object]:
    for name in reversed(setting.key.split(".")):
        value = {name: value}
    assert isinstance(value, dict)
    return value
