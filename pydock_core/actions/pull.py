"""Pulls an image, with the user's credentials and docker's progress display."""

from __future__ import annotations

from pydock_core.config import credentials
from pydock_core.errors import ProtocolError
from pydock_core.output.progress_display import display

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from pydock_core.output.streams import OutputStream
    from pydock_core.session import Session
    from pydock_core.values.references import Reference


def pull_image(
    session: Session,
    reference: Reference,
    *,
    out: OutputStream,
    platform: str | None = None,
    all_tags: bool = False,
    quiet: bool = False,
    login: bool = False,
    on_credentials_failure: Callable[[str], None] | None = None,
) -> None:
    """Pulls `reference` (tag `latest` if it has none, or all tags) and shows the progress on `out`.

    With `login`, PyDock asks for credentials after a 401 and pulls again. `on_credentials_failure` gets the message of
    a failing credential helper, which is an error without this function. Raises EngineError with the engine's message,
    also for a failure in the middle of the pull.
    """
    tag = "" if all_tags else (reference.digest or reference.with_default_tag().tag)

    def begin(auth: str) -> Iterator[dict[str, Any]]:
        return session.engine.images.pull(reference.name, tag=tag, platform=platform, registry_auth=auth)

    auth = registry_auth(session, reference.domain, on_failure=on_credentials_failure)
    if login:
        from pydock_core.actions.login_prompt import with_login  # `run` and `create` don't ask for a login

        messages = with_login(session, reference.domain, "pull", auth, begin)
    else:
        messages = begin(auth)
    if session.has_event_listeners:
        messages = _emit_progress(session, reference.familiar, messages)
    show_progress(messages, out, quiet=quiet)


def registry_auth(session: Session, registry: str, *, on_failure: Callable[[str], None] | None = None) -> str:
    """Returns the X-Registry-Auth for `registry`: from a plugin, else from docker's config.json and its helpers."""
    return credentials.encode(registry_entry(session, registry, on_failure=on_failure))


def registry_entry(
    session: Session, registry: str, *, on_failure: Callable[[str], None] | None = None
) -> dict[str, str]:
    """Returns the same credentials as an entry of `config.credentials`."""
    entry: dict[str, str] | None = session.hooks.call_first("pydock_credentials", session=session, registry=registry)
    if entry is None:
        entry = credentials.registry_auth(session.load_config(), session.environ, registry, on_failure=on_failure)
    return entry


def registry_config(session: Session) -> str:
    """Returns the X-Registry-Config of a build: all of the user's credentials, since a build pulls from any registry.

    Plugins are called for the registries that the user has an entry for. The failure of a helper is logged as a
    warning.
    """
    entries = credentials.all_auths(
        session.load_config(), session.environ, on_failure=lambda message: session.log("warn", message)
    )
    for key in entries if session.hooks.implemented("pydock_credentials") else ():
        entries[key] = session.hooks.call_first("pydock_credentials", session=session, registry=key) or entries[key]
    return credentials.encode_all(entries)


def show_progress(
    messages: Iterable[dict[str, Any]],
    out: OutputStream,
    *,
    quiet: bool = False,
    raw_stream: bool = False,
    on_aux: Callable[[Any], object] | None = None,
) -> None:
    """Shows the engine's progress messages as docker does.

    - `quiet`: whether nothing is shown.
    - `raw_stream`: whether `stream` messages are output of commands, as in a build, and shown unchanged.
    - `on_aux`: called for each message with an `aux` member.

    Raises EngineError for an error message, also with `quiet`, and ProtocolError for an answer without messages.
    """

    def write(text: str) -> None:
        out.write_control(text)
        out.flush()

    columns = None
    if out.is_terminal and not quiet:
        size = out.size()
        columns = size[0] if size else 0
    shown = _require_messages(messages)
    display(shown, _discard if quiet else write, columns=columns, raw_stream=raw_stream, on_aux=on_aux)


def _discard(_text: str) -> None:
    """Ignores the progress of a quiet pull."""


def _emit_progress(session: Session, image: str, messages: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields the messages, and emits each one as an event."""
    from pydock_core.declarations.events import PullProgress  # rarely needed

    for message in messages:
        if isinstance(message, dict):
            detail = message.get("progressDetail")
            detail = detail if isinstance(detail, dict) else {}
            layer, status = str(message.get("id") or ""), str(message.get("status") or "")
            session.emit(PullProgress(image, layer, status, detail.get("current"), detail.get("total")))
        yield message


def _require_messages(messages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    received = False
    for message in messages:
        received = True
        yield message
    if not received:
        raise ProtocolError("the engine's answer says nothing")
