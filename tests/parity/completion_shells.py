"""Asks completion scripts in real shells: bash, zsh and fish, with the client `docker` of a folder."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BASH_COMPLETION = Path("/usr/share/bash-completion/bash_completion")
DEBIAN_SCRIPT = Path("/usr/share/bash-completion/completions/docker")
COBRA_FUNCTION, DEBIAN_FUNCTION = "__start_docker", "_docker"
SECONDS = 120
END = "--end--"

# Outside of a real TAB, compopt fails; its options are no part of the comparison.
_BASH = """
compopt() { :; }
source "$1" && source "$2" 2>/dev/null
ask() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE=$line; COMP_POINT=${#line}; COMP_TYPE=9; COMP_KEY=9; COMPREPLY=()
  "$function" docker "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
  [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
  echo END
}
""".replace("END", END)
# The functions by which zsh offers words and files print their arguments.
_ZSH = """
compdef() { :; }
_describe() { print -rl -- $completions; print -r -- "options: ${argv[(i)completions]} $*" }
_arguments() { print -r -- "files: $*" }
source "$1"
ask() {
  words=("$@"); CURRENT=$#
  _docker 2>/dev/null
  print -r -- END
}
""".replace("END", END)


def missing(shell: str) -> str:
    """Returns what a comparison in this shell lacks on this machine, "" for nothing."""
    if shell in ("zsh", "fish"):
        return "" if shutil.which(shell) else shell
    needed = [BASH_COMPLETION, *([DEBIAN_SCRIPT] if shell == "debian" else ())]
    return next((str(path) for path in needed if not path.exists()), "")


def bash(
    client: Path, environ: Mapping[str, str], script: Path, function: str, lines: Sequence[str]
) -> list[list[str]]:
    """Returns the words that a script for bash offers at the end of each line."""
    asked = "\n".join(f"line={shlex.quote(line)}; ask {shlex.join(_bash_words(line))}" for line in lines)
    code = f"function={function}\n{_BASH}{asked}\n"
    words = ["bash", "--noprofile", "--norc", "-c", code, "bash", str(BASH_COMPLETION), str(script)]
    return _answers(words, client, environ)


def zsh(client: Path, environ: Mapping[str, str], script: Path, lines: Sequence[str]) -> list[list[str]]:
    """Returns the arguments of the functions with which docker's script for zsh offers words and files."""
    asked = "\n".join(f"ask {shlex.join(line.split(' '))}" for line in lines)
    return _answers(["zsh", "-f", "-c", f"{_ZSH}{asked}\n", "zsh", str(script)], client, environ)


def fish(client: Path, environ: Mapping[str, str], script: Path, lines: Sequence[str]) -> list[list[str]]:
    """Returns the words that fish offers at the end of each line."""
    asked = "\n".join(f"complete -C {shlex.quote(line)}; echo {END}" for line in lines)
    found = _answers(["fish", "--no-config", "-c", f"source {script}\n{asked}\n"], client, environ)
    return [[word.partition("\t")[0] for word in words] for words in found]


def _bash_words(line: str) -> list[str]:
    """Splits a line as readline does for `COMP_WORDS`: `=` and `:` are words."""
    words: list[str] = []
    for word in line.split(" "):
        words += [part for part in re.split("([=:]+)", word) if part] or [""]
        if word[-1:] in ("=", ":"):
            words.append("")
    return words


def _answers(words: list[str], client: Path, environ: Mapping[str, str]) -> list[list[str]]:
    path = os.pathsep.join((str(client), "/usr/bin", "/bin"))
    variables = {"LC_ALL": "C.UTF-8", "TERM": "dumb", **environ, "PATH": path}
    program = shutil.which(words[0])
    assert program is not None, f"no {words[0]}"
    done = subprocess.run([program, *words[1:]], env=variables, capture_output=True, text=True, timeout=SECONDS)
    answers = done.stdout.split(END + "\n")
    assert answers.pop() == "", f"{words[0]}: {done.stdout[-500:]}{done.stderr[-500:]}"
    return [answer.splitlines() for answer in answers]
