"""`pydock self doctor`: checks that all that PyDock needs is well, and says how to mend what isn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, PyDockError, Session, flags, render
from pydock_self.checks import FAIL, Check, engine, installation, settings, shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Checker: TypeAlias = Callable[[Session], list[Check]]

CHECKS = (
    installation.python,
    installation.pydock,
    installation.index,
    settings.settings,
    settings.docker_config,
    engine.context,
    engine.engine,
    settings.credentials,
    installation.plugins,
    installation.programs,
    installation.docker_plugins,
    shell.completion,
    shell.terminal,
)


class Options:
    format = flags.list_format()


def command(session: Session, options: Options) -> int:
    found = [check for function in CHECKS for check in _checked(session, function)]
    if options.format:
        session.stdout.write(render(LISTING, found, options.format, escape=session.stdout.is_terminal))
    else:
        session.stdout.write("".join(_line(check) for check in found))
    return 1 if any(check.verdict == FAIL for check in found) else 0


def _checked(session: Session, function: Checker) -> list[Check]:
    try:
        return function(session)
    except (PyDockError, OSError) as error:
        return [Check(function.__name__.replace("_", " "), FAIL, str(error), f"see {session.program} -D …")]


def _line(check: Check) -> str:
    """Returns the finding's text, with the advice below it."""
    indent = " " * 21
    verdict = check.verdict.upper() if check.verdict == FAIL else check.verdict
    message = check.message.replace("\n", "\n" + indent)
    advice = f"{indent}→ {check.advice}\n" if check.advice else ""
    return f"{verdict:5} {check.name:14} {message}\n{advice}"


LISTING = Listing(
    columns := [
        Column("Verdict", "VERDICT", lambda check: check.verdict),
        Column("Name", "NAME", lambda check: check.name),
        Column("Message", "MESSAGE", lambda check: check.message),
        Column("Advice", "ADVICE", lambda check: check.advice),
    ],
    default=columns,
    go_type="self.Check",
    quiet="Name",
)
