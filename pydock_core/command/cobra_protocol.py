"""Serves docker's own completion scripts, which ask `docker __complete WORDS… WORD` for what completes the last WORD.

The protocol is that of cobra, the library of docker's command line: a line for each value, with a description after a
tab, then `:` and a number of directives for the shell. stderr has the names of the directives, which scripts ignore.
"""

from __future__ import annotations

import os

from pydock_core.command.completers import (
    ERROR,
    EXTENSIONS,
    FILES,
    FOLDERS,
    KEEP_ORDER,
    NO_FILES,
    NO_SPACE,
    UNDECLARED,
    Offer,
)
from pydock_core.command.completion import Completion, UnreadableLine
from pydock_core.command.detached_process import detach
from pydock_core.output.signals import call_after
from pydock_core.output.streams import OutputStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.session import ProcessContext

WITH_DESCRIPTIONS = "__complete"
SECONDS_FOR_ALL = 2.0
# docker offers file names for a flag or an argument without a completer; these commands turn that off for their flags.
WITHOUT_FILES = {
    *("container run", "container create", "inspect", "node ls", "node ps", "node update", "service create"),
    *("service inspect", "service ls", "service logs", "service ps", "service rollback", "service update"),
}
DIRECTIVES = (
    (ERROR, "Error"),
    (NO_SPACE, "NoSpace"),
    (NO_FILES, "NoFileComp"),
    (EXTENSIONS, "FilterFileExt"),
    (FOLDERS, "FilterDirs"),
    (KEEP_ORDER, "KeepOrder"),
)


def answer_script(program: str, process: ProcessContext, before: list[str], words: list[str]) -> int:
    """Answers a completion script; returns the exit status. Only the answer is printed, whatever plugins print.

    - `before`: the global flags before the request.
    - `words`: the request, `__complete` or `__completeNoDesc`, the words of the line, and the word under the cursor.

    After a failure, also of a plugin's completer, or after `SECONDS_FOR_ALL`, the answer has no values.
    """
    stdout, stderr = process.stdout, process.stderr
    if len(words) < 2:
        stderr.write("requires at least 1 arg(s), only received 0\n")
        return 1
    own_process = stdout.fileno() == 1
    if own_process:
        stdout, stderr = OutputStream(os.dup(1), "stdout"), OutputStream(os.dup(2), "stderr")
        detach()
    try:
        completion = Completion(program, process, [*before, *words[1:-1]])  # builds the index, where that is needed
        if own_process:
            call_after(SECONDS_FOR_ALL, lambda: _give_up(stdout, stderr))
        offer = completion.offer(words[-1])
        if offer.directive == UNDECLARED:
            offer.directive = NO_FILES if completion.at_flag_value and completion.path in WITHOUT_FILES else FILES
    except UnreadableLine:
        offer = Offer((), FILES)
    except BaseException:  # noqa: BLE001  a script that waits for words can't use an error, SystemExit included
        offer = Offer((), ERROR)
    if own_process:
        call_after(0, lambda: None)  # the answer is written once
    _write(stdout, stderr, offer, descriptions=words[0] == WITH_DESCRIPTIONS and _descriptions_wanted(process.environ))
    return 0


def _give_up(stdout: OutputStream, stderr: OutputStream) -> None:
    """Ends the process with an empty answer: a completer hangs."""
    _write(stdout, stderr, Offer((), ERROR), descriptions=False)
    os._exit(0)


def _descriptions_wanted(environ: Mapping[str, str]) -> bool:
    """Returns whether no variable turns descriptions off; the name of each is the choice of cobra."""
    text = environ.get("DOCKER_COMPLETION_DESCRIPTIONS") or environ.get("COBRA_COMPLETION_DESCRIPTIONS")
    if not text:
        return True
    from pydock_core.declarations import kinds
    from pydock_core.errors import InvalidValue

    try:
        return kinds.boolean(text)
    except InvalidValue:
        return True


def _write(stdout: OutputStream, stderr: OutputStream, offer: Offer, *, descriptions: bool) -> None:
    lines = []
    for word, description in offer.values.items():
        if not isinstance(word, str) or not word.strip() or not word.isprintable():
            continue
        text = str(description).partition("\n")[0].strip() if descriptions else ""
        lines.append(f"{word}\t{text}\n" if text and text.replace("\t", " ").isprintable() else f"{word}\n")
    stdout.write_bytes(f"{''.join(lines)}:{offer.directive}\n".encode("utf-8", "surrogateescape"))
    names = [name for bit, name in DIRECTIVES if offer.directive & bit] or ["Default"]
    ended = ", ".join(f"ShellCompDirective{name}" for name in names)
    stderr.write_bytes(f"Completion ended with directive: {ended}\n".encode())
