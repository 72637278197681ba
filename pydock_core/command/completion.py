"""Completion: computes what can stand under the cursor from the words before it.

Both ways in which shells ask use it: `shells` serves PyDock's own completion, `cobra_protocol` docker's scripts.

argparse can't follow docker's command lines (`--rm=false`, `--name -x`, the end of flags after IMAGE). Therefore the
loop that parses commands reads the words, and one step remains: a flag, a flag's value or an argument.
"""

from __future__ import annotations

from pydock_core.command import completers
from pydock_core.command.completers import ERROR, EXTENSIONS, FILES, FOLDERS, NO_FILES, UNDECLARED, Offer
from pydock_core.command.parse import Scan, scan
from pydock_core.command.resolve import name_in, resolve
from pydock_core.config.settings import load_settings
from pydock_core.declarations.flags import Flag, FlagSet
from pydock_core.errors import ConnectionFailed, InvalidValue, UsageError
from pydock_core.host import Hooks, load_index
from pydock_core.session import GlobalOptions, PluginOptions, ProcessContext, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send

    Candidates = dict[str, str]  # what can be typed → its description, for shells that show one
    Typed = list[tuple[Flag, str]]

SECONDS_FOR_AN_EXCHANGE = 1.0
SECONDS_FOR_METADATA = 1.0
ACTIVE_HELP = "_activeHelp_ "  # begins a line that is a hint for the user, and no value
UNKNOWN = Flag("", kind="bool", no_opt_default="true")  # stands for an undeclared flag, which is skipped
HELP = {"--help": "Print usage"}
ALSO_OFFERED = ("bake", "checkpoint", "help")  # the words that docker offers and help pages leave out
WITH_HELP = ("container create", "container run")  # docker offers --help for no other command


class Completion:
    """A command line up to the cursor; `words` are those between the program's name and the word under the cursor.

    Set by `offer`: `path`, the name of the command that the words name, or "", and `at_flag_value`, whether the cursor
    stands at the value of a flag.
    """

    def __init__(self, program: str, process: ProcessContext, words: list[str]) -> None:
        self.path = ""
        self.at_flag_value = False
        self.found = Scan()
        self.typed: Typed = []
        self.table: FlagSet | None = None
        if words and words[0][:1] == "-":
            self.table = _global_flags()
            self.found, self.typed = read(self.table, words)
        else:
            self.found.positionals = words
        self.session = _session(program, process, self.typed)
        added = self.index.added_flags("") if self.table is not None else []
        if added:
            self.table = _global_flags(added)
            self.found, self.typed = read(self.table, words)
            self.session = _session(program, process, self.typed)

    @property
    def index(self) -> PluginIndex:
        """Returns the index of plugins."""
        return self.session.hooks.index

    def candidates(self, prefix: str) -> Candidates | None:
        """Returns the words, with descriptions, that complete `prefix`; None for file names, which the shell offers."""
        offer = self.offer(prefix)
        if offer.directive & ERROR:
            return {}
        if offer.directive & (EXTENSIONS | FOLDERS):
            return None
        words = {offer.head + word: offer.values[word] for word in offer.values if isinstance(word, str) and word}
        found = {
            word: str(description)
            for word, description in {**words, **offer.more}.items()
            if word.startswith(prefix) and word.isprintable() and not word.startswith(ACTIVE_HELP)
        }
        return found if found or offer.directive & (NO_FILES | UNDECLARED) else None

    def offer(self, prefix: str) -> Offer:
        """Returns what the cursor's place allows. Commands and flags begin with `prefix`; values may begin otherwise.

        docker's scripts filter values themselves, by rules of the shell: fish finds the middle of words, too.
        """
        words = self.found.positionals
        if words:
            return self._after_first_word(words, prefix)
        if self.found.waiting is not None or prefix[:1] == "-":
            if self.table is None:
                self.table = _global_flags(self.index.added_flags(""))
            return self._next_values(self.table, self.found, self.typed, prefix)
        found = {word: summary for rows in self.index.root_listing().values() for word, summary, _ in rows}
        from pydock_core.cli_plugins.discovery import list_docker_plugins
        from pydock_core.cli_plugins.programs import list_program_plugins

        for plugin in list_docker_plugins(self.session, seconds=SECONDS_FOR_METADATA):
            found.setdefault(plugin.name, plugin.metadata.get("ShortDescription", ""))
        for program in list_program_plugins(self.session, seconds=SECONDS_FOR_METADATA):
            if not program.problem:
                found.setdefault(program.name, program.metadata.get("ShortDescription", ""))
        for word in ALSO_OFFERED:
            entry = self.index.command(word) or self.index.group(word)
            if entry is not None:
                found[word] = entry.summary
        return _in_order(found, prefix)

    def _after_first_word(self, words: list[str], prefix: str) -> Offer:
        """Returns what can follow the first word of a command."""
        resolved = resolve(self.session, words)
        if resolved is not None and resolved.entry.raw and len(words) == 1 and self.index.group(words[0]) is not None:
            resolved = None  # a group whose bare word runs a CLI plugin of docker: `builder`
        if resolved is None:
            if len(words) > 1 or self.index.group(words[0]) is None:
                return Offer((), UNDECLARED)
            if prefix[:1] == "-":
                return Offer(more=HELP)
            return _in_order(second_words(self.index, words[0]), prefix)
        command, rest = resolved.entry, resolved.words
        self.path = command.name
        self.session.enter_command(resolved.path)
        if command.raw:
            return self._of_docker_plugin(words[0], rest, prefix)
        table = FlagSet(command.load().Options, self.index.added_flags(command))
        found, typed = read(table, rest)
        self.session.typed_flags = {flag.attribute: text for flag, text in typed}
        return self._next_values(table, found, typed, prefix)

    def _of_docker_plugin(self, name: str, words: list[str], prefix: str) -> Offer:
        """Returns the answer of the CLI plugin or program of this name; file names for any other raw command."""
        from pydock_core.cli_plugins.completion import complete_docker_plugin
        from pydock_core.cli_plugins.discovery import find_runnable_docker_plugin
        from pydock_core.cli_plugins.programs import find_program_plugin

        plugin = find_runnable_docker_plugin(self.session, name) or find_program_plugin(self.session, name)
        if plugin is None:
            return Offer((), FILES)
        pairs, directive = complete_docker_plugin(self.session, plugin, words, prefix)
        return Offer(dict(pairs), directive)

    def _next_values(self, table: FlagSet, found: Scan, typed: Typed, prefix: str) -> Offer:
        """Returns the values of a flag that waits for one, or flags, or the values of an argument."""
        if found.waiting is not None:
            return self._values(found.waiting, prefix)
        if prefix[:1] == "-" and not found.ended:
            return self._flags(table, {id(flag) for flag, _ in typed}, prefix)
        arguments, count = table.arguments, len(found.positionals)
        if arguments.at_most is None and count and not arguments.interspersed:
            return Offer()  # the words of a container's command
        if arguments.at_most is not None and count >= arguments.at_most:
            return Offer()
        if count and arguments.complete_next:
            offer = completers.complete_next(self.session, arguments.complete_next, prefix, found.positionals)
        else:
            offer = completers.complete(self.session, arguments.complete, prefix)
        for word in found.positionals:
            offer.values.pop(word, None)  # as docker 29 does; docker 28 offers some names again
        return offer

    def _flags(self, table: FlagSet, given: set[int], prefix: str) -> Offer:
        """Returns the flags that may still be typed, or the values in `--flag=VALUE` and `-fVALUE`."""
        _, parts = read(table, [prefix])
        flag, text = parts[-1] if parts else (UNKNOWN, "")
        if "=" in prefix or (flag is not UNKNOWN and flag.no_opt_default is None):
            offer = self._values(flag, text)
            offer.head = prefix.removesuffix(text)
            return offer
        shown = [
            (flag.long, flag.short, flag.help)
            for flag in table.flags
            if not flag.hidden and not flag.deprecated and (id(flag) not in given or flag.multiple)
        ]
        if self.path in WITH_HELP:
            shown.append(("help", "", HELP["--help"]))
        names = {}
        for long, short, description in sorted(shown):
            names[f"--{long}"] = description
            if short:
                names[f"-{short}"] = description
        if len(prefix) > 2 and prefix[1] != "-" and all(part is not UNKNOWN for part, _ in parts):
            names[prefix] = ""  # several letters in one word
        offer = Offer({name: names[name] for name in names if name.startswith(prefix)})
        offer.more = HELP
        return offer

    def _values(self, flag: Flag, prefix: str) -> Offer:
        self.at_flag_value = True
        if flag is UNKNOWN:
            return Offer((), UNDECLARED)
        if flag.complete is None and flag.kind == "bool":
            return Offer(("true", "false"))
        return completers.complete(self.session, flag.complete, prefix)


