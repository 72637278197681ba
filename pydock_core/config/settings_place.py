"""The place of a setting, for messages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.config.settings import value_in

if TYPE_CHECKING:
    from pydock_core.config.settings import Settings


def setting_place(settings: Settings, key: str, item: str = "") -> str:
    """Returns where a dotted key is set, or an item of the list `key`, in the highest layer; "" if nowhere.

    The result is `the setting KEY in FILE` or `the variable NAME`.
    """
    for place, tables in reversed(settings.layers):
        value = value_in(tables, key)
        if value is not None and (not item or (isinstance(value, list) and item in value)):
            return f"the setting {key} in {place}" if os.sep in place else f"the variable {place}"
    return ""
