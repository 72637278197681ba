"""What an implementation may return, and what it may leave of the request that it changed."""

from __future__ import annotations

from pydock_core.declarations.commands import Command
from pydock_core.engine.messages import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

CHANGED = {"pydock_create_container": "request", "pydock_send": "request"}  # hook → the argument that it may change


def wrong_result(hook: str, result: Any) -> str:
    """What is wrong with a result other than None, in words; "" for a right one."""
    if hook not in _RESULTS or _RESULTS[hook][0](result):
        return ""
    return f"it returned {_short(result)}, not {_RESULTS[hook][1]}"


def wrong_request(hook: str, request: Any) -> str:
    """What is wrong with a request after an implementation had it, in words; "" for a right one."""
    for name, (fits, wanted) in _FIELDS[hook].items():
        value = getattr(request, name, None)
        if not fits(value):
            return f"it left {_short(value)} as the request's {name}, not {wanted}"
    return ""


def _short(value: Any) -> str:
    text = f"{type(value).__name__} {value!r}" if isinstance(value, (str, int, float)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def _is_status(value: object) -> bool:
    return type(value) is int and 0 <= value <= 255


def _is_command(value: object) -> bool:
    if not isinstance(value, Command) or not isinstance(value.names, (tuple, list)) or not value.names:
        return False
    return all(isinstance(text, str) for text in (*value.names, value.module, value.summary, value.heading))


def _are_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)


def _are_pairs(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in value
    )


def _is_body(value: object) -> bool:
    return value is None or (hasattr(value, "__iter__") and not isinstance(value, (str, dict)))


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _can_be_created(body: object) -> bool:
    from pydock_core.errors import InvalidValue
    from pydock_core.values.json_codec import dumps

    if not isinstance(body, dict) or not isinstance(body.get("Image"), str):
        return False
    try:
        dumps(body)
    except (InvalidValue, TypeError, ValueError, RecursionError):
        return False
    return isinstance(body.get("HostConfig", {}), dict)


_RESULTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "pydock_resolve_command": (_is_command, "a Command with texts as names and module"),
    "pydock_run_command": (_is_status, "an exit status from 0 to 255"),
    "pydock_pull_policy": (
        lambda policy: policy in ("always", "missing", "never"), '"always", "missing" or "never"'
    ),
    "pydock_send": (lambda response: isinstance(response, Response), "a Response"),
    "pydock_credentials": (_are_texts, "texts by name: username and password, identitytoken or registrytoken"),
    "pydock_transport": (callable, "a function that sends a Request"),
}  # fmt: skip
_FIELDS: Mapping[str, Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "pydock_send": {
        "method": (lambda method: isinstance(method, str) and method.isalpha(), "a word"),
        "path": (lambda path: isinstance(path, str) and path.startswith("/"), "a path"),
        "query": (_are_pairs, "pairs of texts"),
        "headers": (_are_texts, "texts by name"),
        "body": (_is_body, "bytes"),
    },
    "pydock_create_container": {
        "name": (_is_text_or_none, "a text or None"),
        "platform": (_is_text_or_none, "a text or None"),
        "body": (_can_be_created, "what can be sent to create a container"),
    },
}
