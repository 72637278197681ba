"""`pydock rmi`: removes images, by name or by id."""

from __future__ import annotations

from pydock_core.plugin_api import APIError, ExitStatus, PyDockError, Session, flags
from pydock_core.toolkit import dumps, parse_list, parse_platform


class Options:
    force = flags.boolean("force", "f", help="Remove it though containers use it or it has other names")
    no_prune = flags.boolean("no-prune", help="Keep parents that have no name")
    platform = flags.strings(
        "platform",
        value="strings",
        since="1.50",
        convert=parse_list,
        complete="platform",
        help="Remove this platform's variant alone (os[/arch[/variant]])",
    )
    names = flags.arguments("IMAGE [IMAGE...]", at_least=1, complete="image")


def command(session: Session, options: Options) -> None:
    platforms = [dumps(parse_platform(text)) for texts in options.platform for text in texts]
    failures: list[PyDockError] = []
    all_gone = True
    for name in options.names:
        try:
            done = session.engine.images.remove(
                name, force=options.force, prune=not options.no_prune, platforms=platforms
            )
        except PyDockError as error:
            failures.append(error)
            all_gone = all_gone and isinstance(error, APIError) and error.status == 404
            continue
        for step in done:
            deleted = step.get("Deleted")
            line = f"Deleted: {deleted}" if deleted else f"Untagged: {step.get('Untagged') or ''}"
            session.stdout.write(f"{line}\n")
        session.stdout.flush()
    if not failures:
        return
    messages = "\n".join([failure.message for failure in failures])
    if not (options.force and all_gone):
        raise ExitStatus(1, messages) from failures[0]
    # With --force, a missing image is no failure.
    session.stderr.write(f"{messages}\n")
