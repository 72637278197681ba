"""Aligned columns, as docker's tabwriter lays them out: at least 10 wide, 3 blanks apart, the last one not padded."""

from __future__ import annotations

from pydock_core.output.text import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MINIMUM = 10
_GAP = 3


def table(lines: Sequence[Sequence[str]]) -> str:
    """Returns `lines` as text with aligned columns; each line ends with a newline.

    All lines have the same number of cells; the first line is the header.
    """
    if not lines:
        return ""
    columns = list(zip(*lines, strict=True))
    if any(_has_line_break("".join(column)) for column in columns):
        return align("".join("\t".join(line) + "\n" for line in lines))
    if not columns:
        return "\n" * len(lines)
    padded = [_padded(column) for column in columns[:-1]]
    padded.append(columns[-1])
    return "\n".join(map("".join, zip(*padded, strict=True))) + "\n"


def _has_line_break(text: str) -> bool:
    return "\t" in text or "\n" in text or "\v" in text or "\f" in text


def _padded(cells: Sequence[str], minimum: int = _MINIMUM, gap: int = _GAP) -> Sequence[str]:
    joined = "".join(cells)
    if joined.isascii() and joined.isprintable():
        size = max(minimum, max(map(len, cells)) + gap)
        return [cell.ljust(size) for cell in cells]
    widths = [width(cell) for cell in cells]
    size = max(minimum, max(widths) + gap)
    return [cell + " " * (size - own) for cell, own in zip(cells, widths, strict=True)]


def align(text: str, *, minimum: int = _MINIMUM, gap: int = _GAP) -> str:
    """Returns `text`, whole lines of tab-separated cells, with aligned columns.

    A column is as wide as its cells in adjacent lines need. `minimum` is the least width of a column, `gap` the number
    of blanks after its longest cell.
    """
    lines = [line.split("\t") for line in text.replace("\v", "\t").replace("\f", "\n").split("\n")]
    _pad_column(lines, 0, len(lines), 0, minimum, gap)
    return "\n".join("".join(line) for line in lines)


def _pad_column(lines: list[list[str]], first: int, end: int, column: int, minimum: int, gap: int) -> None:
    """Pads `column` in `lines[first:end]`, block by block: adjacent lines that have a cell after it."""
    start = first
    while start < end:
        if len(lines[start]) - 1 <= column:
            start += 1
            continue
        stop = start
        while stop < end and len(lines[stop]) - 1 > column:
            stop += 1
        cells = _padded([line[column] for line in lines[start:stop]], minimum, gap)
        for line, cell in zip(lines[start:stop], cells, strict=True):
            line[column] = cell
        _pad_column(lines, start, stop, column + 1, minimum, gap)
        start = stop
