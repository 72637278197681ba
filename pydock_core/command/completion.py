"""Completion: computes what can stand under the cursor from the words before it; `shells` serves the shells.

argparse can't follow docker's command lines (`--rm=false`, `--name -x`, the end of flags after IMAGE). Therefore the
loop that parses commands reads the words, and one step remains: a flag, a flag's value or an argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.cli_plugins.completion import ACTIVE_HELP, ERROR, NO_FILES, complete_docker_plugin
from pydock_core.cli_plugins.discovery import find_runnable_docker_plugin, list_docker_plugins
from pydock_core.command import completers
from pydock_core.command.parse import scan
from pydock_core.command.resolve import name_in, resolve
from pydock_core.config.settings import load_settings
from pydock_core.declarations.flags import Flag, FlagSet
from pydock_core.declarations.global_flags import GlobalFlags
from pydock_core.errors import ConnectionFailed, InvalidValue
from pydock_core.host import Hooks, load_index
from pydock_core.session import GlobalOptions, PluginOptions, ProcessContext, Session

if TYPE_CHECKING:
    from pydock_core.command.parse import Scan
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send

    Candidates = dict[str, str]  # what can be typed → its description, for shells that show one

SECONDS_FOR_AN_EXCHANGE = 1.0
SECONDS_FOR_METADATA = 1.0
UNKNOWN = Flag("", kind="bool", no_opt_default="true")  # stands for an undeclared flag, which is skipped


class Completion:
    """A command line up to the cursor; `words` are those between the program's name and the word under the cursor."""

    def __init__(self, program: str, process: ProcessContext, words: list[str]) -> None:
        self.table = FlagSet(GlobalFlags)
        self.found, self.typed = read(self.table, words)
        self.session = _session(program, process, self.typed)
        added = self.index.added_flags("")
        if added:
            self.table = FlagSet(GlobalFlags, added)
            self.found, self.typed = read(self.table, words)
            self.session = _session(program, process, self.typed)

    @property
    def index(self) -> PluginIndex:
        """Returns the index of plugins."""
        return self.session.hooks.index

    def candidates(self, prefix: str) -> Candidates | None:
        """Returns the words, with descriptions, that complete `prefix`; None for file names, which the shell offers."""
        found: Candidates | None
        words = self.found.positionals
        if words:
            found = self._words_after_first(words, prefix)
        elif self.found.waiting is not None or prefix[:1] == "-":
            found = self._next_values(self.table, self.found, self.typed, prefix)
        else:
            found = {word: summary for rows in self.index.root_listing().values() for word, summary, _ in rows}
            for plugin in list_docker_plugins(self.session, seconds=SECONDS_FOR_METADATA):
                found.setdefault(plugin.name, plugin.metadata.get("ShortDescription", ""))
        if found is None:
            return None
        return {
            word: str(description)
            for word, description in found.items()
            if isinstance(word, str) and word and word.startswith(prefix) and word.isprintable()
        }

    def _words_after_first(self, words: list[str], prefix: str) -> Candidates | None:
        """Returns what can follow the first word of a command."""
        resolved = resolve(self.session, words)
        if resolved is None:
            if len(words) > 1 or self.index.group(words[0]) is None:
                return {}
            return HELP if prefix[:1] == "-" else second_words(self.index, words[0])
        command, rest = resolved.entry, resolved.words
        if command.raw:
            return self._of_docker_plugin(words[0], rest, prefix)
        table = FlagSet(command.load().Options, self.index.added_flags(command))
        return self._next_values(table, *read(table, rest), prefix)

    def _of_docker_plugin(self, name: str, words: list[str], prefix: str) -> Candidates | None:
        """Returns what docker's CLI plugin of this name answers; None for file names, and for any other raw command."""
        plugin = find_runnable_docker_plugin(self.session, name)
        if plugin is None:
            return None
        pairs, directive = complete_docker_plugin(self.session, plugin, words, prefix)
        if directive & ERROR:
            return {}
        found = {value: text for value, text in pairs if not value.startswith(ACTIVE_HELP)}
        return found if found or directive & NO_FILES else None

    def _next_values(
        self, table: FlagSet, found: Scan, typed: list[tuple[Flag, str]], prefix: str
    ) -> Candidates | None:
        """Returns the values of a flag that waits for one, or flags, or the values of an argument."""
        if found.waiting is not None:
            return self._values(found.waiting, prefix)
        if prefix[:1] == "-" and not found.ended:
            return self._flags(table, {id(flag) for flag, _ in typed}, prefix)
        arguments, count = table.arguments, len(found.positionals)
        if count and not arguments.interspersed:
            return {}  # the words of a container's command
        if arguments.complete is None or (arguments.at_most is not None and count >= arguments.at_most):
            return {}
        values: Candidates | None
        if count and arguments.complete_next:
            values = completers.complete_next(self.session, arguments.complete_next, prefix, found.positionals)
        else:
            values = completers.complete(self.session, arguments.complete, prefix)
        if values is not None:
            values = {word: values[word] for word in values if word not in found.positionals}
        return values

    def _flags(self, table: FlagSet, given: set[int], prefix: str) -> Candidates | None:
        """Returns the flags that may still be typed, or the values in `--flag=VALUE` and `-fVALUE`."""
        _, parts = read(table, [prefix])
        flag, text = parts[-1] if parts else (UNKNOWN, "")
        if "=" in prefix or (flag is not UNKNOWN and flag.no_opt_default is None):
            head = prefix.removesuffix(text)
            values = self._values(flag, text)
            return None if values is None else {head + value: values[value] for value in values}
        names = dict(HELP)
        for flag in table.flags:
            if flag.hidden or flag.deprecated or (id(flag) in given and not flag.multiple):
                continue
            names[f"--{flag.long}"] = flag.help
            if flag.short:
                names[f"-{flag.short}"] = flag.help
        if len(prefix) > 2 and prefix[1] != "-" and all(part is not UNKNOWN for part, _ in parts):
            names[prefix] = ""  # several letters in one word
        return names

    def _values(self, flag: Flag, prefix: str) -> Candidates | None:
        if flag is UNKNOWN:
            return {}
        if flag.complete is None:
            return dict.fromkeys(("true", "false"), "") if flag.kind == "bool" else {}
        return completers.complete(self.session, flag.complete, prefix)


