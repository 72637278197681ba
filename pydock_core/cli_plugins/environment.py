"""The environment in which PyDock starts docker's CLI plugins: docker's variables for them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydock_core.session import Session

ORIGINAL_COMMAND = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"
SOCKET = "DOCKER_CLI_PLUGIN_SOCKET"
RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES"


def plugin_environment(session: Session, path: Sequence[str]) -> dict[str, str]:
    """Returns the session's environment with the variables that docker adds.

    `path` are the words of the command as telemetry names it: `["compose"]`, `["image", "buildx"]`.
    """
    attribute = f"docker.cli.cobra.command_path={'%20'.join(['docker', *path])}"
    before = session.environ.get(RESOURCE_ATTRIBUTES, "").strip()
    return {
        **session.environ,
        ORIGINAL_COMMAND: original_command(),
        RESOURCE_ATTRIBUTES: f"{before},{attribute}" if before else attribute,
    }


def original_command() -> str:
    """Returns the program with which a plugin calls PyDock back: the one that was started, if that can be run.

    `python -m pydock_core` and `python -c` have no such program: then the script `pydock` beside the interpreter, where
    it is installed.
    """
    program = sys.argv[0]
    if os.path.basename(program) not in ("__main__.py", "-c", "-m", ""):
        return program
    script = os.path.join(os.path.dirname(sys.executable), "pydock")
    return script if os.access(script, os.X_OK) else program
