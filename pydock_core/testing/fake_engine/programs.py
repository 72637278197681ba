"""What fake containers run: programs that tests write, and the few that are always there (`echo`, `cat`, `sh`, …)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.process import SIGNALS, CannotStart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from pydock_core.testing.fake_engine.process import Process, ProgramFunction

    Builtin: TypeAlias = "Callable[[Process, Sequence[str], Callable[[bytes], None]], int]"


class Program:
    """A program that writes fixed output, waits for a time, and exits.

    `run_seconds` None runs until a signal. Signals named in `ignores` don't end it. With `cannot_start` it isn't
    started at all: the engine refuses with these words, as in `exec: "x": permission denied`.
    """

    def __init__(
        self,
        stdout: bytes = b"",
        stderr: bytes = b"",
        *,
        exit_code: int = 0,
        run_seconds: float | None = 0,
        ignores: Sequence[str] = (),
        cannot_start: str = "",
    ) -> None:
        self.stdout = stdout
        self.stderr = stderr
        self.exit_code = exit_code
        self.run_seconds = run_seconds
        self.ignores = tuple(ignores)
        self.cannot_start = cannot_start

    def __call__(self, process: Process) -> int:
        process.handles.update(SIGNALS[name.removeprefix("SIG")] for name in self.ignores)
        process.write(self.stdout)
        process.write_error(self.stderr)
        if self.run_seconds != 0:
            process.sleep(self.run_seconds)
        return self.exit_code


def builtin(arguments: Sequence[str]) -> ProgramFunction:
    """The program that a command's first word means; CannotStart when there is none of that name."""
    found = _find(arguments[0])
    if found is not None:
        return lambda process: found(process, process.arguments, process.write)
    if "/" in arguments[0]:
        raise CannotStart(f'exec: "{arguments[0]}": stat {arguments[0]}: no such file or directory')
    raise CannotStart(f'exec: "{arguments[0]}": executable file not found in $PATH')


def _find(word: str) -> Builtin | None:
    for folder in ("/bin/", "/usr/bin/"):
        word = word.removeprefix(folder)
    return _BUILTINS.get(word)


def _echo(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    newline = b"" if words[1:2] == ["-n"] else b"\n"
    write(" ".join(words[1:] if newline else words[2:]).encode("utf-8", "surrogateescape") + newline)
    return 0


def _printf(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    text = words[1]
    for value in words[2:]:
        text = text.replace("%s", value, 1)
    write(text.encode().replace(b"\\n", b"\n").replace(b"\\t", b"\t"))
    return 0


def _cat(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    while data := process.read():
        write(data)
    return 0


def _sleep(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    process.sleep(None if words[1:] in ([], ["infinity"]) else float(words[1]))
    return 0


def _env(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    write("".join(f"{name}={value}\n" for name, value in process.environ.items()).encode())
    return 0


def _stty(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    """`stty size`: rows and columns."""
    if not process.terminal:
        process.write_error(b"stty: standard input\n")
        return 1
    columns, rows = process.size or (0, 0)
    write(f"{rows} {columns}\n".encode())
    return 0


def _sh(process: Process, words: Sequence[str], write: Callable[[bytes], None]) -> int:
    """`sh -c TEXT`, or lines from stdin until its end."""
    if words[1:2] == ["-c"]:
        return _script(process, words[2], write)[0]
    status = 0
    while line := process.read_line():
        status, over = _script(process, line.decode("utf-8", "replace"), write)
        if over:
            break
    return status


def _script(process: Process, text: str, write: Callable[[bytes], None]) -> tuple[int, bool]:
    """Runs commands joined by `;`, `&&`, `||`, each maybe with `>&2`: (exit status, whether `exit` was met)."""
    lexer = shlex.shlex(
        text.replace("1>&2", ">&2").replace(">&2", f" {_TO_STDERR} "), posix=True, punctuation_chars=";&|"
    )
    lexer.whitespace_split = True
    status = 0
    run_next = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word not in (";", "&&", "||"):
            words.append(word)
            continue
        if words and run_next:
            if words[0] == "exit":
                return (int(words[1]) & 255 if len(words) > 1 else status), True
            status = _command(process, words, write)
        run_next = word == ";" or (status == 0) == (word == "&&")
        words = []
    return status, False


def _command(process: Process, words: list[str], write: Callable[[bytes], None]) -> int:
    if _TO_STDERR in words:
        words.remove(_TO_STDERR)
        write = process.write_error
    words = [process.environ.get(word[1:], "") if word.startswith("$") else word for word in words]
    found = _find(words[0])
    if found is None:
        process.write_error(f"sh: {words[0]}: not found\n".encode())
        return 127
    return found(process, words, write)


_TO_STDERR = "@stderr"
_BUILTINS: dict[str, Builtin] = {
    "cat": _cat,
    "echo": _echo,
    "env": _env,
    "false": lambda process, words, write: 1,
    "printf": _printf,
    "sh": _sh,
    "sleep": _sleep,
    "stty": _stty,
    "true": lambda process, words, write: 0,
}
