"""The part of the table of command lines about the engine's plugins."""

from __future__ import annotations

from tests.fault_injection import effects
from tests.fault_injection.case import LIST, NOTHING, OBJECT, STREAM, Case, Exchange

PLUGIN = "plugin create one plugin"
_ENABLED = (PLUGIN, "plugin enable one")
_PRIVILEGES = Exchange("GET /plugins/privileges", LIST)
_DESCRIPTION = Exchange("GET /plugins/one/json", OBJECT)


def _too_old(command: str, since: str = "1.25") -> str:
    return f"plugin {command} requires API version {since}"


PLUGIN_CASES = (
    Case(
        PLUGIN,
        (Exchange("POST /plugins/create", NOTHING),),
        success_marker="one\n",
        effect=effects.plugin_is_disabled,
        with_oldest_version=_too_old("create"),
    ),
    Case(
        "plugin disable one",
        (Exchange("POST /plugins/one/disable", NOTHING),),
        success_marker="one\n",
        effect=effects.plugin_is_disabled,
        setup=_ENABLED,
        with_oldest_version=_too_old("disable"),
    ),
    Case(
        "plugin enable one",
        (Exchange("POST /plugins/one/enable", NOTHING),),
        success_marker="one\n",
        effect=effects.plugin_is_enabled,
        setup=(PLUGIN,),
        with_oldest_version=_too_old("enable"),
    ),
    Case(
        "plugin inspect one",
        (_DESCRIPTION,),
        success_marker='"Id"',
        setup=(PLUGIN,),
        with_oldest_version=_too_old("inspect"),
    ),
    Case(
        "plugin install --alias one --grant-all-permissions sample DEBUG=1",
        (
            _PRIVILEGES,
            Exchange("POST /plugins/pull", STREAM),
            Exchange("POST /plugins/one:latest/set", NOTHING),
            Exchange("POST /plugins/one:latest/enable", NOTHING),
        ),
        success_marker="Installed plugin sample\n",
        with_oldest_version=_too_old("install"),
    ),
    Case(
        "plugin ls",
        (Exchange("GET /plugins", LIST),),
        success_marker="DESCRIPTION",
        setup=(PLUGIN,),
        with_oldest_version=_too_old("ls"),
    ),
    Case(
        "plugin ls --format json",
        (Exchange("GET /plugins", LIST),),
        success_marker='"Name":"one:latest"',
        setup=(PLUGIN,),
        with_oldest_version=_too_old("ls"),
    ),
    Case(
        "plugin push one",
        (Exchange("POST /plugins/one:latest/push", STREAM),),
        success_marker="Upload complete",
        setup=(PLUGIN,),
        with_oldest_version=_too_old("push"),
    ),
    Case(
        "plugin rm one two",
        (Exchange("DELETE /plugins/*", NOTHING),),
        success_marker="one\ntwo\n",
        effect=effects.plugins_are_removed,
        lines=2,
        setup=(PLUGIN, "plugin create two plugin"),
        with_oldest_version=_too_old("rm"),
    ),
    Case(
        "plugin set one DEBUG=1",
        (Exchange("POST /plugins/one/set", NOTHING),),
        effect=effects.plugin_is_set,
        setup=(PLUGIN,),
        with_oldest_version=_too_old("set"),
    ),
    Case(
        "plugin upgrade --grant-all-permissions --skip-remote-check one sample",
        (_DESCRIPTION, _PRIVILEGES, Exchange("POST /plugins/one:latest/upgrade", STREAM)),
        success_marker="Upgraded plugin one:latest to sample\n",
        setup=(PLUGIN,),
        with_oldest_version=_too_old("upgrade", "1.26"),
    ),
)
