"""What is wrong with installed plugins, in words: in the debug log, on the help page, for a command nobody has."""

from __future__ import annotations

from pydock_core.host.plugin_errors import way_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.host.index import Index
    from pydock_core.output.log import Log
    from pydock_core.session import Session

SHOWN = 3


def report_plugins(session: Session, no_plugin: list[str]) -> None:
    """Warns of `--no-plugin` names that match no plugin, and logs at debug level what is wrong with plugins."""
    index = session.hooks.index
    for warning in unknown_names(index, no_plugin):
        session.stderr.write(warning + "\n")
    if session.debugging:
        log_all(index, session.log)


def log_all(index: Index, log: Log) -> None:
    """One line of the debug log for each thing that is wrong."""
    for error in index.errors:
        about = {key: error[key] for key in ("distribution", "version", "hook", "file", "reason")}
        log(
            "debug", "plugin left out" if error["left_out"] else "plugin refused in part", plugin=error["name"], **about
        )


def help_rows(index: Index) -> list[tuple[str, str]]:
    """(name, what is wrong) for the first help page, where docker has its "Invalid Plugins", too."""
    return [(_label(index, error), _where(error) + error["reason"]) for error in index.errors]


def broken_plugin_hint(index: Index) -> str:
    """What to say below an unknown command that a plugin may have had which was left out; "" where there is none."""
    errors = [error for error in index.errors if error["left_out"]]
    lines = [_message(index, error) for error in errors[:SHOWN]]
    if len(errors) > SHOWN:
        lines.append(f"… and {len(errors) - SHOWN} more: see --help")
    text = "\n\nIt may be a command of a plugin that is broken:\n" + "\n".join(lines) if lines else ""
    unasked = [_label(index, {"plugin": plugin, "name": ""}) for plugin in index.document["skipped"]]
    if unasked:
        text += f"\n\nIt may be a command of a plugin that is blocked: {', '.join(sorted(unasked))}"
    return text


def unknown_names(index: Index, names: list[str]) -> list[str]:
    """A warning for each of the `--no-plugin` names that no plugin has."""
    from pydock_core.host.plugin_filter import PluginFilter

    known = {*index.plugins, *(error["plugin"] for error in index.document["errors"])}
    warnings = []
    for name in names:
        block = PluginFilter([name])
        if not any(identity in block for identity in known):
            from difflib import get_close_matches

            names = sorted(identity if ":" in name else identity.partition(":")[2] for identity in known)
            near = get_close_matches(name, names, n=1)
            warnings.append(f"WARNING: unknown plugin: {name}" + (f" (did you mean {near[0]}?)" if near else ""))
    return warnings


def _message(index: Index, error: Mapping[str, Any]) -> str:
    version = f" {error['version']}" if error["version"] else ""
    name = f"plugin {error['name']} ({error['distribution']}{version})" if error["name"] else ""
    who = name or f"distribution {error['distribution']}{version}"
    return f"{who}, {error['hook']}, {error['file']}: {error['reason']}\n{_way_out(index, error)}"


def _where(error: Mapping[str, Any]) -> str:
    version = f" {error['version']}" if error["version"] else ""
    return f"{error['distribution']}{version}, {error['hook']}, {error['file']}: "


def _label(index: Index, error: Mapping[str, Any]) -> str:
    known = index.plugins.get(error["plugin"])
    return str(known["label"] if known else error["name"] or error["distribution"])


def _way_out(index: Index, error: Mapping[str, Any]) -> str:
    return (
        way_out(_label(index, error)) if error["name"] else f"To go on without it: uninstall {error['distribution']}."
    )
