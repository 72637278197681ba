"""`pydock help`: shows the help page of a command or a group."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import find_runnable_docker_plugin, help_topic, run_docker_plugin_for_help


class Options:
    topic = flags.arguments("[command]")


def command(session: Session, options: Options) -> None:
    plugin = find_runnable_docker_plugin(session, options.topic[0]) if options.topic else None
    if plugin is not None:
        run_docker_plugin_for_help(session, plugin, ["help", *options.topic])
        return
    page, unknown = help_topic(session, options.topic)
    if unknown:
        raise PyDockError(f"unknown help topic: {' '.join(unknown)}")
    session.stdout.write(page)
