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

    def widest(self) -> int:
        """Returns the width of the widest label in bytes, which docker counts."""
        own = [*self.names, self.line.label] if self.line.label_style == NAME else []
        return max((len(text.encode()) for text in [*own, *(line.label for line in self.platforms)]), default=0)


def _platform(manifest: dict[str, Any]) -> Line:
    data, size = manifest.get("ImageData") or {}, manifest.get("Size") or {}
    label = format_platform({"os": "", "architecture": "", **(data.get("Platform") or {})})
    style = NORMAL if manifest.get("Available") else FAINT
    sizes = (size.get("Total") or 0, size.get("Content") or 0)
    return Line(label, style, style, manifest.get("ID") or "", sizes, is_used=bool(data.get("Containers")))


def show(session: Session, images: list[dict[str, Any]], *, all: bool) -> None:
    """Draws the images, newest first; images without a name only with `all`."""
    listed = [image for image in images if all or not is_dangling(image)]
    listed.sort(key=lambda image: -(image.get("Created") or 0))
    entries = [Entry(image) for image in listed]
    styled = session.stdout.is_terminal and not session.environ.get("NO_COLOR")
    tree = Tree(entries, session.stdout.size(), styled=styled)
    session.stdout.write_control(tree.text())


class Tree:
    """The page, with as many columns as fit into the terminal's width; `styled` on a terminal."""

    def __init__(self, entries: list[Entry], size: tuple[int, int] | None, *, styled: bool) -> None:
        self.entries = entries
        self.full_width = size[0] if size else 0
        self.width = max(self.full_width or DEFAULT_WIDTH, LEAST_WIDTH)
        self.styled = styled
        self.marks_use = any(line.is_used for entry in entries for line in entry.platforms)
        self.columns = [("ID", 12), ("DISK USAGE", 10), ("CONTENT SIZE", 12), EXTRA]
        room = self.width
        for index, (_, columns) in enumerate(self.columns):
            if room - columns - GAP < LEAST_NAME:
                del self.columns[index:]
                break
            room -= columns + GAP
        self.name_columns = min(room, max([len("IMAGE"), *(entry.widest() for entry in entries)]))

    def text(self) -> str:
        """Returns the whole page."""
        legend = f"{INFO} {USED} In Use " if self.styled else f"{PLAIN_INFO} U In Use "
        shown = len("i Info →   U  In Use " if self.styled else legend)
        lines = [self._styled(WARNING, YELLOW), " " * max(0, self.width - shown) + legend, "", self._header()]
        spaced = any(entry.platforms for entry in self.entries)
        for entry in self.entries:
            lines += [self._styled(self._cut(name, self.full_width or len(name) + 1), NAME) for name in entry.names]
            lines.append(self._row(entry.line))
            lines += [self._row(line) for line in entry.platforms]
            if spaced:
                lines.append("")
        return "\n".join(lines) + "\n"

    def _header(self) -> str:
        titles = [("IMAGE", self.name_columns), *self.columns]
        return (" " * GAP).join(self._cell(title, columns, TITLE) for title, columns in titles)

    def _row(self, line: Line) -> str:
        cells = [self._cell(line.label, self.name_columns, line.label_style)]
        for (title, room), value in zip(self.columns, [truncate_id(line.id), *line.sizes], strict=False):
            cells.append(self._cell(value, room, line.style, right=title != "ID"))
        if self.columns[-1:] == [EXTRA]:
            cells.append(self._use(line))
        return (" " * GAP).join(cells)

    def _use(self, line: Line) -> str:
        room = EXTRA[1]
        if not (self.marks_use and line.is_used):
            return " " * room
        return USED + " " * (room - 3) if self.styled else "U".ljust(room)

    def _cell(self, text: str, room: int, style: str, *, right: bool = False) -> str:
        blank = room - width(text)
        if blank < 0:
            return self._styled(self._cut(text, room), style)
        styled = self._styled(text, style)
        return " " * blank + styled if right else styled + " " * blank

    def _styled(self, text: str, style: str) -> str:
        text = printable_cell(text)
        return f"{style}{text}{RESET}" if self.styled else text

    def _cut(self, text: str, length: int) -> str:
        """Returns the text cut to `length` characters; docker cuts a text of exactly that length too."""
        return text if len(text) < length else text[: length - 1] + "…"
