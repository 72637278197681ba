"""The configuration of a plugin of the fake engine: its members, its settings, the privileges that it asks for."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Refusal

if TYPE_CHECKING:
    from typing import Any

_MEMBERS: dict[str, Any] = {
    "Args": {"Description": "", "Name": "", "Settable": None, "Value": None},
    "Description": "",
    "Documentation": "",
    "Entrypoint": None,
    "Env": None,
    "Interface": {"Socket": "", "Types": None},
    "IpcHost": False,
    "Linux": {"AllowAllDevices": False, "Capabilities": None, "Devices": None},
    "Mounts": None,
    "Network": {"Type": ""},
    "PidHost": False,
    "PropagatedMount": "",
    "User": {},
    "WorkDir": "",
}
_ITEMS: dict[str, dict[str, Any]] = {
    "Env": {"Description": "", "Name": "", "Settable": None, "Value": None},
    "Mounts": {
        "Description": "",
        "Destination": "",
        "Name": "",
        "Options": None,
        "Settable": None,
        "Source": None,
        "Type": "",
    },
    "Devices": {"Description": "", "Name": "", "Path": None, "Settable": None},
}
# The field that a setting changes: of each list of the configuration, the API's name and the name that users type.
_FIELDS = {"Env": ("Value", "value"), "Mounts": ("Source", "source"), "Devices": ("Path", "path")}
_FORMAT = "invalid format, must be <name>[.<field>][=<value>]"


def full_configuration(given: dict[str, Any]) -> dict[str, Any]:
    """Returns a configuration with all members, as the engine reports the `config.json` of a plugin."""
    found = copy.deepcopy({**_MEMBERS, **given})
    for name, member in _MEMBERS.items():
        if isinstance(member, dict):
            found[name] = {**member, **(found[name] or {})}
    for name, holder in (("Env", found), ("Mounts", found), ("Devices", found["Linux"])):
        if holder[name] is not None:
            holder[name] = [{**_ITEMS[name], **item} for item in holder[name]]
    return found


def first_settings(configuration: dict[str, Any]) -> dict[str, Any]:
    """Returns the settings of a new plugin, those of its configuration."""
    return {
        "Args": list(configuration["Args"]["Value"] or ()),
        "Devices": list(configuration["Linux"]["Devices"] or ()),
        "Env": [f"{item['Name']}={item['Value']}" for item in configuration["Env"] or () if item["Value"] is not None],
        "Mounts": list(configuration["Mounts"] or ()),
    }


def privileges(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the privileges that a plugin asks for, in the engine's order and words."""
    linux = configuration["Linux"]
    network = configuration["Network"]["Type"]
    asked: list[tuple[str, str, list[Any]]] = [
        ("network", "permissions to access a network", [network] if network not in ("", "null", "bridge") else []),
        ("host ipc namespace", "allow access to host ipc namespace", ["true"] * configuration["IpcHost"]),
        ("host pid namespace", "allow access to host pid namespace", ["true"] * configuration["PidHost"]),
        *(("mount", "host path to mount", [mount["Source"]]) for mount in configuration["Mounts"] or ()),
        *(("device", "host device to access", [device["Path"]]) for device in linux["Devices"] or ()),
        ("allow-all-devices", "allow 'rwm' access to all devices", ["true"] * linux["AllowAllDevices"]),
        ("capabilities", "list of additional capabilities required", linux["Capabilities"] or []),
    ]
    return [{"Name": name, "Description": words, "Value": values} for name, words, values in asked if values]


def change_settings(plugin: dict[str, Any], texts: list[str]) -> None:
    """Changes the settings of a plugin by texts as `NAME[.FIELD]=VALUE`; raises Refusal before any change."""
    changes = [_parsed(text) for text in texts]
    for name, field, _ in changes:
        _check(plugin["Config"], name, field)
    for name, _, value in changes:
        _change(plugin, name, value)


def _parsed(text: str) -> tuple[str, str, str]:
    """Returns (name, field, value); "" for no field."""
    setting, _, value = text.partition("=")
    name, _, field = setting.partition(".")
    if not name:
        raise Refusal(500, _FORMAT)
    return name, field, value


def _items(configuration: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Returns what can be set: the name of its list in the configuration, and the item."""
    lists = {
        "Env": configuration["Env"],
        "Mounts": configuration["Mounts"],
        "Devices": configuration["Linux"]["Devices"],
    }
    return [(kind, item) for kind, items in lists.items() for item in items or ()]


def _check(configuration: dict[str, Any], name: str, field: str) -> None:
    words = f'"{name}.{field}" is not settable' if field else f'"{name}" is not settable'
    for kind, item in _items(configuration):
        if item["Name"] == name:
            if (field or _FIELDS[kind][1]) not in (item["Settable"] or ()):
                raise Refusal(500, words)
            return
    if name and configuration["Args"]["Name"] == name:
        if "value" not in (configuration["Args"]["Settable"] or ()):
            raise Refusal(500, words)
        return
    raise Refusal(500, f'setting "{name}" not found in the plugin configuration')


def _change(plugin: dict[str, Any], name: str, value: str) -> None:
    settings = plugin["Settings"]
    for kind, item in _items(plugin["Config"]):
        if item["Name"] != name:
            continue
        if kind == "Env":
            others = [text for text in settings["Env"] if not text.startswith(f"{name}=")]
            position = next((at for at, text in enumerate(settings["Env"]) if text.startswith(f"{name}=")), len(others))
            settings["Env"] = [*others[:position], f"{name}={value}", *others[position:]]
        else:
            # dockerd changes the configuration, too: both hold the same objects.
            item[_FIELDS[kind][0]] = value
        return
    settings["Args"] = value.split()
