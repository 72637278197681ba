"""Asking for a name and a password, the password unseen: for `login`, and where a registry turns somebody away."""

from __future__ import annotations

from pydock_core.errors import APIError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

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
_FALSE = ("0", "f", "F", "false", "FALSE", "False")


def with_login(session: Session, registry: str, doing: str, auth: str, request: Callable[[str], T]) -> T:
    """What `request` gets with `auth`, an X-Registry-Auth; a second time, as who is asked for, if the engine says 401.

    `registry` is a host as in an image's name; `doing` is docker's word for what the login is for: `pull`.
    """
    try:
        return request(auth)
    except APIError as error:
        if error.status != 401:
            raise
    return request(_asked_before(session, registry, doing))


def ask_for_credentials(session: Session, user: str, password: str, known_user: str, server: str) -> tuple[str, str]:
    """Name and password, each asked for where it is not given; PyDockError when nothing is typed.

    `known_user` is whom an empty line stands for. A password is asked for on a terminal alone.
    """
    from pydock_core.actions.prompt import HiddenInput, ask
    from pydock_core.config import credentials
    from pydock_core.output.notes import note

    on_hub = server == credentials.HUB
    user, known_user, password = user.strip(), known_user.strip(), password.strip()
    if not user:
        if on_hub:
            session.stdout.write(REGISTER)
            if session.environ.get("DOCKER_CLI_HINTS") not in _FALSE:
                session.stdout.write(TOKENS)
        user = ask(session, f"Username ({known_user}): " if known_user else "Username: ") or known_user
        if not user:
            raise PyDockError("Error: Non-null Username Required")
    if not password:
        if not session.stdin.is_terminal:
            raise PyDockError("inappropriate ioctl for device")
        with HiddenInput(session):
            if on_hub:
                session.stderr.write_control(note(INSTEAD, fancy=session.stderr.is_terminal))
                session.stderr.flush()
            password = ask(session, "Password: ")
            session.stdout.write("\n")
            session.stdout.flush()
        if not password:
            raise PyDockError("Error: Password Required")
    return user, password


def _asked_before(session: Session, registry: str, doing: str) -> str:
    """An X-Registry-Auth of what is typed, which is not kept.

    As in docker it is asked for, and sent, as if the registry were Hub; the engine takes it for the image's.
    """
    from pydock_core.config import credentials
    from pydock_core.errors import SettingsError

    session.stdout.write(f"\nLogin prior to {doing}:\n")
    try:
        known = credentials.registry_auth(session.load_config(), session.environ, registry)
    except SettingsError as error:
        known = {}
        session.stderr.write(f"Unable to retrieve stored credentials for {credentials.HUB}, error: {error.message}.\n")
        session.stderr.flush()
    user, password = ask_for_credentials(session, "", "", known.get("username", ""), credentials.HUB)
    return credentials.encode({"username": user, "password": password, "serveraddress": credentials.HUB})
