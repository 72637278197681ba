"""`pydock completion`: prints the code with which a shell completes PyDock: `eval "$(pydock completion bash)"`."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import shell_code


class Options:
    shell = flags.arguments("SHELL", exactly=1, complete=("bash", "fish", "zsh"))


def command(session: Session, options: Options) -> None:
    session.stdout.write(shell_code(options.shell[0], session.program.split()[-1]))
