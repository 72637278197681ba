"""`main(argv)`: the journey of one command line, and the only place that turns an error into an exit code.

argv → initializers → global flags → settings → index → dispatcher → the command's flags → hooks → command → exit.
What `--version` can do without is imported where it is needed.
"""

from __future__ import annotations

import gc
import os
import sys

from pydock_core import __version__
from pydock_core.command.parse import HelpRequested, parse
from pydock_core.declarations import flags
from pydock_core.declarations.flags import FlagSet, is_set
from pydock_core.declarations.global_options import GlobalOptions
from pydock_core.errors import EngineError, PyDockError, SettingsError, UsageError
from pydock_core.session import Globals, PluginOptions, ProcessContext, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from pydock_core.config.settings import Settings
    from pydock_core.declarations.flags import Flag
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.host import Hooks
    from pydock_core.host.events import Events
    from pydock_core.host.index import Index
    from pydock_core.output.streams import OutputStream

PROGRAMS = ("pydock", "docker")
SIGINT = 2
GARBAGE_THRESHOLD = 50_000  # objects made and not freed before cycles are looked for; Python's own is 700 to 2,000


def entry() -> NoReturn:
    """Runs this process's command line and ends the process."""
    # A command makes little garbage; looking for it while modules are loaded costs a twentieth of `pydock ps`.
    gc.set_threshold(GARBAGE_THRESHOLD)
    process = ProcessContext.of_this_process()
    leave(main(sys.argv, process))


def main(argv: list[str], process: ProcessContext) -> int:
    """Runs a command line in `process`; returns its exit status, whatever happens. Never raises."""
    name = os.path.basename(argv[0])
    journey = Journey(name if name in PROGRAMS else "pydock", process)
    try:
        status = journey.initializer(name, argv)
        if status is None and "_ARGCOMPLETE" in process.environ:
            from pydock_core.command.shells import answer_shell

            return answer_shell(journey.program, process)
        if status is None:
            status = journey.run(argv[1:])
        process.stdout.flush()
        process.stderr.flush()
    except BaseException as error:  # noqa: BLE001  the one place where every failure becomes an exit status
        status = journey.failed(error)
    if journey.events is not None:
        status = journey.told(status)
    journey.close()
    return status


