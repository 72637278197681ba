"""A broken plugin as data: its source or metadata, the commands that may fail, and the expected messages."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = "from pydock_core.plugin_api import Command, Group, PyDockError, flags, hookimpl\n"
METADATA = "Metadata-Version: 2.1\nName: dist-bad\nVersion: 2.1\n"


@dataclass(frozen=True)
class Case:
    """A plugin `bad` of the distribution `dist-bad` 2.1, in the module `plugin_bad`, with the expected behaviour.

    - "broken": it, or the declaration at fault, is named and left out;
    - "refused": the command lines `typed`, which need it, stop with a message;
    - "reported": the command lines `typed` go on, and say once what failed;
    - "contained": nothing is said, and nothing happens.

    A plugin that is left out is reported in a line by every command line but `--version`; the command lines `stopped`,
    which its hooks would decide, end with status 1. All other command lines are as they would be without it. `words`,
    `hook` and `file` are in the message. `source` None leaves the module out; `left_out` tells whether a broken plugin
    is, or only one of its declarations.
    """

    expectation: str
    source: str | None
    words: str = ""
    hook: str = ""
    typed: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    file: str = "plugin_bad.py"
    name: str = "bad"  # as help has it; the distribution's where the plugin's can't be told
    left_out: bool = True
    entry_points: str | bytes = "[pydock.plugins]\nbad = plugin_bad\n"
    metadata: str | bytes = METADATA
    modules: dict[str, str] = field(default_factory=dict)  # more modules of the distribution: name → source
    other: str | None = None  # the source of a second plugin, in the module `plugin_other` of `dist-other` 1.0
    other_name: str = "other"
    older: bool = False  # whether version 1.9 is installed beside it


def broken(
    source: str | None,
    words: str,
    hook: str = "import",
    file: str = "plugin_bad.py",
    stopped: tuple[str, ...] = (),
) -> Case:
    """Returns a plugin that is reported and left out."""
    return Case("broken", source, words, hook, file=file, stopped=stopped)


def contained(source: str) -> Case:
    """Returns a plugin without an effect on other plugins or commands."""
    return Case("contained", source)


def without_declaration(source: str, words: str, hook: str = "pydock_commands") -> Case:
    """Returns a plugin with one declaration that is reported and left out; the command `fine` stays."""
    fine = "class Options: pass\ndef command(session, options): session.stdout.write('fine\\n')\n"
    return Case("broken", HEAD + source, words, hook, left_out=False, modules={"command_fine": fine})


def refused(source: str, words: str, hook: str, *typed: str) -> Case:
    """Returns a plugin whose deciding hook stops the command lines `typed`."""
    return Case("refused", HEAD + source, words, hook, typed)


def reported(source: str, words: str, hook: str, *typed: str) -> Case:
    """Returns a plugin whose failure the command lines `typed` report; they continue."""
    return Case("reported", HEAD + source, words, hook, typed)
