"""Completes the command line of a CLI plugin of docker by the plugin's own `__complete`, cobra's protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.cli_plugins.ask import ask
from pydock_core.cli_plugins.environment import plugin_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydock_core.cli_plugins.discovery import DockerPlugin
    from pydock_core.session import Session

SECONDS = 1.5
# The bits of cobra's directive.
ERROR, NO_SPACE, NO_FILES, FILTER_EXTENSIONS, FILTER_FOLDERS, KEEP_ORDER = 1, 2, 4, 8, 16, 32
ACTIVE_HELP = "_activeHelp_ "  # begins a line that is a hint for the user, and no value


def complete_docker_plugin(
    session: Session, plugin: DockerPlugin, words: Sequence[str], to_complete: str
) -> tuple[list[tuple[str, str]], int]:
    """Returns what can stand in place of `to_complete`: pairs of value and description, and cobra's directive.

    `words` are those between the plugin's name and the word under the cursor. A plugin that fails, or does not answer
    within `SECONDS`, gives no values and the directive `ERROR`; nothing is printed.
    """
    command = [plugin.path, "__complete", plugin.name, *words, to_complete]
    (answer,) = ask([command], plugin_environment(session, [plugin.name]), SECONDS)
    lines = answer.output.decode("utf-8", "replace").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    directive = lines.pop()[1:] if lines and lines[-1].startswith(":") else ""
    if answer.problem or not directive.isascii() or not directive.isdigit():
        return [], ERROR
    pairs = []
    for line in lines:
        value, _, description = line.partition("\t")
        pairs.append((value, description))
    return pairs, int(directive)
