"""Serves the completion of shells through argcomplete: the code that a shell evaluates, and the answer to each TAB."""

from __future__ import annotations

import os
import sys
import traceback
from threading import Thread
from typing import TYPE_CHECKING

from pydock_core.command.detached_process import detach
from pydock_core.errors import PyDockError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.command.completion import Candidates
    from pydock_core.session import ProcessContext

SHELLS = ("bash", "fish", "zsh")
SECONDS_FOR_ALL = 2.0
HANDLED, FILES = 0, 1  # exit statuses; after FILES bash offers file names itself

BASH_FILES = """\
_pydock_argcomplete() {{
    _python_argcomplete "$@"
    # Unset where the exit status was not 0: the shell's own file names are wanted. Empty: nothing is.
    declare -p COMPREPLY >/dev/null 2>&1 || compopt -o default -o bashdefault 2>/dev/null
}}
complete -o nospace -F _pydock_argcomplete {program}
"""


def shell_code(shell: str, program: str) -> str:
    """Returns the code with which `shell` completes `program`; raises PyDockError for a shell that is not in `SHELLS`.

    The code is argcomplete's; bash gets a function around it, so that file names are offered only where they are
    useful.
    """
    if shell not in SHELLS:
        raise PyDockError(f"no completion for the shell {shell!r}: there is one for {', '.join(SHELLS)}")
    from argcomplete.shell_integration import shellcode

    code = shellcode([program], shell=shell, complete_arguments=["-o", "nospace"])
    return code + BASH_FILES.format(program=program) if shell == "bash" else code


def answer_shell(program: str, process: ProcessContext) -> int:
    """Answers the shell that set argcomplete's environment; returns the exit status. Raises nothing, prints nothing.

    After any failure, also of a plugin's completer, no words are offered.
    """
    try:
        from argcomplete.lexers import split_line

        from pydock_core.command.completion import Completion

        environ = process.environ
        if "_ARC_DEBUG" not in environ:
            detach()
        _, prefix, _, words, _ = split_line(environ["COMP_LINE"], int(environ["COMP_POINT"]))
        # The variable counts the words up to the program's name: 3 for `python -m pydock_core rm`.
        completion = Completion(program, process, words[int(environ["_ARGCOMPLETE"]) :])
        found = _run_with_timeout(SECONDS_FOR_ALL, lambda: completion.candidates(prefix), {})
        if found is None and environ.get("_ARGCOMPLETE_SHELL", "bash") == "bash":
            return FILES
        _write_candidates(found)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else HANDLED
    except Exception as error:  # noqa: BLE001  a shell that waits for words can't use an error
        _print_failure(error)
    return HANDLED


def _write_candidates(found: Candidates | None) -> None:
    """Has argcomplete quote the candidates for the shell and write them to the shell's descriptor."""
    import argparse

    import argcomplete
    from argcomplete.completers import FilesCompleter

    # No typed word has a NUL, so argparse takes each one, flags included, as an argument of this parser.
    parser = argparse.ArgumentParser(prefix_chars="\0", add_help=False)
    step: Any = parser.add_argument("step", nargs="*")
    step.completer = FilesCompleter() if found is None else lambda **_: found
    argcomplete.autocomplete(parser, exit_method=sys.exit)


def _run_with_timeout(
    seconds: float, work: Callable[[], Candidates | None], otherwise: Candidates
) -> Candidates | None:
    """Returns the result of `work`; `otherwise` if it raises or takes longer. A late `work` keeps running."""
    results: list[Candidates | None] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001  a completer that raises, SystemExit included, has no values
            _print_failure(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return results[0] if results else otherwise


def _print_failure(error: BaseException) -> None:
    """Prints the traceback of a failed completer if argcomplete's variable for debugging is set."""
    if "_ARC_DEBUG" in os.environ:
        traceback.print_exception(error)
