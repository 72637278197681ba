"""Commands for the engine as a whole, and for objects of any kind."""

from __future__ import annotations

from pydock_core.plugin_api import Command, Group, Session, hookimpl


@hookimpl
def pydock_commands() -> list[Command | Group]:
    return [
        Group("system", "Manage Docker"),
        Command(("system info", "info"), "pydock_system.info", "Show the state and the settings of the engine"),
        Command(("system df",), "pydock_system.df", "Show how much disk space is used", since="1.25"),
        Command(
            ("system dial-stdio",), "pydock_system.dial_stdio", "Connect stdin and stdout to the engine", hidden=True
        ),
        Command(("system prune",), "pydock_system.prune", "Remove what is not used", since="1.25"),
        Command(("system events", "events"), "pydock_system.events", "Show what happens on the engine"),
        Command(("completion",), "pydock_system.completion", "Print a shell's code for TAB", hidden=True),
        Command(("help",), "pydock_system.help", "Help about the command", hidden=True),
        Command(("inspect",), "pydock_system.inspect", "Show all that the engine knows about objects"),
        Command(("version",), "pydock_system.version", "Show the versions of PyDock and of the engine"),
    ]


@hookimpl
def pydock_resolve_command(session: Session, words: tuple[str, ...]) -> Command | None:
    """Returns the command that runs docker's CLI plugin `docker-WORD`, if that program is installed."""
    if len(words) != 1:
        return None
    from pydock_system.docker_plugin import resolve

    return resolve(session, words[0])


@hookimpl(specname="pydock_resolve_command", trylast=True)
def pydock_resolve_program(session: Session, words: tuple[str, ...]) -> Command | None:
    """Returns the command that runs the program `pydock-WORD`, after all other plugins have been asked."""
    if len(words) != 1:
        return None
    from pydock_system.program import resolve

    return resolve(session, words[0])