class Journey:
    """One command line on its way; what is known of it shapes the message if it fails."""

    def __init__(self, program: str, process: ProcessContext) -> None:
        self.program = program
        self.process = process
        self.path = program
        self.usage = f"{program} [OPTIONS] COMMAND [ARG...]"
        self.debug = False
        self.added: dict[str, Any] = {}  # values of global flags that plugins added
        self.global_flags: list[Flag] = []
        self.session: Session | None = None
        self.hooks: Hooks | None = None
        self.command: IndexedCommand | None = None
        self.events: Events | None = None

    def initializer(self, name: str, argv: list[str]) -> int | None:
        """Called by a name that a plugin registered, the process is that plugin's: its exit status (Docker's reexec)"""
        if name in PROGRAMS or name in ("__main__.py", "-c"):
            return None
        index = self._index(self._settings(), [])
        if index.initializer(name) is None:
            return None
        from pydock_core.host.initializers import take_over

        return take_over(index, name, argv)

    def run(self, words: list[str]) -> int:
        """Everything from the global flags to the end of the command."""
        refused: UsageError | None = None
        try:
            options, help_wanted = self._global_flags(words)
        except UsageError as error:
            refused = error  # unless the flag turns out to be one that a plugin added
            options, help_wanted = self._global_flags([])
        if options.version and help_wanted is None and not options.words:
            return self._version()
        from pydock_core.command import dispatcher
        from pydock_core.host import Hooks

        settings = self._settings()
        index = self._index(settings, options.no_plugin)
        if index.added_flags(""):
            options, help_wanted, index = self._with_added_flags(words, settings, index, options.no_plugin)
            if options.version and help_wanted is None and not options.words:
                return self._version()
        elif refused is not None:
            raise refused
        session = Session(
            program=self.program,
            process=self.process,
            settings=settings,
            globals=_globals(options),
            log_level="debug" if options.debug else (options.log_level or settings.log_level or "info").lower(),
        )
        session.plugin_options = PluginOptions(self.added)
        session.hooks = self.hooks = Hooks(index, session)
        self.session = session
        if settings.error is not None and not _works_without_settings(session, index, options.words):
            raise settings.error
        if options.no_plugin or (index.has_diagnostics and session.log.wants("debug")):
            self._tell_of_plugins(session, options.no_plugin)
        if help_wanted is not None:
            return self._page(session, help_wanted, options.words, warn=session.stderr)
        if not options.words:
            return self._bare(session, [])
        found = dispatcher.resolve(session, index, options.words)
        if found is not None:
            return self._command(session, *found)
        if index.group(options.words[0]) is not None:
            return self._group(session, options.words)
        return self._version() if options.version else self._nothing(session, options.words)

    def _global_flags(self, words: list[str]) -> tuple[Any, HelpRequested | None]:
        """The global options, and the request for help if there is one."""
        help_wanted: HelpRequested | None = None
        try:
            options, added = parse(GlobalOptions, FlagSet(GlobalOptions, self.global_flags), words)
        except HelpRequested as request:
            options, added, help_wanted = request.options, request.added, request
        if options.log_level or (options.context and options.host):
            from pydock_core.command.global_checks import check

            check(options)
        self.debug = options.debug
        self.added = added
        return options, help_wanted

    def _with_added_flags(
        self, words: list[str], settings: Settings, index: Index, no_plugin: list[str]
    ) -> tuple[Any, HelpRequested | None, Index]:
        """The global options once more, with the flags that plugins added, and the index without `--no-plugin`."""
        self.global_flags = index.added_flags("")
        options, help_wanted = self._global_flags(words)
        if options.no_plugin != no_plugin:  # it stands behind a flag of a plugin's
            index = self._index(settings, options.no_plugin)
            self.global_flags = index.added_flags("")
            options, help_wanted = self._global_flags(words)
        return options, help_wanted, index

    def _settings(self) -> Settings:
        """The user's settings; broken ones are empty, and their `error` says why."""
        from pydock_core.config.settings import Settings, load_settings, settings_path

        try:
            return load_settings(self.process.environ)
        except SettingsError as error:
            return Settings({}, settings_path(self.process.environ), error)

    def _index(self, settings: Settings, no_plugin: list[str]) -> Index:
        from pydock_core.host import load_index

        environ = self.process.environ
        if settings.error is not None:
            environ = {**environ, "PYDOCK_PLUGINS": "none"}  # which ones the user blocked is not known
        return load_index(environ, blocked=tuple(settings.blocked_plugins), no_plugin=tuple(no_plugin))

    def _version(self) -> int:
        self.process.stdout.write(f"PyDock version {__version__}\n")
        return 0

    def _tell_of_plugins(self, session: Session, no_plugin: list[str]) -> None:
        from pydock_core.host import diagnostics

        for warning in diagnostics.unknown_plugin_warnings(session.hooks.index, no_plugin):
            session.stderr.write(warning + "\n")
        diagnostics.log_diagnostics(session.hooks.index, session.log)

    def _command(self, session: Session, command: IndexedCommand, path: str, words: list[str]) -> int:
        self.command = command
        module = command.load()
        self.path = f"{self.program} {path}"
        session.invoked_name = path
        if hasattr(module, "instead"):  # `build`, which docker-buildx answers to where it is installed
            self.command = command = module.instead(session, command)
            module = command.load()
        options: Any = words
        if not command.raw:
            table = FlagSet(module.Options, session.hooks.index.added_flags(command))
            self.usage = table.usage(self.program, path)
            try:
                options, added = parse(module.Options, table, words)
            except HelpRequested as request:
                return self._page(session, request, [path])
            except UsageError as error:
                try:
                    self._check_support(session, table, error.set_flags)
                except EngineError:
                    pass  # nobody to ask
                raise
            if options._set_flags:
                self._check_flags(session, table, options._set_flags)
            session.plugin_options = PluginOptions({**added, **self._global_values(options._set_flags)})
            if "format" in options._set_flags and session.hooks.index.formatter(options.format) is not None:
                from pydock_core.host.formatters import named_format

                options.format = named_format(session.hooks.index, options.format) or options.format
        if session.hooks.implemented("pydock_event") or session.on_event is not None:
            self.events = session.hooks.watch(command.name)
        if session.hooks.implemented("pydock_configure"):
            session.resolve_endpoint()  # before the hook: its promise
            session.hooks.call_all("pydock_configure", session=session)

        def run() -> int | None:
            return _status(command, module.command, module.command(session, options))

        status = session.hooks.wrap("pydock_run_command", run, session=session, command=command, options=options)
        return int(status or 0)

    def _global_values(self, given_flags: frozenset[str]) -> dict[str, Any]:
        """Values of the global flags that plugins added; of two flags of one name, the command's counts if given."""
        return {name: value for name, value in self.added.items() if value is not None and name not in given_flags}

    def _check_support(self, session: Session, table: FlagSet, given_flags: frozenset[str]) -> None:
        """docker refuses flags that the engine lacks first, even where the command line is wrong beside."""
        if any(flag.since or flag.os or flag.experimental for flag in table.flags if flag.attribute in given_flags):
            from pydock_core.command import support

            support.check(session, table, given_flags)

    def _check_flags(self, session: Session, table: FlagSet, given_flags: frozenset[str]) -> None:
        self._check_support(session, table, given_flags)
        for flag in table.flags:
            if flag.deprecated and flag.attribute in given_flags:
                session.stdout.write(f"Flag --{flag.long} has been deprecated, {flag.deprecated}\n")

    def _group(self, session: Session, words: list[str]) -> int:
        """A bare group prints its help, anything else behind its name is unknown."""
        self.path = self.usage = f"{self.program} {words[0]}"
        try:
            options, _ = parse(_Bare, FlagSet(_Bare), words[1:])
        except HelpRequested as request:
            return self._page(session, request, [words[0], *request.options.words])
        if options.words:
            from pydock_core.command.unknown import unknown

            raise unknown(session, session.hooks.index, [words[0], *options.words])
        return self._bare(session, words[:1])

    def _nothing(self, session: Session, words: list[str]) -> int:
        """Nothing has the name: docker reads what follows it as global flags, so that `--help` and `--version` work."""
        table = FlagSet(GlobalOptions, self.global_flags)
        table.arguments = flags.Arguments("")
        try:
            options, _ = parse(GlobalOptions, table, words)
        except HelpRequested as request:
            return self._page(session, request, request.options.words)
        if options.version:
            return self._version()
        if not options.words:
            return self._bare(session, [])
        from pydock_core.command.unknown import unknown

        raise unknown(session, session.hooks.index, options.words)

    def _bare(self, session: Session, words: list[str]) -> int:
        """`docker` or a group without a command: its help on stderr, status 0."""
        from pydock_core.command.help import help_topic

        session.stderr.write(help_topic(session, words)[0])
        return 0

    def _page(
        self, session: Session, request: HelpRequested, words: list[str], *, warn: OutputStream | None = None
    ) -> int:
        from pydock_core.command.help import help_topic

        if request.deprecated:
            (warn or session.stdout).write("Flag shorthand -h has been deprecated, use --help\n")
        session.stdout.write(help_topic(session, words)[0])
        return 0

    def failed(self, error: BaseException) -> int:
        """Prints what the user should know of `error`; returns the exit status."""
        try:
            self.process.stdout.flush()
        except (PyDockError, OSError):
            pass  # the first failure is the one to tell
        if isinstance(error, BrokenPipeError):
            from pydock_core.sigpipe import die_of_broken_pipe

            self.close()
            return die_of_broken_pipe()
        if isinstance(error, KeyboardInterrupt):
            return 128 + SIGINT
        from pydock_core.command.failure_words import render_error

        message = render_error(
            error,
            program=self.program,
            path=self.path,
            usage=self.usage,
            command=self.command,
            debugging=self.debug if self.session is None else self.session.debugging,
        )
        try:
            if message:
                self.process.stderr.write(message + "\n")
            self.process.stderr.flush()
        except (PyDockError, OSError):
            pass  # nowhere left to say it
        return error.exit_code if isinstance(error, PyDockError) else 1

    def told(self, status: int) -> int:
        """Gives the plugins that watch events a moment for the last ones; returns the status. Never raises."""
        try:
            if self.events is not None:
                self.events.finish(status)
                self.process.stderr.flush()
        except (KeyboardInterrupt, PyDockError, OSError):
            pass  # the user won't wait for them, or there is nowhere left to say that they are late
        return status

    def close(self) -> None:
        """Closes the connections; no ssh process outlives the command. Never raises."""
        try:
            if self.session is not None:
                self.session.close()
            if self.hooks is not None:
                self.hooks.close()
        except (KeyboardInterrupt, OSError):
            pass  # they end with this process


