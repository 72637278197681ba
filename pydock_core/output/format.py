"""The output of a list command, declared once, and `--format` over it: table, json, raw, quiet and Go templates.

The default table needs no template; the template engine is imported only for a user's template.
"""

from __future__ import annotations

from pydock_core.errors import TemplateError
from pydock_core.output.table import align, table
from pydock_core.output.text import printable, printable_cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from pydock_core.output.template import Template

_DIRECTIVE = "table"


class Column:
    """A column of a `Listing`.

    - `name`: the field's name in templates (`{{.Name}}`) and in JSON.
    - `header`: the header in tables; None for a field without one, which prints `<no value>` there.
    - `value`: computes the value from an item; called only for columns that are shown.
    - `in_json`: computes the value for `--format json`, where docker shows another one there.
    - `template_only`: whether `--format json` leaves the column out.
    """

    __slots__ = ("header", "in_json", "name", "template_only", "value")

    def __init__(
        self,
        name: str,
        header: str | None,
        value: Callable[[Any], Any],
        *,
        in_json: Callable[[Any], Any] | None = None,
        template_only: bool = False,
    ) -> None:
        self.name = name
        self.header = header
        self.value = value
        self.in_json = in_json or value
        self.template_only = template_only


class Listing:
    """The columns of a list command, for `render`.

    - `columns`: all columns, in any order.
    - `default`: the columns of the table without `--format`.
    - `go_type`: the name of the row's type in error messages about templates (`*container.Context`).
    - `quiet`: the name of the column that `--quiet` prints.
    - `raw`, `raw_quiet`: docker's templates for `--format raw`, without and with `--quiet`.
    - `methods`: name → function of an item and a text, for templates such as `{{.Label "x"}}`.
    """

    __slots__ = ("columns", "default", "go_type", "methods", "quiet", "raw", "raw_quiet", "sorted_columns")

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        default: Sequence[Column],
        go_type: str,
        quiet: str = "ID",
        raw: str = "raw",
        raw_quiet: str = "raw",
        methods: Mapping[str, Callable[[Any, str], Any]] | None = None,
    ) -> None:
        self.columns = {column.name: column for column in columns}
        self.sorted_columns = sorted(
            (column for column in columns if not column.template_only), key=lambda column: column.name
        )
        self.default = tuple(default)
        self.go_type = go_type
        self.quiet = quiet
        self.raw = raw
        self.raw_quiet = raw_quiet
        self.methods = methods or {}


class Row:
    """One item of a list as templates see it: an object of docker's type with only the declared fields."""

    __slots__ = ("_escape", "_item", "_listing", "go_type", "used")
    has_methods = True

    def __init__(
        self,
        listing: Listing,
        item: Any,
        *,
        escape: Callable[[str], str] | None = None,
        used: set[str] | None = None,
    ) -> None:
        self._listing = listing
        self._item = item
        self._escape = escape
        self.used = used
        self.go_type = listing.go_type

    def field(self, name: str) -> Any:
        """Returns the value of a field, or a function of one text.

        Raises KeyError if docker's row has no such field.
        """
        method = self._listing.methods.get(name)
        if method is not None:
            item = self._item
            return lambda argument: self._shown(method(item, argument))
        value = self._listing.columns[name].value(self._item)
        if self.used is not None:
            self.used.add(name)
        if value is None:
            from pydock_core.output.template import TypedNil

            return TypedNil(f"*formatter.{name}")
        return self._shown(value)

    def _shown(self, value: Any) -> Any:
        return self._escape(value) if self._escape is not None and isinstance(value, str) else value

    def marshal(self) -> dict[str, Any]:
        """Returns all fields, sorted by name as Go marshals a map."""
        columns = self._listing.sorted_columns
        if self.used is not None:
            self.used.update(self._listing.columns)
        item = self._item
        return {column.name: column.in_json(item) for column in columns}


class Header:
    """The first row of a `table TEMPLATE`: each field is its header; `.Label "a.b-c"` is `b c`."""

    __slots__ = ("_listing", "go_type")

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self.go_type = "formatter.SubHeaderContext"

    def field(self, name: str) -> Any:
        """Returns a header, the function that makes one from a label, or None, which prints `<no value>`."""
        if name == "Label":
            return lambda label: label.split(".")[-1].replace("-", " ").replace("_", " ")
        column = self._listing.columns.get(name)
        return column.header if column is not None else None

    def marshal(self) -> dict[str, str]:
        """Returns all headers, sorted by field."""
        columns = self._listing.sorted_columns
        return {column.name: column.header for column in columns if column.header is not None}


