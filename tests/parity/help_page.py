"""Reduces help pages to the compared parts: all but the descriptions, which differ between the clients."""

from __future__ import annotations

import re

USAGE = "Usage:  "
_PAGES = re.compile(f"^(?={USAGE})", re.M)
_HEADING = re.compile(r"^(?:Aliases|(?:[A-Z][a-z]+ )?(?:Options|Commands)):$", re.M)
_ENTRY = re.compile(r"^ {2,6}(-\S, --\S+|--\S+|\S+)( \S+)?(?:  +|$)(.*)")
_DEFAULT = re.compile(r"\(default (\"[^\"]*\"|[^\s()\"]+)\)$")


def reduced(text: str) -> str:
    """Returns the output with its help pages reduced to usage, headings, aliases, commands and flags.

    A flag keeps its short form, the word for its value, and its default. Other output, such as messages that end with
    the usage line, stays unchanged.
    """
    return "".join(
        _structure(part) if part.startswith(USAGE) and _HEADING.search(part) else part for part in _PAGES.split(text)
    )


def _structure(page: str) -> str:
    kept: list[str] = []
    heading = ""
    entry: tuple[str, str] | None = None
    for line in [*page.splitlines(), ""]:
        match = _ENTRY.match(line) if heading and heading != "Aliases:" else None
        if entry is not None and (match is not None or not line.startswith("  ")):
            kept.append(_entry(heading, *entry))
            entry = None
        if match is not None:
            entry = (f"{match[1]}{match[2] or ''}", match[3])
        elif entry is not None:
            entry = (entry[0], f"{entry[1]} {line.strip()}")
        elif _HEADING.match(line):
            heading = line
            kept.append(line)
        elif line.startswith(USAGE) or (heading and line and not line.startswith("For more help")):
            kept.append(line)
    return "\n".join(kept) + "\n"


def _entry(heading: str, left: str, text: str) -> str:
    default = _DEFAULT.search(text) if heading.endswith("ptions:") else None
    return f"  {left}{f' (default {default[1]})' if default else ''}"