HELP = {"--help": "Print usage"}


def second_words(index: PluginIndex, group: str) -> Candidates:
    """Returns the commands of a group with their summaries, without aliases, as docker does."""
    named = {name_in(entry, group): entry.summary for entry in index.commands() if not entry.hidden}
    return {name: summary for name, summary in named.items() if name}


def read(table: FlagSet, words: list[str]) -> tuple[Scan, list[tuple[Flag, str]]]:
    """Scans `words`; returns the scan and the flags with their values, `UNKNOWN` for an undeclared flag."""
    table.longs, table.shorts = _Tolerant(table.longs), _Tolerant(table.shorts)
    typed: list[tuple[Flag, str]] = []
    return scan(table, words, lambda flag, text, _: typed.append((flag, text))), typed


class _Tolerant(dict[str, Flag]):
    """Flags by name, with `UNKNOWN` for every undeclared name."""

    def get(self, name: str, default: object = None) -> Flag:
        return super().get(name, UNKNOWN)


def _session(program: str, process: ProcessContext, typed: list[tuple[Flag, str]]) -> Session:
    """Returns the session that the command would get, with an engine that answers fast or not at all."""
    values = GlobalOptions()
    for flag, text in typed:
        if flag.attribute in GlobalOptions.__slots__:
            try:
                value = flag.parse(text)
            except InvalidValue:
                continue
            if flag.multiple:
                value = [*(getattr(values, flag.attribute) or ()), value]
            setattr(values, flag.attribute, value)
    quiet = ProcessContext(
        # ssh must not open a window that asks for a password.
        environ={**process.environ, "SSH_ASKPASS_REQUIRE": "never"},
        stdin=process.stdin,
        stdout=process.stdout,
        stderr=process.stderr,
        clock=process.clock,
        send=process.send,
    )
    settings = load_settings(quiet.environ)
    index = load_index(quiet.environ, blocked=tuple(settings.blocked_plugins), no_plugin=tuple(values.no_plugin))
    return _ImpatientSession(
        program=program,
        process=quiet,
        settings=settings,
        global_options=values,
        plugin_options=PluginOptions(),
        hooks=lambda session: Hooks(index, session),
    )


class _ImpatientSession(Session):
    """A session with short timeouts: after one failed exchange every request fails without being sent."""

    def _transport(self, endpoint: Endpoint) -> Send:
        send = super()._transport(endpoint)
        failures: list[ConnectionFailed] = []

        def at_once(request: Request) -> Response:
            if failures:
                raise failures[0]
            if request.timeout_seconds is None:
                request.timeout_seconds = SECONDS_FOR_AN_EXCHANGE
            try:
                return send(request)
            except ConnectionFailed as error:
                failures.append(error)
                raise

        return at_once