def render(
    listing: Listing,
    items: Iterable[Any],
    form: str = "",
    *,
    quiet: bool = False,
    columns: Sequence[Column] | None = None,
    escape: bool = False,
) -> str:
    """Returns the text that a list command prints.

    - `items`: the items, in any form that the columns' functions take.
    - `form`: the value of `--format`: "" or `table`, `table TEMPLATE`, `json`, `raw`, a plugin's format, a template.
    - `quiet`: whether only the listing's `quiet` column is printed; no effect on a template of the user (`ps`, where
      `-q` wins, clears `form` first).
    - `columns`: the columns of the table, in place of the listing's default ones.
    - `escape`: whether control characters in the values of a user's template are shown escaped;
      `session.stdout.is_terminal`. Cells of a table and the values of `quiet` are escaped in any case, newline and tab
      included: a value can't forge a row.

    Raises TemplateError for an invalid template; docker prints nothing then.
    """
    if form in ("", _DIRECTIVE):
        if quiet:
            value = listing.columns[listing.quiet].value
            return "".join([_cell(value(item)) + "\n" for item in items])
        return _default_table(columns if columns is not None else listing.default, items)
    if form == "json":
        from pydock_core.values.json_codec import dumps

        return "".join([dumps(Row(listing, item).marshal(), escape_html=True) + "\n" for item in items])
    from pydock_core.output.named_format import NamedFormat

    if isinstance(form, NamedFormat):
        return form.page([Row(listing, item).marshal() for item in items])
    if form == "raw":
        form = listing.raw_quiet if quiet else listing.raw
    return _from_template(listing, items, form, escape=escape)


def _cell(value: Any) -> str:
    return printable_cell(value if isinstance(value, str) else str(value))


def _default_table(columns: Sequence[Column], items: Iterable[Any]) -> str:
    values = [column.value for column in columns]
    lines: list[list[str]] = [[column.header or "" for column in columns]]
    lines += [[_cell(value(item)) for value in values] for item in items]
    return table(lines)


def _from_template(listing: Listing, items: Iterable[Any], form: str, *, escape: bool) -> str:
    from pydock_core.output.template import HEADER_FUNCTIONS, compile

    tabular = form.startswith(_DIRECTIVE)
    text = (form[len(_DIRECTIVE) :] if tabular else form).strip(" ").replace("\\t", "\t").replace("\\n", "\n")
    template = _with_parsing_prefix(lambda: compile(text))
    escape_value = printable_cell if tabular else printable if escape else None
    rows = (Row(listing, item, escape=escape_value) for item in items)
    lines: list[str] = _with_parsing_prefix(lambda: [template.execute(row) + "\n" for row in rows])
    if not tabular:
        return "".join(lines)
    header: list[str] = []
    try:
        compile(text, functions=HEADER_FUNCTIONS).run(Header(listing), header.append)
    except TemplateError:
        # docker shows the part of the header before the error.
        pass
    return align("".join(header) + "\n" + "".join(lines))


def _with_parsing_prefix(step: Callable[[], Any]) -> Any:
    """Returns the result of `step`; puts docker's prefix before the message of a TemplateError."""
    try:
        return step()
    except TemplateError as error:
        raise TemplateError(f"template parsing error: {error.message}") from error


def fields_used(listing: Listing, form: str, blank: Any) -> set[str]:
    """Returns the fields that a user's template reads from `blank`, an item without content.

    `ps` asks the engine for sizes only if they are shown. Raises TemplateError with the message of docker's `ps`, which
    checks a template even if the list is empty.
    """
    from pydock_core.output.template import compile

    used: set[str] = set()
    try:
        template: Template = compile(form)
    except TemplateError as error:
        raise TemplateError(f"failed to parse template: {error.message}") from error
    try:
        template.execute(Row(listing, blank, used=used))
    except TemplateError as error:
        raise TemplateError(f"failed to execute template: {error.message}") from error
    return used
