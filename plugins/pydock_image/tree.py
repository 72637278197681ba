"""`image ls --tree`: draws each image with its platforms below it, as docker does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Session
from pydock_core.toolkit import format_platform, human_size, is_dangling, printable_cell, truncate_id, width

if TYPE_CHECKING:
    from typing import Any

WARNING = "WARNING: This is an experimental feature. The output may change and shouldn't be depended on."
# Terminal attributes, each as the escape sequences that set it.
YELLOW, TITLE, NORMAL, FAINT = "\033[93m", "\033[39m\033[1m", "\033[39m", "\033[39m\033[2m"
NAME, RESET = "\033[34m\033[1m", "\033[0m"
USED = "\033[38;5;0m\033[48;5;14m U \033[0m"
PLAIN_INFO, INFO = " Info -> ", "\033[1m\033[106m\033[30mi\033[0m\033[0m \033[96mInfo → \033[0m\033[0m"
GAP = 3
EXTRA = ("EXTRA", 5)
DEFAULT_WIDTH, LEAST_WIDTH, LEAST_NAME = 80, 20, 12


class Line:
    """One line: an image or one of its platforms; `style` is that of the columns after the label."""

    __slots__ = ("id", "is_used", "label", "label_style", "sizes", "style")

    def __init__(
        self, label: str, label_style: str, style: str, id: str, sizes: tuple[int, int], *, is_used: bool
    ) -> None:
        self.label = label
        self.label_style = label_style
        self.style = style
        self.id = id
        self.sizes = [human_size(size, 3) for size in sizes]
        self.is_used = is_used

    def renamed(self, label: str, style: str) -> Line:
        """Returns the line with another label of this style."""
        copy = Line(label, style, self.style, self.id, (0, 0), is_used=self.is_used)
        copy.sizes = self.sizes
        return copy


class Entry:
    """An image: its further names, its own line, and the lines of its platforms."""

    __slots__ = ("line", "names", "platforms")

    def __init__(self, image: dict[str, Any]) -> None:
        content = 0
        self.platforms: list[Line] = []
        for manifest in image.get("Manifests") or []:
            content += (manifest.get("Size") or {}).get("Content") or 0
            if manifest.get("Kind") == "image":
                self.platforms.append(_platform(manifest))
        names = sorted(image.get("RepoTags") or [], key=len, reverse=True)
        self.names = names[:-1]
        self.line = Line(
            names[-1] if names else "<untagged>",
            NAME if names else FAINT,
            NORMAL,
            image.get("Id") or "",
            (image.get("Size") or 0, content),
            is_used=(image.get("Containers") or 0) > 0 or any(line.is_used for line in self.platforms),
        )
        for line in self.platforms:
            line.label = f"{'└' if line is self.platforms[-1] else '├'}─ {line.label}"

    def labels(self) -> list[str]:
        """Returns the labels that the first column is wide enough for."""
        own = [*self.names, self.line.label] if self.line.label_style == NAME else []
        return [*own, *(line.label for line in self.platforms)]


def _platform(manifest: dict[str, Any]) -> Line:
    data, size = manifest.get("ImageData") or {}, manifest.get("Size") or {}
    label = format_platform({"os": "", "architecture": "", **(data.get("Platform") or {})})
    style = NORMAL if manifest.get("Available") else FAINT
    sizes = (size.get("Total") or 0, size.get("Content") or 0)
    return Line(label, style, style, manifest.get("ID") or "", sizes, is_used=bool(data.get("Containers")))


def is_styled(session: Session) -> bool:
    """Returns whether the output has colours: on a terminal without NO_COLOR."""
    return session.stdout.is_terminal and not session.environ.get("NO_COLOR")


def show(session: Session, images: list[dict[str, Any]], *, all: bool) -> None:
    """Draws the images, newest first; images without a name only with `all`."""
    listed = [image for image in images if all or not is_dangling(image)]
    listed.sort(key=lambda image: -(image.get("Created") or 0))
    tree = Tree([Entry(image) for image in listed], session.stdout.size(), styled=is_styled(session))
    session.stdout.write_control(tree.text())


class Table:
    """The legend, the header and the cells of a page; `styled` on a terminal, `marks_use` if an image is in use."""

    def __init__(self, *, styled: bool, marks_use: bool) -> None:
        self.styled = styled
        self.marks_use = marks_use
        self.columns = [("ID", 12), ("DISK USAGE", 10), ("CONTENT SIZE", 12), EXTRA]
        self.name_columns = len("IMAGE")

    def fit(self, labels: list[str], room: int | None) -> None:
        """Removes the columns that don't fit into `room` beside a name, None for any; docker counts a label's bytes."""
        widest = max([len("IMAGE"), *(len(label.encode()) for label in labels)])
        if room is None:
            self.name_columns = widest
            return
        for index, (_, columns) in enumerate(self.columns):
            if room - columns - GAP < LEAST_NAME:
                del self.columns[index:]
                break
            room -= columns + GAP
        self.name_columns = min(room, widest)

    def legend(self, columns: int) -> str:
        """Returns the legend, right-aligned in `columns`."""
        legend = f"{INFO} {USED} In Use " if self.styled else f"{PLAIN_INFO} U In Use "
        shown = len("i Info →   U  In Use " if self.styled else legend)
        return " " * max(0, columns - shown) + legend

    def header(self) -> str:
        """Returns the line of titles."""
        titles = [("IMAGE", self.name_columns), *self.columns]
        return (" " * GAP).join(self.cell(title, columns, TITLE) for title, columns in titles)

    def values(self, line: Line) -> list[str]:
        """Returns the cells after the label."""
        cells = [
            self.cell(value, room, line.style, right=title != "ID")
            for (title, room), value in zip(self.columns, [truncate_id(line.id), *line.sizes], strict=False)
        ]
        return [*cells, self._use(line)] if self.columns[-1:] == [EXTRA] else cells

    def _use(self, line: Line) -> str:
        room = EXTRA[1]
        if not (self.marks_use and line.is_used):
            return " " * room
        return USED + " " * (room - 3) if self.styled else "U".ljust(room)

    def cell(self, text: str, room: int, style: str, *, right: bool = False) -> str:
        """Returns the text filled or cut to `room` columns."""
        blank = room - width(text)
        if blank < 0:
            return self.styled_text(cut(text, room), style)
        styled = self.styled_text(text, style)
        return " " * blank + styled if right else styled + " " * blank

    def styled_text(self, text: str, style: str) -> str:
        """Returns the text without control characters, in `style` on a terminal."""
        text = printable_cell(text)
        return f"{style}{text}{RESET}" if self.styled else text


class Tree(Table):
    """The page of trees, with as many columns as fit into the terminal's width."""

    def __init__(self, entries: list[Entry], size: tuple[int, int] | None, *, styled: bool) -> None:
        super().__init__(styled=styled, marks_use=any(line.is_used for entry in entries for line in entry.platforms))
        self.entries = entries
        self.full_width = size[0] if size else 0
        self.width = max(self.full_width or DEFAULT_WIDTH, LEAST_WIDTH)
        self.fit([label for entry in entries for label in entry.labels()], self.width)

    def text(self) -> str:
        """Returns the whole page."""
        lines = [self.styled_text(WARNING, YELLOW), self.legend(self.width), "", self.header()]
        spaced = any(entry.platforms for entry in self.entries)
        for entry in self.entries:
            lines += [self.styled_text(cut(name, self.full_width or len(name) + 1), NAME) for name in entry.names]
            lines += [self._row(line) for line in (entry.line, *entry.platforms)]
            if spaced:
                lines.append("")
        return "\n".join(lines) + "\n"

    def _row(self, line: Line) -> str:
        return (" " * GAP).join([self.cell(line.label, self.name_columns, line.label_style), *self.values(line)])


def cut(text: str, length: int) -> str:
    """Returns the text cut to `length` characters; docker cuts a text of exactly that length too."""
    return text if len(text) < length else text[: length - 1] + "…"
