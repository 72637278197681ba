"""The flow of every `inspect`: objects by name, as indented JSON, as one line of JSON, or through a template."""

from __future__ import annotations

from pydock_core.errors import ExitStatus, PyDockError, TemplateError
from pydock_core.output.prettyjson import compact, indent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from pydock_core.output.template import Template

_BAD_TEMPLATE = 64


class Inspected:
    """An object of the engine: its JSON as sent, what a template sees, and what it sees if that failed.

    `typed` has docker's Go types. `fallback` is the decoded JSON, for the objects of which docker keeps it (`Id` beside
    `ID`); None for the others, volumes among them.
    """

    __slots__ = ("fallback", "raw", "typed")

    def __init__(self, raw: str, typed: Any, fallback: Any = None) -> None:
        self.raw = raw
        self.typed = typed
        self.fallback = fallback


def inspect(
    references: Iterable[str], form: str, get: Callable[[str], Inspected], write: Callable[[str], object]
) -> None:
    """Writes what `get` finds for each reference, in the form of `--format`.

    What was found is written even if something else was not; then the errors are raised together, one a line, status 1.
    A template that does not parse has status 64, before anything is asked for.
    """
    template = _compiled(form) if form not in ("", "json") else None
    found: list[str] = []
    errors: list[str] = []
    for reference in references:
        try:
            item = get(reference)
            found.append(item.raw if template is None else _executed(template, item) + "\n")
        except PyDockError as error:
            errors.append(error.message)
    if template is not None:
        write("".join(found) or "\n")
    elif not found:
        write("[]\n")
    else:
        text = f"[{','.join(found)}]"
        write((indent(text) if not form else compact(text)) + "\n")
    if errors:
        raise ExitStatus(1, "\n".join(errors))


def _compiled(form: str) -> Template:
    from pydock_core.output.template import compile

    try:
        return compile(form)
    except TemplateError as error:
        raise TemplateError(f"template parsing error: {error.message}", exit_code=_BAD_TEMPLATE) from error


def _executed(template: Template, item: Inspected) -> str:
    """The template over docker's types, else over the plain JSON, where a key that is not there is an error."""
    try:
        return template.execute(item.typed)
    except TemplateError as error:
        if item.fallback is None:
            raise TemplateError(f"template parsing error: {error.message}") from error
    try:
        return template.execute(item.fallback, missing_key_fails=True)
    except TemplateError as error:
        raise TemplateError(f"template parsing error: {error.message}") from error