def _in_order(words: Candidates, prefix: str) -> Offer:
    """Returns the words that begin with `prefix`, in alphabetical order, as docker lists commands."""
    return Offer({word: words[word] for word in sorted(words) if word.startswith(prefix)})


def _global_flags(added: list[Flag] | None = None) -> FlagSet:
    from pydock_core.declarations.global_flags import GlobalFlags

    return FlagSet(GlobalFlags, added)


def second_words(index: PluginIndex, group: str) -> Candidates:
    """Returns the commands of a group with their summaries, without aliases, as docker does."""
    named = {name_in(entry, group): entry.summary for entry in index.commands() if not entry.hidden}
    return {name: summary for name, summary in named.items() if name}


def read(table: FlagSet, words: list[str]) -> tuple[Scan, Typed]:
    """Scans `words`; returns the scan and the flags with their values, `UNKNOWN` for an undeclared flag.

    Raises UnreadableLine.
    """
    table.longs, table.shorts = _Tolerant(table.longs), _Tolerant(table.shorts)
    typed: Typed = []
    try:
        return scan(table, words, lambda flag, text, _: typed.append((flag, text))), typed
    except UsageError as error:
        raise UnreadableLine(error.message) from error


class UnreadableLine(UsageError):
    """Words that no flags can be read from, such as `---`."""


class _Tolerant(dict[str, Flag]):
    """Flags by name, with `UNKNOWN` for every undeclared name."""

    def get(self, name: str, default: object = None) -> Flag:
        return super().get(name, UNKNOWN)


def _session(program: str, process: ProcessContext, typed: Typed) -> _ImpatientSession:
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
        environ={**process.environ, completers.SSH_ASKPASS: "never"},
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
    """A session with short timeouts: after one failed exchange every request fails without being sent.

    `typed_flags` are the texts of the flags that the command line has, by attribute, for completers.
    """

    typed_flags: Mapping[str, str] = {}

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
