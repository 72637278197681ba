"""`image ls` with the setting `images_view = "tree"`: a line for each tag with its sizes, as docker 29 lists images.

Docker 29 lists images so by default. `--tree` shows the platforms too (`tree.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.toolkit import is_dangling, width
from pydock_image.tree import FAINT, GAP, LEAST_WIDTH, NAME, Entry, Line, Table, is_styled

if TYPE_CHECKING:
    from typing import Any

    from pydock_core.plugin_api import Session


def show(session: Session, images: list[dict[str, Any]], *, all: bool) -> None:
    """Lists the tags in the order of their names, then images without a name; those only with `all`."""
    lines = [line for image in images if all or not is_dangling(image) for line in _lines(image)]
    lines.sort(key=lambda line: (line.label_style != NAME, line.label if line.label_style == NAME else ""))
    page = Collapsed(lines, session.stdout.size(), styled=is_styled(session))
    session.stdout.write_control(page.text())


def _lines(image: dict[str, Any]) -> list[Line]:
    line = Entry(image).line
    names = sorted(image.get("RepoTags") or [])
    return [line.renamed(name, NAME) for name in names] or [line.renamed("<untagged>", FAINT)]


class Collapsed(Table):
    """The page; a name is never cut: the columns of a name that is too long stand on the next line."""

    def __init__(self, lines: list[Line], size: tuple[int, int] | None, *, styled: bool) -> None:
        super().__init__(styled=styled, marks_use=any(line.is_used for line in lines))
        self.lines = lines
        self.width = max(size[0], LEAST_WIDTH) if size and size[0] else 0
        self.fit([line.label for line in lines], self.width or None)

    def text(self) -> str:
        """Returns the whole page; its legend is on terminals only."""
        legend = [self.legend(self.width)] if self.width else []
        return "\n".join([*legend, self.header(), *(text for line in self.lines for text in self._texts(line))]) + "\n"

    def _texts(self, line: Line) -> list[str]:
        values = self.values(line)
        if width(line.label) <= self.name_columns:
            return [(" " * GAP).join([self.cell(line.label, self.name_columns, line.label_style), *values])]
        return [self.styled_text(line.label, line.label_style), (" " * GAP).join([" " * self.name_columns, *values])]
