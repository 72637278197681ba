"""Writes docs/settings.md from the schema of the settings: python -m scripts.settings_page"""

from __future__ import annotations

from pathlib import Path

from pydock_core.config.settings import SYSTEM_PATH
from pydock_core.config.settings_schema import SETTINGS, Setting

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
RENEW = "python -m scripts.settings_page"
HEAD = f"""# Settings

PyDock reads settings in layers. A higher layer wins:

1. the defaults below
2. the system's file, `{SYSTEM_PATH}`
3. the user's file, `~/.config/pydock/config.toml` (`$XDG_CONFIG_HOME/pydock/config.toml`)
4. environment variables that are not empty
5. global flags

`plugins.blocked` and `plugins.required` hold the names of all layers together: a user can't take out what the system's
file names. In a plugin's table, each key has the value of the highest layer that sets the key.

| command | prints |
|---|---|
| `pydock self config show` | every setting; `--origin` adds the file, variable or flag that sets it |
| `pydock self config get KEY` | one value, a list with one item a line |
| `pydock self config path` | the path of the user's file |
| `pydock self config schema` | a JSON Schema of the file, for editors |

A key that PyDock does not know, and a value of another type, stop every command. The message names the file, the
line, the key and the nearest known key. `--version`, `self doctor`, `self config path` and `self config schema` work
nevertheless.

Hosts, contexts, credentials and proxies are in docker's own configuration. This page is made from the schema:
`{RENEW}`.

## Keys
"""
TAIL = """
## Tables of plugins

`[plugins.NAME]` belongs to the plugin NAME, which reads the table as `session.settings.plugin(NAME)` and checks it.

## Variables without a key

| variable | effect |
|---|---|
| `PYDOCK_PLUGINS` | `A,B` or `none`: [plugins of other distributions to use](plugins/running.md#choosing-plugins) |
| `PYDOCK_INDEX` | `off`: [plugins are asked in every command](plugins/running.md#choosing-plugins), without the index |
"""
KINDS = {str: "string", bool: "boolean", list: "list of strings"}


def page() -> str:
    """Returns the text of docs/settings.md."""
    return HEAD + "".join(map(_section, SETTINGS)) + TAIL


def _section(setting: Setting) -> str:
    rows = [("type", KINDS[setting.kind])]
    if setting.choices:
        rows.append(("values", ", ".join(f"`{choice}`" for choice in setting.choices)))
    rows.append(("default", f"`{_toml(setting.default)}`"))
    form = {str: "", bool: " (`0` or `1`)", list: " (`A,B`)"}[setting.kind]
    rows.append(("variable", f"`{setting.variable}`{form}"))
    if setting.flag:
        rows.append(("flag", f"`--{setting.flag}`"))
    table = "".join(f"| {name} | {value} |\n" for name, value in rows)
    return f"\n### `{setting.key}`\n\n{setting.help}.\n\n| | |\n|---|---|\n{table}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "[]" if value == () else f'"{value}"'


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
