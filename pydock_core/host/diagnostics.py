"""Messages about broken and unknown plugins: for the debug log, the help page, and below an unknown command."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydock_core.host.plugin_errors import leave_out_advice
from pydock_core.host.programs import is_program

if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import Diagnostic, PluginIndex
    from pydock_core.output.log import Log
    from pydock_core.session import Session

MOST_SHOWN = 3


def report_plugins(session: Session) -> None:
    """Warns on stderr of unwanted plugins that are not installed; at debug level, logs every diagnostic."""
    variable, index = session.environ.get("PYDOCK_PLUGINS", ""), session.hooks.index
    unknown = [name for name in index.unknown_names if not is_program(session, name)]
    for warning in unknown_plugin_warnings(index, session.global_options.no_plugin, variable, unknown=unknown):
        session.stderr.write(warning + "\n")
    if session.debugging:
        log_diagnostics(session.hooks.index, session.log)


def log_diagnostics(index: PluginIndex, log: Log) -> None:
    """Writes one line to the debug log for each diagnostic."""
    for problem in index.diagnostics():
        log(
            "debug",
            "plugin left out" if problem.left_out else "plugin refused in part",
            plugin=problem.name,
            distribution=problem.distribution,
            version=problem.version,
            hook=problem.hook,
            file=problem.file,
            reason=problem.reason,
        )


def help_rows(index: PluginIndex) -> list[tuple[str, str]]:
    """(plugin, problem) for each diagnostic: for the section "Invalid Plugins" of the first help page, as in docker."""
    return [
        (
            _label(index, problem),
            f"{problem.distribution}{_version(problem)}, {problem.hook}, {problem.file}: {problem.reason}",
        )
        for problem in index.diagnostics()
    ]


def broken_plugin_hint(index: PluginIndex) -> str:
    """The text below the message on an unknown command: plugins without declarations, of which one may have it.

    They are the broken ones, and those that were blocked when the index was built; "" if there are none.
    """
    problems = [problem for problem in index.diagnostics() if problem.left_out]
    lines = [_message(index, problem) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(f"… and {len(problems) - MOST_SHOWN} more: see --help")
    text = "\n\nIt may be a command of a plugin that is broken:\n" + "\n".join(lines) if lines else ""
    if index.skipped:
        records = (index.plugin(identity) for identity in index.skipped)
        labels = sorted(record.label for record in records if record is not None)
        text += f"\n\nIt may be a command of a plugin that is blocked: {', '.join(labels)}"
    return text


def unknown_plugin_warnings(
    index: PluginIndex, names: list[str], variable: str = "", *, unknown: list[str] | None = None
) -> list[str]:
    """A warning for each name that no installed plugin has: of `names` (`--no-plugin`), in the settings, or in
    `variable` (the value of PYDOCK_PLUGINS, which leaves out a plugin whose name is misspelt there).

    `unknown` are the names to warn of, by default those that the index lacks.
    """
    only = [name.strip() for name in variable.split(",")]
    known = index.identities()
    warnings = []
    for name in dict.fromkeys(index.unknown_names if unknown is None else unknown):
        candidates = sorted(identity if ":" in name else identity.partition(":")[2] for identity in known)
        near = get_close_matches(name, filter(None, candidates), n=1)
        setting = "variable PYDOCK_PLUGINS" if name in only else "setting plugins.blocked"
        place = "" if name in names else f" in the {setting}"
        warnings.append(f"WARNING: unknown plugin{place}: {name}" + (f" (did you mean {near[0]}?)" if near else ""))
    return warnings


def _message(index: PluginIndex, problem: Diagnostic) -> str:
    distribution = f"{problem.distribution}{_version(problem)}"
    if problem.name:
        subject = f"plugin {problem.name} ({distribution})"
        advice = leave_out_advice(_label(index, problem))
    else:
        subject = f"distribution {distribution}"
        advice = f"To go on without it: uninstall {problem.distribution}."
    return f"{subject}, {problem.hook}, {problem.file}: {problem.reason}\n{advice}"


def _version(problem: Diagnostic) -> str:
    return f" {problem.version}" if problem.version else ""


def _label(index: PluginIndex, problem: Diagnostic) -> str:
    plugin = index.plugin(problem.plugin)
    return plugin.label if plugin is not None else problem.name or problem.distribution