class _Bare:
    """A group's own flags: only --help."""

    words = flags.arguments("")


def _globals(options: Any) -> Globals:
    found = Globals()
    for name in Globals.__slots__:
        if is_set(options, name):
            setattr(found, name, getattr(options, name))
    return found


def _works_without_settings(session: Session, index: Index, words: list[str]) -> bool:
    """Whether the command helps with settings that are broken: its module says so by `WITHOUT_SETTINGS = True`."""
    from pydock_core.command import dispatcher

    found = dispatcher.resolve(session, index, words)
    return found is not None and getattr(found[0].load(), "WITHOUT_SETTINGS", False)


def _status(command: IndexedCommand, function: Any, result: Any) -> int | None:
    """A command returns its exit status, or None for 0; raises `PluginError` for anything else."""
    if result is None or (isinstance(result, int) and 0 <= result <= 255):
        return result
    from pydock_core.host.guard import result_problem
    from pydock_core.host.plugin_errors import WrongValue, command_failure

    problem = WrongValue(result_problem("pydock_run_command", result), function)
    raise command_failure(command, problem, "What it did stands.")


def leave(status: int) -> NoReturn:
    """Ends the process at once: a thread of a plugin that never ends can't hang the command."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()  # what a plugin printed past the session
        except Exception:  # noqa: BLE001, S112  whatever a plugin put in its place, or nobody reads it
            continue
    atexit = sys.modules.get("atexit")
    if atexit is not None:
        atexit._run_exitfuncs()
    # The system keeps eight bits; a failure must not become a 0 by that.
    os._exit(status & 0xFF or int(status != 0))
