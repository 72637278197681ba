"""`pydock logout`: erases the user's credentials for a registry."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, SettingsError, flags
from pydock_core.toolkit import credentials
from pydock_registry.web_login import revoke


class Options:
    server = flags.arguments("[SERVER]", at_most=1)


def command(session: Session, options: Options) -> None:
    server = options.server[0] if options.server else ""
    name, keys = server, [server]
    if server:
        # Old files have the address as it was typed.
        name = credentials.hostname(server)
        keys += [name, f"http://{name}", f"https://{name}"]
    else:
        name, keys = credentials.HUB, [credentials.HUB]
        _forget_web_login(session)
    session.stdout.write(f"Removing login credentials for {name}\n")
    session.stdout.flush()
    failures: dict[str, str] = {}
    for key in keys:
        try:
            credentials.erase(session.load_config(), session.environ, key)
        except SettingsError as error:
            failures[key] = error.message
    # As in docker, a failure of one key is reported if all fail; but also if the file still has its credentials.
    stored = session.load_config().auths
    if len(failures) == len(keys) or any(stored.get(key) for key in failures):
        session.stderr.write("WARNING: could not erase credentials:\n")
        session.stderr.write("".join([f"{key}: {message}\n" for key, message in failures.items()]))


def _forget_web_login(session: Session) -> None:
    try:
        refresh_token = credentials.erase_web_login(session.load_config(), session.environ)
        if refresh_token:
            revoke(session, refresh_token)
    except PyDockError as error:
        session.stderr.write(f"WARNING: {error.message}\n")
        session.stderr.flush()
