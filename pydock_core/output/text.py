"""Text for the terminal: shortened ids and names, column widths, and control characters made visible."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORT_ID = 12


def truncate_id(identifier: str) -> str:
    """Returns the first 12 characters of an id, without the algorithm of a digest (`sha256:`)."""
    _, colon, rest = identifier.partition(":")
    return (rest if colon else identifier)[:_SHORT_ID]


def format_labels(labels: Mapping[str, object] | None) -> str:
    """Returns the labels of an object as docker's lists show them: `a=1,b=2`, in alphabetical order."""
    return ",".join(sorted(f"{key}={value}" for key, value in (labels or {}).items()))


def ellipsis(text: str, columns: int) -> str:
    """Returns `text` cut to `columns` terminal columns, the last of them an ellipsis if text was cut."""
    if columns <= 0:
        return ""
    if columns == 1:
        return text[:1]
    if text.isascii():
        return text if len(text) <= columns else text[: columns - 1] + "…"
    from unicodedata import east_asian_width

    widths = [2 if east_asian_width(character) in "WF" else 1 for character in text]
    if sum(widths) <= columns:
        return text
    kept = used = 0
    while used + widths[kept] <= columns - 1:
        used += widths[kept]
        kept += 1
    # docker leaves a text unchanged whose first character is already too wide.
    return text[:kept] + "…" if kept else text


def width(text: str) -> int:
    """Returns the number of terminal columns of `text`.

    Control and combining characters count 0, wide ones 2, an emoji as one glyph.
    """
    # The ellipsis is docker's own mark, in many rows: it must not cause the import of unicodedata.
    plain = text.replace("…", ".")
    if plain.isascii() and plain.isprintable():
        return len(text)
    from unicodedata import category, east_asian_width

    columns = 0
    joined = False
    for character in text:
        code = ord(character)
        if code == 0x200D:
            joined = True
        elif category(character) in ("Cc", "Cf", "Cs", "Mn", "Me"):
            continue
        elif joined or 0x1F3FB <= code <= 0x1F3FF:
            joined = False
        else:
            columns += 2 if east_asian_width(character) in "WF" else 1
    return columns


def printable(text: str) -> str:
    """Returns `text` with control characters and lone surrogates escaped (`\\x1b`, `\\ud800`); newline and tab stay.

    Text from an engine passes this function before a terminal: a name can't move the cursor or fail to be encoded.
    """
    if text.isprintable():
        return text
    return _escape_controls(text, keep="\n\t")


def printable_cell(text: str) -> str:
    """Returns `text` with all control characters escaped, newline and tab included: one cell of a table.

    A name of the engine's can add neither a row nor a column.
    """
    return text if text.isprintable() else _escape_controls(text, keep="")


def _escape_controls(text: str, *, keep: str) -> str:
    return "".join(
        _escaped(character) if _is_control(character) and character not in keep else character for character in text
    )


def _is_control(character: str) -> bool:
    code = ord(character)
    # C0, DEL and C1, the marks that reorder text, and surrogates, which no encoding accepts.
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code < 0xE000
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
