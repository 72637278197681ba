"""Checks of completion in the user's shells, and of the terminal."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

from pydock_core.toolkit import read_regular
from pydock_self.checks import OK, WARN, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydock_core.plugin_api import Session

# Files that a shell reads at its start, and files in the shell's own folders that only serve PyDock's completion.
READ = {
    "bash": "~/.bashrc ~/.bash_profile ~/.profile ~/.bash_completion ~/.bash_completion.d/* /etc/bash_completion.d/*",
    "zsh": "$ZDOTDIR/.zshrc ~/.zshrc ~/.zshenv ~/.zprofile",
    "fish": "$XDG_CONFIG_HOME/fish/config.fish $XDG_CONFIG_HOME/fish/conf.d/*.fish",
}
OURS = {
    "bash": "$XDG_DATA_HOME/bash-completion/completions/pydock /usr/share/bash-completion/completions/pydock",
    "zsh": "/usr/share/zsh/site-functions/_pydock /usr/local/share/zsh/site-functions/_pydock",
    "fish": "$XDG_CONFIG_HOME/fish/completions/pydock.fish /usr/share/fish/vendor_completions.d/pydock.fish",
}
SET_UP = {
    "bash": "echo 'eval \"$(pydock completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(pydock completion zsh)\"' >> ~/.zshrc",
    "fish": "pydock completion fish > ~/.config/fish/completions/pydock.fish",
}
LARGEST = 1 << 20


def completion(session: Session) -> list[Check]:
    """Reports where completion is set up; the verdict depends on the user's own shell."""
    own = os.path.basename(session.environ.get("SHELL", ""))
    found = {shell: file for shell in SET_UP if (file := next(_set_up(shell, session.environ), ""))}
    summary = "; ".join(f"{shell}: set up in {file}" for shell, file in found.items())
    if own in found or (found and own not in SET_UP):
        return [Check("completion", OK, summary)]
    shell = own if own in SET_UP else "bash"
    return [Check("completion", WARN, f"{shell}: not set up" + (f"; {summary}" if summary else ""), SET_UP[shell])]


def _set_up(shell: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Yields the files that set up completion in the shell."""
    for file in _files(OURS[shell], environ):
        if os.path.exists(file):
            yield file
    for file in _files(READ[shell], environ):
        try:
            text = read_regular(file, limit=LARGEST)[0].decode("utf-8", "replace")
        except OSError:
            continue
        if any(_completes_us(line) for line in text.splitlines()):
            yield file


def _completes_us(line: str) -> bool:
    """Returns whether a line of a start-up file sets up completion: PyDock's, or argcomplete's for all programs."""
    line = line.strip()
    ours = "pydock" in line and "complet" in line
    return line[:1] != "#" and (ours or "_python_argcomplete_global" in line)


def _files(patterns: str, environ: Mapping[str, str]) -> Iterator[str]:
    home = environ.get("HOME", "")
    folders = {
        "~": home,
        "$ZDOTDIR": environ.get("ZDOTDIR") or home,
        "$XDG_CONFIG_HOME": environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"),
        "$XDG_DATA_HOME": environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share"),
    }
    for pattern in patterns.split():
        start, slash, rest = pattern.partition("/")
        yield from sorted(glob.glob(glob.escape(folders.get(start, start)) + slash + rest))


def terminal(session: Session) -> list[Check]:
    """Reports the capabilities of the terminal; output into a file or pipe needs none."""
    if not session.stdout.is_terminal:
        return [Check("terminal", OK, "standard output is none")]
    kind = session.environ.get("TERM", "")
    columns, rows = session.stdout.size() or (0, 0)
    about = f"{kind or 'unknown kind'}, {columns} columns, {rows} rows"
    if kind in ("", "dumb"):
        return [Check("terminal", WARN, f"{about}: progress can't be redrawn", "set TERM, to xterm-256color for one")]
    values = map(session.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, values), "C")
    if "utf8" not in locale.lower().replace("-", ""):
        message = f"{about}; PyDock writes UTF-8, which the locale {locale} does not expect"
        return [Check("terminal", WARN, message, "export LC_ALL=C.UTF-8")]
    return [Check("terminal", OK, f"{about}, {locale}")]
