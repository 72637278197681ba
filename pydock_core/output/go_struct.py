"""A Go struct for templates, made of values that have their Go types already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.output.template.values import plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class GoStruct:
    """A Go struct of type `go_type`.

    - `fields`: name → value, in Go's order.
    - `json`: the value that `{{json .}}` encodes.
    - `embedded`: the struct among `fields` whose fields are also this struct's, None without one.
    - `in_interface`: whether the struct is the value of a field or element of type interface {}.
    - `escapes_html`: whether the type encodes itself (MarshalJSON), and escapes `<`, `>` and `&` in `{{json .}}`, too.
    """

    def __init__(
        self,
        go_type: str,
        fields: Mapping[str, Any],
        *,
        json: Any,
        embedded: GoStruct | None = None,
        in_interface: bool = False,
        escapes_html: bool = False,
    ) -> None:
        self.go_type = go_type
        self.in_interface = in_interface
        self.escapes_html = escapes_html
        self._fields = fields
        self._json = json
        self._embedded = embedded

    def field(self, name: str) -> Any:
        """Returns the value of a field; raises KeyError for an unknown name."""
        if name in self._fields or self._embedded is None:
            return self._fields[name]
        return self._embedded.field(name)

    def text(self) -> str:
        """Returns the fields' values in braces, as Go prints a struct."""
        return f"{{{' '.join(plain(value) for value in self._fields.values())}}}"

    def marshal(self) -> Any:
        """Returns the value that JSON shows."""
        return self._json
