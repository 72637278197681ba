"""`--format` of the commands that show one thing: `version`, `info`."""

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

    `name` is what docker calls the template in its messages. A template that does not parse is a TemplateError with
    status 64; it is made before the engine is asked, so that nothing is asked in vain.
    """

    __slots__ = ("_named", "_template")

    def __init__(self, form: str, *, name: str = "") -> None:
        from pydock_core.output.template import compile

        self._named = form if isinstance(form, NamedFormat) else None
        try:
            self._template = compile("{{json .}}" if form == "json" else form, name=name)
        except TemplateError as error:
            raise TemplateError(f"template parsing error: {error.message}", exit_code=BAD_TEMPLATE) from error

    def execute(self, value: dict[str, Any], go_type: str, write: Callable[[str], object]) -> None:
        """Writes the template's text over `value`, which is of docker's type `go_type`.

        TemplateError if it fails, after what it wrote before.
        """
        if self._named is not None:
            write(self._named.page([value]))
            return
        from pydock_core.output.template.typed import typed

        self._template.run(typed(value, go_type), write)
