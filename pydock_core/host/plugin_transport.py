"""The guard around a transport of a plugin: a failure of its function or of a response's body names the plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.messages import BytesBody, Response
from pydock_core.host.plugin_errors import WrongValue, plugin_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from pydock_core.declarations.plugin_index import PluginRecord
    from pydock_core.engine.messages import Request
    from pydock_core.engine.protocols import Body, Send

    T = TypeVar("T")

LOST = "The exchange with the engine failed."


def guard_transport(send: Send, plugin: PluginRecord) -> Send:
    """Returns the function that `pydock_transport` returned, inside the guard.

    Raises PluginError for an exception that is no PyDockError, and for a result that is no valid Response.
    """
    if getattr(send, "is_guarded", False):
        return send

    def checked(request: Request) -> Response:
        response = send(request)
        if problem := response_problem(response):
            raise WrongValue(problem, send)
        return response

    def guarded(request: Request) -> Response:
        response = _named(plugin, checked, request)
        if response.body.__class__.__module__.partition(".")[0] != _CORE:
            response.body = _GuardedBody(response.body, plugin)
        return response

    guarded.is_guarded = True  # type: ignore[attr-defined]
    return guarded


_CORE = BytesBody.__module__.partition(".")[0]


def response_problem(response: Any) -> str:
    """Returns why a response is wrong, "" if it is right: `it returned str, not a Response`."""
    if not isinstance(response, Response):
        return f"it returned {type(response).__name__}, not a Response"
    if type(response.status) is not int or not 100 <= response.status <= 999:
        return "it returned a Response whose status is no number from 100 to 999"
    headers = response.headers
    if not isinstance(headers, dict) or not all(isinstance(part, str) for pair in headers.items() for part in pair):
        return "it returned a Response whose headers are not texts by name"
    reason: object = response.reason
    if not isinstance(reason, str):
        return "it returned a Response whose reason is no text"
    if not callable(getattr(response.body, "read", None)) or not callable(getattr(response.body, "close", None)):
        return "it returned a Response whose body has no `read` and `close`"
    return ""


class _GuardedBody:
    """A body of a plugin inside the guard."""

    def __init__(self, body: Body, plugin: PluginRecord) -> None:
        self._body = body
        self._plugin = plugin

    def read(self, size: int = 65536) -> bytes:
        """Returns the next bytes; raises PluginError if the plugin's body fails or returns something else."""
        return _named(self._plugin, self._checked, size)

    def close(self) -> None:
        """Closes the body."""
        _named(self._plugin, lambda _: self._body.close(), None)

    def _checked(self, size: int) -> bytes:
        data = self._body.read(size)
        if not isinstance(data, bytes):
            raise WrongValue(f"the body of its Response returned {type(data).__name__}, not bytes", self._body.read)
        return data


def _named(plugin: PluginRecord, function: Callable[[Any], T], argument: Any) -> T:
    """Returns `function(argument)`; a failure of the plugin is raised as PluginError."""
    try:
        return function(argument)
    except BaseException as error:
        raised = plugin_error(plugin, "its transport", error, LOST)
        if raised is error:
            raise
        raise raised from error
