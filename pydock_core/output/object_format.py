"""`--format` of the commands that show one object: `version`, `info`."""

from __future__ import annotations

from pydock_core.errors import TemplateError
from pydock_core.output.named_format import NamedFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BAD_TEMPLATE = 64


class ObjectFormat:
    """A Go template, or `json`, over one object of docker's.

    `name` is docker's name for the template in messages. A template that does not parse raises TemplateError with
    status 64; commands make this object before they ask the engine, so that no request is in vain.
    """

    __slots__ = ("_named", "_template")

    def __init__(self, form: str, *, name: str = "") -> None:
        from pydock_core.output.template import compile

        self._named = form if isinstance(form, NamedFormat) else None
        try:
            self._template = compile("{{json .}}" if form == "json" else form, name=name)
        except TemplateError as error:
            raise TemplateError(f"template parsing error: {error.message}", exit_code=BAD_TEMPLATE) from error

    @property
    def is_named(self) -> bool:
        """Whether the format is a plugin's, not a template."""
        return self._named is not None

    def execute(self, value: dict[str, Any], go_type: str, write: Callable[[str], object]) -> None:
        """Writes the template's text for `value`, an object of docker's type `go_type`.

        Raises TemplateError if the template fails; the text before the failure is written.
        """
        if self._named is not None:
            write(self._named.page([value]))
            return
        from pydock_core.output.template.typed import typed

        self._template.run(typed(value, go_type), write)
