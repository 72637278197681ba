"""`pydock self index`: shows where the index of plugins is, and why it was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import human_duration, human_size, index_report, local_time, rebuild_index

if TYPE_CHECKING:
    from pydock_core.toolkit import IndexReport


class Options:
    format = flags.string(
        "format", help="How to print it:\n'json':             JSON\n'TEMPLATE':         a Go template"
    )
    rebuild = flags.boolean("rebuild", help="Ask every plugin again first")


def command(session: Session, options: Options) -> None:
    report = rebuild_index(session) if options.rebuild else index_report(session)
    if options.format:
        page = render(LISTING, [report], options.format, escape=session.stdout.is_terminal)
    else:
        page = _page(session, report)
    session.stdout.write(page)


LISTING = Listing(
    columns := [
        Column("File", "FILE", lambda report: report.file),
        Column("Kept", "KEPT", lambda report: report.kept),
        Column("Size", "SIZE", lambda report: report.size),
        Column("Built", "BUILT", lambda report: local_time(int(report.built))),
        Column("Because", "BECAUSE", lambda report: report.because),
        Column("Plugins", "PLUGINS", lambda report: report.plugins),
        Column("Commands", "COMMANDS", lambda report: report.commands),
    ],
    default=columns,
    go_type="self.Index",
    quiet="File",
)


def _page(session: Session, report: IndexReport) -> str:
    if report.kept:
        file = report.file
    elif session.environ.get("PYDOCK_INDEX") == "off":
        file = "none, as PYDOCK_INDEX=off says: every command asks the plugins"
    else:
        file = f"none, as {report.file} can't be written: every command asks the plugins"
    age = human_duration(max(0.0, session.clock.time() - report.built))
    rows = [
        ("File:", file),
        ("Size:", human_size(report.size, 3) if report.kept else ""),
        ("Built:", f"{age[:1].lower()}{age[1:]} ago, {local_time(int(report.built))}"),
        ("Because:", report.because),
        ("Holds:", f"{report.commands} commands of {report.plugins} plugins"),
    ]
    return "".join(f"{label:10}{text}\n" for label, text in rows if text)
