"""Commands and groups, as `pydock_commands` returns them."""

from __future__ import annotations


class Command:
    """A command: its names, the module that holds `Options` and `command`, and one line for the help pages.

    The first name is the canonical one (`container ls`), the others are its aliases (`ps`); each is one or two words.
    `heading` is the section of the help page it is listed under; `raw` hands the command its words unparsed (no `Options`).
    """

    __slots__ = ("heading", "hidden", "module", "names", "raw", "summary")

    def __init__(
        self,
        names: tuple[str, ...],
        module: str,
        summary: str = "",
        *,
        heading: str = "Commands",
        hidden: bool = False,
        raw: bool = False,
    ) -> None:
        self.names = names
        self.module = module
        self.summary = summary
        self.heading = heading
        self.hidden = hidden
        self.raw = raw


class Group:
    """A first word that has commands below it (`network`); a group that nobody declares gets a plain summary."""

    __slots__ = ("heading", "hidden", "name", "summary")

    def __init__(
        self, name: str, summary: str = "", *, heading: str = "Management Commands", hidden: bool = False
    ) -> None:
        self.name = name
        self.summary = summary
        self.heading = heading
        self.hidden = hidden
