"""Login to Docker Hub in the browser: the user confirms a code there, and Hub issues an access token."""

from __future__ import annotations

import os
import sys
from select import select
from shutil import which

from pydock_core.plugin_api import Interrupted, PyDockError, RegistryError, Session
from pydock_core.toolkit import credentials, kinds, note, oauth

INSTEAD = "To sign in with credentials on the command line, use 'docker login -u <username>'\n"
# docker's programs, in docker's order; macOS has `open`.
_BROWSERS = ("xdg-open", "x-www-browser", "www-browser")


def is_disabled(session: Session) -> bool:
    """Returns whether the user has disabled the login in the browser."""
    return session.environ.get("DOCKER_CLI_DISABLE_OAUTH_LOGIN") in kinds.TRUE


def log_in_by_browser(session: Session) -> dict[str, str] | None:
    """Logs in to Hub in the browser; returns an entry with an access token as password, None if no login was started.

    The tokens are stored, so that `logout` can revoke them. Raises RegistryError, and PyDockError on Ctrl-C.
    """
    server = _login_server(session)
    try:
        device = server.device()
        reason = "" if device.user_code else "missing user code"
    except RegistryError as error:
        reason = error.message
    if reason:
        session.log("debug", f"failed to start device code login: {reason}")
        return None
    _explain(session, device)
    try:
        tokens = _wait(session, server, device)
    except RegistryError as error:
        raise RegistryError(f"failed waiting for authentication: {error.message}") from error
    except (KeyboardInterrupt, Interrupted) as error:
        raise PyDockError("login canceled") from error
    user = tokens.user
    try:
        warning = credentials.store_web_login(
            session.load_config(),
            session.environ,
            user=user,
            access=tokens.access,
            refresh=tokens.refresh,
            client=tokens.client,
        )
    except PyDockError as error:
        raise PyDockError(f"failed to store tokens: {error.message}") from error
    session.stderr.write(warning and f"{warning}\n")
    session.stderr.flush()
    return {"username": user, "password": server.access_token(tokens), "serveraddress": credentials.HUB}


def revoke(session: Session, refresh_token: str) -> None:
    """Revokes a login at the login server after its local credentials were erased; raises RegistryError."""
    try:
        _login_server(session).revoke(refresh_token)
    except RegistryError as error:
        raise RegistryError(
            "credentials erased successfully, but there was a failure to revoke the OAuth refresh token with the "
            f"tenant: {error.message}"
        ) from error


def _login_server(session: Session) -> oauth.LoginServer:
    return oauth.LoginServer(environ=session.environ, user_agent=session.user_agent)


def _explain(session: Session, device: oauth.Device) -> None:
    """Prints the code and the address, in bold also without a terminal, as docker does."""
    out = session.stderr
    out.write_control("\x1b[1m\nUSING WEB-BASED LOGIN\x1b[0m\n")
    out.write_control(note(INSTEAD, fancy=out.is_terminal))
    out.write_control("\nYour one-time device confirmation code is: \x1b[1m")
    out.write(device.user_code)
    out.write_control(
        "\n\x1b[0m\x1b[1mPress ENTER\x1b[0m to open your browser or submit your device code here: \x1b[4m"
    )
    out.write(device.address.partition("?")[0])
    out.write_control("\n\x1b[0m\nWaiting for authentication in the browser…\n")
    out.flush()


def _wait(session: Session, server: oauth.LoginServer, device: oauth.Device) -> oauth.Tokens:
    """Polls until the user has confirmed the code, and opens the browser when ENTER is pressed."""
    clock = session.clock
    expires = clock.monotonic() + device.expires_seconds
    due = clock.monotonic() + device.interval_seconds
    opened = False
    while True:
        seconds = max(0.0, min(due, expires) - clock.monotonic())
        if opened:
            clock.sleep(seconds)
        elif select([session.stdin.fileno()], [], [], seconds)[0]:
            session.stdin.read_line()
            _open_browser(session, device.address)
            opened = True
            continue
        if clock.monotonic() >= expires:
            raise RegistryError("timed out waiting for device token")
        tokens = server.tokens(device)
        if tokens is not None:
            return tokens
        due = clock.monotonic() + device.interval_seconds


def _open_browser(session: Session, address: str) -> None:
    """Starts the first browser that is installed, without waiting for it; does nothing if there is none."""
    if not address.startswith("https://"):
        return
    path = session.environ.get("PATH", "")
    for name in ("open",) if sys.platform == "darwin" else _BROWSERS:
        program = which(name, path=path)
        if program and os.path.isabs(program):  # not one in the current folder
            quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
            try:
                os.posix_spawn(program, [program, address], session.environ, file_actions=quiet)
            except OSError as error:
                session.log("debug", f"{program}: {error.strerror}")
            return
