"""`pydock login`: checks a name and a password at a registry, through the engine, and stores them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import APIError, ConnectionFailed, PyDockError, Session, SettingsError, flags
from pydock_core.toolkit import ask_for_credentials, credentials, note

if TYPE_CHECKING:
    Auth = dict[str, str]

OTHER_ACCOUNT = "To login with a different account, run 'docker logout' followed by 'docker login'"


class Options:
    password = flags.string("password", "p", help="Password or access token; others on this machine can see it here")
    password_stdin = flags.boolean("password-stdin", help="Read the password or access token from stdin")
    username = flags.string("username", "u", help="User name")
    server = flags.arguments("[SERVER]", at_most=1, complete=())


def command(session: Session, options: Options) -> None:
    _check(options)
    user, password = options.username or "", options.password or ""
    if password:
        session.stderr.write("WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n")
        session.stderr.flush()
    if options.password_stdin:
        password = _read_stdin(session)
    server = options.server[0] if options.server else ""
    server = credentials.HUB if server in ("", "docker.io", credentials.HUB) else credentials.hostname(server)
    known: Auth = {}
    message = None
    if not user and not password:
        known = _stored(session, server)
        if known.get("username") and known.get("password"):
            message = _log_in_again(session, known)
    if message is None:
        message = _log_in(session, user, password, known.get("username", ""), server)
    if message:
        session.stdout.write(f"{message}\n")


def _check(options: Options) -> None:
    if flags.is_set(options, "password_stdin"):
        if flags.is_set(options, "password"):
            raise PyDockError("conflicting options: cannot specify both --password and --password-stdin")
        if not flags.is_set(options, "username"):
            raise PyDockError("the --password-stdin option requires --username to be set")
    for name in ("username", "password"):
        if flags.is_set(options, name) and not getattr(options, name):
            raise PyDockError(f"{name} is empty")


def _read_stdin(session: Session) -> str:
    """Returns all of stdin, without the last line's end."""
    data = b""
    while piece := session.stdin.read():
        data += piece
    return data.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")


def _stored(session: Session, server: str) -> Auth:
    """Returns the stored credentials for `server` without an identity token, which can't be used to log in."""
    try:
        entry = credentials.registry_auth(session.load_config(), session.environ, server)
    except SettingsError:
        return {}
    entry.pop("identitytoken", None)
    return {**entry, "serveraddress": server}


def _log_in_again(session: Session, auth: Auth) -> str | None:
    """Logs in with stored credentials; returns the registry's status, None after reporting that they are refused."""
    session.stderr.write(f"Authenticating with existing credentials... [Username: {auth['username']}]\n")
    session.stderr.write_control(note(OTHER_ACCOUNT, fancy=session.stderr.is_terminal))
    session.stderr.write("\n\n")
    session.stderr.flush()
    try:
        answer = session.engine.system.authenticate(auth)
    except PyDockError as error:
        if isinstance(error, APIError) and error.status == 401:
            session.stderr.write("Stored credentials invalid or expired\n")
        else:
            session.stderr.write(f"Login did not succeed, error: {error.message}\n")
        session.stderr.flush()
        _keep(session, auth, {})
        return None
    _keep(session, auth, answer)
    return str(answer.get("Status") or "")


def _log_in(session: Session, user: str, password: str, known_user: str, server: str) -> str:
    if (not user or not password) and not session.stdin.is_terminal:
        raise PyDockError("Error: Cannot perform an interactive login from a non TTY device")
    if server == credentials.HUB and not user and not password:
        from pydock_registry import web_login

        if not web_login.is_disabled(session):
            auth = web_login.log_in_by_browser(session)
            if auth is not None:
                status = str(_authenticate(session, auth).get("Status") or "")
                # The access token is valid longer than an identity token; the warning about the file has been printed.
                _keep(session, auth, {}, warn=False)
                return status
            session.stderr.write("Failed to start web-based login - falling back to command line login...\n\n")
            session.stderr.flush()
    user, password = ask_for_credentials(session, user, password, known_user, server)
    auth = {"username": user, "password": password, "serveraddress": server}
    answer = _authenticate(session, auth)
    _keep(session, auth, answer)
    return str(answer.get("Status") or "")


def _authenticate(session: Session, auth: Auth) -> dict[str, object]:
    try:
        return session.engine.system.authenticate(auth)
    except ConnectionFailed:
        # Without an engine, PyDock logs in to the registry directly.
        from pydock_core.toolkit import log_in_directly

        return {"Status": "Login Succeeded", "IdentityToken": log_in_directly(session, auth)}


def _keep(session: Session, auth: Auth, answer: dict[str, object], *, warn: bool = True) -> None:
    """Stores the credentials, with the identity token in place of the password if the registry issues one."""
    token = answer.get("IdentityToken")
    if isinstance(token, str) and token:
        auth = {**auth, "password": "", "identitytoken": token}
    try:
        warning = credentials.store(session.load_config(), session.environ, auth)
    except SettingsError as error:
        raise SettingsError(f"Error saving credentials: {error.message}") from error
    if warning and warn:
        session.stderr.write(f"{warning}\n")
        session.stderr.flush()
