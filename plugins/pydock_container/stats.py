"""`pydock stats`: shows the resources that containers use, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_container.stats_listing import StatsRow, listing
from pydock_container.stats_readings import Reading, Readings, Watch, failures
from pydock_core.plugin_api import ExitStatus, PyDockError, Session, flags, render
from pydock_core.toolkit import truncate_id

if TYPE_CHECKING:
    from pydock_core.plugin_api import Listing

_BETWEEN_SECONDS = 0.5
_HOME, _ERASE_LINE, _ERASE_REST = "\x1b[H", "\x1b[K", "\x1b[J"


class Options:
    all = flags.boolean("all", "a", help="Show stopped containers too", default_text="shows just running")
    format = flags.list_format()
    no_stream = flags.boolean("no-stream", help="Show the first numbers and end")
    no_trunc = flags.boolean("no-trunc", help="Show ids in full")
    names = flags.arguments("[CONTAINER...]", complete="running-container")


def command(session: Session, options: Options) -> None:
    readings = Readings(session, stream=not options.no_stream)
    watch = None
    if options.names:
        for name in options.names:
            readings.add(name)
    else:
        # The events are requested before the list, so that no container that starts in between is missed.
        watch = Watch(session, readings, all=options.all)
        for container in session.engine.containers.list(all=options.all):
            readings.add(truncate_id(str(container.get("Id") or "")))
    readings.wait()
    readings.check_descriptors()
    if options.names:
        now = session.clock.monotonic()
        _raise_all([problem for reading in readings.all() if (problem := reading.problem(now)) is not None])
    form = options.format or session.load_config().get("statsFormat")
    rows = listing(truncate=not options.no_trunc, system=session.engine.negotiate().os_type)
    page = _Page(session, rows, form, live=not options.no_stream)
    while True:
        shown = readings.all()
        if options.no_stream:
            session.stdout.write_control(page.text(shown))
            _raise_all(failures(shown, session.clock.monotonic(), live=False))
            return
        readings.check_descriptors()
        page.draw(shown)
        _raise_all(failures(shown, session.clock.monotonic(), live=True))
        if watch is not None and watch.failure is not None:
            raise watch.failure
        session.clock.sleep(_BETWEEN_SECONDS)


def _raise_all(errors: list[PyDockError]) -> None:
    if errors:
        raise ExitStatus(1, "\n".join([error.message for error in errors])) from errors[0]


class _Page:
    """The table, or the output of the user's template."""

    def __init__(self, session: Session, rows: Listing, form: str, *, live: bool) -> None:
        self._session = session
        self._rows = rows
        self._form = form
        self._live = live

    def text(self, readings: list[Reading]) -> str:
        """Returns the page with the latest numbers."""
        now = self._session.clock.monotonic()
        rows = []
        for reading in readings:
            valid = bool(reading.latest) and reading.problem(now) is None and not (self._live and reading.ended)
            rows.append(StatsRow(reading.name, reading.latest, valid=valid))
        return render(self._rows, rows, self._form, escape=self._session.stdout.is_terminal)

    def draw(self, readings: list[Reading]) -> None:
        """Draws the page over the previous one."""
        lines = self.text(readings).split("\n")
        stdout = self._session.stdout
        stdout.write_control(_HOME + "".join(f"{line} {_ERASE_LINE}\n" for line in lines) + _ERASE_REST)
        stdout.flush()
