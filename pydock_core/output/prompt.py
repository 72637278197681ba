"""Asks a question on the terminal and reads the answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.output.streams import InputStream, OutputStream


def ask(stdin: InputStream, stdout: OutputStream, question: str) -> str:
    """Writes the question and returns the typed line, stripped; "" at the end of input.

    Ctrl-C ends the line on the screen before the exception goes on.
    """
    stdout.write(question)
    stdout.flush()
    try:
        return stdin.read_line().strip()
    except BaseException:
        stdout.write("\n")
        raise
