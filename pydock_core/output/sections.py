"""Several lists as one object of a template: `system df -v --format`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import TemplateError
from pydock_core.output.format import Row
from pydock_core.output.named_format import NamedFormat
from pydock_core.output.template import TypedList, compile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from pydock_core.output.format import Listing

    Lists = Mapping[str, tuple[Listing, Sequence[Any]]]


class Sections:
    """The lists as templates see them: an object of docker's type `go_type` with a field for each list of rows."""

    def __init__(self, lists: Lists, go_type: str) -> None:
        self._lists = lists
        self.go_type = go_type

    def field(self, name: str) -> TypedList:
        """Returns the rows of a list; raises KeyError if there is no list of this name."""
        listing, items = self._lists[name]
        return TypedList([Row(listing, item) for item in items], f"[]{listing.go_type}")

    def marshal(self) -> dict[str, TypedList]:
        """Returns the rows of each list, in the order of the lists."""
        return {name: self.field(name) for name in self._lists}


def render_sections(lists: Lists, form: str, write: Callable[[str], object], *, go_type: str) -> None:
    """Writes what `--format` makes of all lists at once, without a newline at the end, as docker does.

    - `lists`: the columns and the items of each list, by the name of the template's field.
    - `form`: `json`, a plugin's format, or a template; `table ` before a template is ignored.

    Raises TemplateError for an invalid template; the text before the failure is written.
    """
    sections = Sections(lists, go_type)
    if isinstance(form, NamedFormat):
        rows = {name: [Row(listing, item).marshal() for item in items] for name, (listing, items) in lists.items()}
        write(form.page([rows]))
        return
    text = "{{json .}}" if form == "json" else form.removeprefix("table").strip(" ")
    text = text.replace("\\t", "\t").replace("\\n", "\n")
    try:
        template = compile(text)
    except TemplateError as error:
        raise TemplateError(f"template parsing error: {error.message}") from error
    template.run(sections, write)
