"""Asks a question on the terminal and reads the answer."""

from __future__ import annotations

from pydock_core.errors import ExitStatus, Interrupted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.output.streams import InputStream, OutputStream


def ask(stdin: InputStream, stdout: OutputStream, question: str) -> str:
    """Writes the question and returns the typed line, stripped; "" at the end of input.

    Ctrl-C and SIGTERM (Interrupted) end the line on the screen before the exception goes on.
    """
    from pydock_core.output import signals  # most commands ask nothing

    def end(number: int) -> None:
        raise Interrupted(exit_code=128 + number)

    previous = signals.catch([signals.TERM], end) if signals.has_default(signals.TERM) else {}
    try:
        stdout.write(question)
        stdout.flush()
        return stdin.read_line().strip()
    except BaseException:
        stdout.write("\n")
        stdout.flush()
        raise
    finally:
        signals.give_back(previous)


def confirm(stdin: InputStream, stdout: OutputStream, question: str) -> bool:
    """Asks a yes-or-no question, as `ask`; returns True only for `y`.

    As in docker, SIGINT (Ctrl-C) and SIGTERM are a refusal: they raise ExitStatus 0, after the end of the line.
    """
    try:
        return ask(stdin, stdout, question).lower() == "y"
    except (Interrupted, KeyboardInterrupt) as error:
        raise ExitStatus(0) from error
