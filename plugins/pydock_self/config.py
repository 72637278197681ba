"""`pydock self config`: shows the settings, with where each is set, and the schema of config.toml."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydock_core.plugin_api import ArgumentCountError, Column, Listing, UsageError, flags, render
from pydock_core.toolkit import setting_in_effect, settings_in_effect, settings_json_schema

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session

ACTIONS = {"show": 0, "get": 1, "path": 0, "schema": 0}  # name: number of arguments


class Options:
    format = flags.list_format()
    origin = flags.boolean("origin", help="Show the file, variable or flag that sets each value")
    words = flags.arguments("show|get KEY|path|schema", complete="pydock-setting")


def command(session: Session, options: Options) -> None:
    action, *arguments = options.words or [""]
    if action not in ACTIONS:
        raise UsageError(f"unknown command: {action}" if action else "requires show, get KEY, path or schema")
    if len(arguments) != ACTIONS[action]:
        raise ArgumentCountError(f"requires {'one key' if ACTIONS[action] else 'no argument'} after {action}")
    if action == "path":
        session.stdout.write(session.settings.path + "\n")
    elif action == "schema":
        session.stdout.write(json.dumps(settings_json_schema(), indent=2, ensure_ascii=False) + "\n")
    elif action == "get":
        session.stdout.write(_plain(setting_in_effect(session, arguments[0]).value))
    else:
        session.stdout.write(
            render(
                _listing(origin=options.origin),
                settings_in_effect(session),
                options.format or "",
                escape=session.stdout.is_terminal,
            )
        )


def _listing(*, origin: bool) -> Listing:
    columns = [
        Column("Key", "SETTING", lambda one: one.key),
        Column("Value", "VALUE", lambda one: one.value),
        Column("Origin", "ORIGIN", lambda one: one.origin),
        Column("Help", "HELP", lambda one: one.help),
    ]
    shown = [columns[0], Column("Value", "VALUE", lambda one: json.dumps(one.value, ensure_ascii=False))]
    return Listing(columns, default=[*shown, columns[2]] if origin else shown, go_type="self.Setting", quiet="Key")


def _plain(value: object) -> str:
    """Returns a value for scripts: a text as it is, a list with one item a line, other values as in TOML."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "".join(f"{item}\n" for item in value)
    return f"{value}\n" if isinstance(value, str) else json.dumps(value, ensure_ascii=False) + "\n"


def complete(session: Session, prefix: str) -> list[str]:
    """Offers the actions and the keys."""
    return [name for name in (*ACTIONS, *(one.key for one in settings_in_effect(session))) if name.startswith(prefix)]
