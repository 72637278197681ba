"""Asks for a user name and a password: for `login`, and when a registry answers a pull, push or search with 401."""

from __future__ import annotations

from pydock_core.config import credentials
from pydock_core.declarations import kinds
from pydock_core.errors import APIError, PyDockError, SettingsError
from pydock_core.output.notes import note
from pydock_core.output.prompt import ask
from pydock_core.output.terminal_mode import TerminalMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from pydock_core.output.terminal_mode import Mode
    from pydock_core.session import Session

    T = TypeVar("T")

REGISTER = (
    "Log in with your Docker ID or email address to push and pull images from Docker Hub. "
    "If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.\n"
)
TOKENS = (
    "You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better "
    "security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/\n\n"
)
INSTEAD = (
    "A Personal Access Token (PAT) can be used instead.\n"
    "To create a PAT, visit \x1b[4mhttps://app.docker.com/settings\x1b[0m\n\n"
)


class NoEcho(TerminalMode):
    """A context in which the terminal does not show typed characters."""

    def change(self, mode: Mode) -> None:
        """Turns the echo off; keeps whole lines, and Ctrl-C as an interrupt."""
        import termios  # not needed without a terminal

        mode[0] |= termios.ICRNL
        mode[3] = (mode[3] & ~termios.ECHO) | termios.ICANON | termios.ISIG


def with_login(session: Session, registry: str, doing: str, auth: str, request: Callable[[str], T]) -> T:
    """Returns `request(auth)`; after a 401, asks for credentials and returns the result of a second request.

    - `registry`: the registry's host, as in an image name.
    - `doing`: docker's word for the purpose of the login (`pull`, `push`, `search`).
    - `auth`: the X-Registry-Auth of the first request.
    - `request`: sends the request with the X-Registry-Auth that it gets.

    Raises APIError for any other failure and for a second 401, PyDockError for an empty answer of the user.
    """
    try:
        return request(auth)
    except APIError as error:
        if error.status != 401:
            raise
    return request(_ask_for_registry_auth(session, registry, doing))


def ask_for_credentials(session: Session, user: str, password: str, known_user: str, server: str) -> tuple[str, str]:
    """Returns (user name, password); asks for the user name, the password or both where they are empty.

    - `user`, `password`: as given by the caller, "" to ask.
    - `known_user`: the name that an empty answer stands for, "" for none.
    - `server`: the registry's address; Docker Hub's login prints docker's hints.

    Raises PyDockError for an empty answer, and for a password to be asked without a terminal on stdin.
    """
    on_hub = server == credentials.HUB
    user, known_user, password = user.strip(), known_user.strip(), password.strip()
    if not user:
        if on_hub:
            session.stdout.write(REGISTER)
            if session.environ.get("DOCKER_CLI_HINTS") not in kinds.FALSE:
                session.stdout.write(TOKENS)
        question = f"Username ({known_user}): " if known_user else "Username: "
        user = ask(session.stdin, session.stdout, question) or known_user
        if not user:
            raise PyDockError("Error: Non-null Username Required")
    if not password:
        if not session.stdin.is_terminal:
            raise PyDockError("inappropriate ioctl for device")
        with NoEcho(session.stdin):
            if on_hub:
                session.stderr.write_control(note(INSTEAD, fancy=session.stderr.is_terminal))
                session.stderr.flush()
            password = ask(session.stdin, session.stdout, "Password: ")
            session.stdout.write("\n")
            session.stdout.flush()
        if not password:
            raise PyDockError("Error: Password Required")
    return user, password


def _ask_for_registry_auth(session: Session, registry: str, doing: str) -> str:
    """Asks for credentials and returns them as an X-Registry-Auth; the credentials are not stored.

    As in docker, the question and the X-Registry-Auth name Docker Hub, whatever the registry is; the engine sends the
    credentials to the registry of the image.
    """
    session.stdout.write(f"\nLogin prior to {doing}:\n")
    try:
        known = credentials.registry_auth(session.load_config(), session.environ, registry)
    except SettingsError as error:
        known = {}
        session.stderr.write(f"Unable to retrieve stored credentials for {credentials.HUB}, error: {error.message}.\n")
        session.stderr.flush()
    user, password = ask_for_credentials(session, "", "", known.get("username", ""), credentials.HUB)
    return credentials.encode({"username": user, "password": password, "serveraddress": credentials.HUB})
