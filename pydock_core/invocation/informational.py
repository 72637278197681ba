"""Command lines that run no command: the version, help pages, groups, and words that no plugin owns."""

from __future__ import annotations

from pydock_core import version_line
from pydock_core.cli_plugins.discovery import is_docker_plugin_installed
from pydock_core.command.docker_words import missing_docker_word
from pydock_core.command.help import help_topic
from pydock_core.command.parse import parse
from pydock_core.declarations import flags
from pydock_core.declarations.flags import FlagSet
from pydock_core.declarations.global_flags import GlobalFlags
from pydock_core.errors import PyDockError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.errors import UnknownCommand
    from pydock_core.invocation.bind import BoundCommand
    from pydock_core.output.streams import OutputStream
    from pydock_core.session import Session


class _GroupFlags:
    """The flags of a group: `--help` alone."""

    words = flags.arguments("")


class _LateGlobalFlags(GlobalFlags):
    """The global flags, parsed after words that name no command."""

    words = flags.arguments("")


def show_version(session: Session) -> int:
    """Prints the version; returns status 0."""
    session.stdout.write(version_line(session.program))
    return 0


def show_help(session: Session, words: list[str], help: str, *, warn: OutputStream | None = None) -> int:
    """Prints the help page of `words` on stdout; returns status 0. `help` is "deprecated" for `-h`, as docker warns.

    As in docker, a CLI plugin of docker shows a page of its own, and gets a `--help` that stands before the words.
    """
    if help == "deprecated":
        (warn or session.stdout).write("Flag shorthand -h has been deprecated, use --help\n")
    if session.global_options.help:
        command = _of_docker_plugin(session, words)
        if command is not None:
            from pydock_core.invocation.execute import execute

            return execute(session, command)
    session.stdout.write(help_topic(session, words)[0])
    return 0


def _of_docker_plugin(session: Session, words: list[str]) -> BoundCommand | None:
    """Returns the command that `words` name if a CLI plugin of docker runs it, docker-buildx included."""
    from pydock_core.command.resolve import resolve
    from pydock_core.host.index import is_builtin
    from pydock_core.invocation.bind import BoundCommand

    found = resolve(session, words)
    if found is None or not is_builtin(found.entry.owner):
        return None
    entry = found.entry
    if entry.delegate:
        from pydock_core.host.delegates import choose_command

        session.enter_command(found.path)
        entry = choose_command(session, entry)
    if not entry.raw:
        return None
    session.enter_command(found.path)
    return BoundCommand(entry, entry.load(), found.path, "", found.words, "")


def show_usage(session: Session, words: list[str]) -> int:
    """Prints the help page of `docker` or of a group without a command on stderr; returns status 0."""
    session.stderr.write(help_topic(session, words)[0])
    return 0


def run_without_command(session: Session, words: list[str], *, version: bool) -> int:
    """Answers words that name no command: prints a group's page, a help page or the version, or raises UnknownCommand.

    `version` is whether `--version` was typed before the words.
    """
    if session.hooks.index.group(words[0]) is not None:
        return _group(session, words)
    if version:
        return show_version(session)
    index = session.hooks.index
    if not index.blocked_owner(words[0]) and not index.conflicts(words[0]):
        missing = missing_docker_word(session.program, words[0])
        if missing is not None and not is_docker_plugin_installed(session, words[0]):
            raise missing  # the flags after the word are those of a command that PyDock does not know
    # docker parses the words after an unknown word as global flags, so that `--help` and `--version` work there.
    try:
        parsed = parse(_LateGlobalFlags, FlagSet(_LateGlobalFlags, session.hooks.index.added_flags("")), words)
    except UsageError as error:
        raise _blocked(session, words) or error from None
    if parsed.help:
        return show_help(session, parsed.options.words, parsed.help)
    if parsed.options.version:
        return show_version(session)
    if not parsed.options.words:
        return show_usage(session, [])
    raise _unknown(session, parsed.options.words)


def _group(session: Session, words: list[str]) -> int:
    """Prints the page of a group without further words; raises UnknownCommand for any other word after the group."""
    path = f"{session.program} {words[0]}"
    try:
        parsed = parse(_GroupFlags, FlagSet(_GroupFlags), words[1:])
    except UsageError as error:
        blocked = _blocked(session, words)
        if blocked is None and _command_after_flags(session, words) is not None:
            raise PyDockError(error.message) from None
        error.locate(words[0], path)
        raise blocked or error from None
    if parsed.help:
        return show_help(session, [words[0], *parsed.options.words], parsed.help)
    if parsed.options.words:
        raise _unknown(session, [words[0], *parsed.options.words])
    return show_usage(session, words[:1])


def _blocked(session: Session, words: list[str]) -> UnknownCommand | None:
    """Returns the error for a command that a blocked plugin has, or may have; None for any other words.

    Only PyDock's own flags can follow an unknown command. Those of the command are no mistake of the user's.
    """
    index = session.hooks.index
    known = index.blocked_owner(" ".join(words[:2])) or index.blocked_owner(words[0])
    return _unknown(session, words) if known or index.skipped else None


def _command_after_flags(session: Session, words: list[str]) -> IndexedCommand | None:
    """Returns the command of a group that flags precede (`container --details X logs`); None if they precede none.

    docker's parser (cobra's Traverse) takes the word after a flag as the flag's value, unless the flag has a value by
    `=` or is several letters. It reports an invalid flag before a command without the usage, and with status 1.
    """
    group, *rest = words
    is_value = False
    for word in rest:
        if word.startswith("-") and "=" not in word and (word.startswith("--") or len(word) == 2):
            is_value = True
        elif is_value:
            is_value = False
        elif not (word.startswith("-") and len(word) > 1):
            return session.hooks.index.command(f"{group} {word}")
    return None


def _unknown(session: Session, words: list[str]) -> UnknownCommand:
    from pydock_core.command.unknown import unknown  # imports difflib, which help pages don't need

    return unknown(session, session.hooks.index, words)
