"""Gets objects by name for `inspect` and writes them as indented JSON, as one line of JSON, or through a template."""

from __future__ import annotations

from pydock_core.errors import ExitStatus, PyDockError, TemplateError
from pydock_core.output.json_indent import indent
from pydock_core.output.named_format import NamedFormat
from pydock_core.output.object_format import BAD_TEMPLATE
from pydock_core.values.json_codec import compact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


class Inspected:
    """An object of the engine: its JSON text as received, its decoded value, and the name of docker's Go type for it.

    `keeps_json`: whether docker keeps the JSON text. A template that fails on docker's type is then tried on the plain
    JSON (`Id` beside `ID`). Where docker keeps none (`volume inspect`), the object is printed with the fields of its
    type only.
    """

    __slots__ = ("go_type", "keeps_json", "raw", "value")

    def __init__(self, raw: str, value: dict[str, Any], go_type: str, *, keeps_json: bool = True) -> None:
        self.raw = raw
        self.value = value
        self.go_type = go_type
        self.keeps_json = keeps_json

    def json(self) -> str:
        """Returns the JSON text that docker prints."""
        if self.keeps_json:
            return self.raw
        from pydock_core.output.typed_json import typed_json

        return typed_json(self.value, self.go_type)

    def template_value(self) -> Any:
        """Returns the value as docker's type, for a template."""
        from pydock_core.output.template.typed import typed

        return typed(self.value, self.go_type)


def inspect(
    references: Iterable[str], form: str, get: Callable[[str], Inspected], write: Callable[[str], object]
) -> None:
    """Writes the object that `get` returns for each reference, in the form of `--format`.

    Objects that were found are written even if others fail; then the errors are raised together, one per line, with
    status 1. A template that does not parse raises TemplateError with status 64, before any request.
    """
    named = form if isinstance(form, NamedFormat) else None
    template = _Template(form) if form not in ("", "json") and named is None else None
    found: list[str] = []
    values: list[dict[str, Any]] = []
    errors: list[PyDockError] = []
    for reference in references:
        try:
            item = get(reference)
            found.append(item.json() if template is None else template.execute(item) + "\n")
            values.append(item.value)
        except PyDockError as error:
            errors.append(error)
    if named is not None:
        write(named.page(values))
    elif template is not None:
        write("".join(found) or "\n")
    elif not found:
        write("[]\n")
    else:
        text = f"[{','.join(found)}]"
        write((indent(text) if not form else compact(text)) + "\n")
    if errors:
        raise ExitStatus(1, "\n".join([error.message for error in errors])) from errors[0]


class _Template:
    """The template of `--format`, over docker's types, else over the plain JSON, where a missing key is an error.

    After the first object that needs the plain JSON, a missing key is an error for all further objects, as in docker.
    """

    def __init__(self, form: str) -> None:
        from pydock_core.output.template import compile

        self._missing_key_fails = False
        try:
            self._template = compile(form)
        except TemplateError as error:
            raise TemplateError(f"template parsing error: {error.message}", exit_code=BAD_TEMPLATE) from error

    def execute(self, item: Inspected) -> str:
        """Returns the text for one object."""
        from pydock_core.output.template.typed import untyped

        try:
            try:
                return self._run(item.template_value())
            except TemplateError:
                if not item.keeps_json:
                    raise
            self._missing_key_fails = True
            return self._run(untyped(item.raw))
        except TemplateError as error:
            raise TemplateError(f"template parsing error: {error.message}") from error

    def _run(self, data: Any) -> str:
        return self._template.execute(data, missing_key_fails=self._missing_key_fails)
