"""Command lines that other programs make: docker's completion scripts, and docker itself for a CLI plugin."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.session import GlobalOptions, ProcessContext


def serve(
    program: str, process: ProcessContext, options: GlobalOptions, main: Callable[[list[str], ProcessContext], int]
) -> int:
    """Answers a command line whose first word is a protocol's; returns the exit status.

    `main` runs the command line of docker's user, for PyDock as a CLI plugin of docker. Raises PyDockError for words
    that docker does not use.
    """
    if options.words[0] == "docker-cli-plugin-run":
        from pydock_core.invocation.docker_guest import enter_docker_plugin

        return main(enter_docker_plugin(options.words[1:], process.environ), process)
    from pydock_core.command.cobra_protocol import answer_script

    return answer_script(program, process, options.typed, options.words)
