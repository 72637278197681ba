"""Reduces a help page to what is compared: descriptions are each program's own words, the rest is interface."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^\S.*:$")
_ENTRY = re.compile(r"^ {2,6}(-\S, --\S+|--\S+|\S+)( \S+)?(?:  +|$)(.*)")
_DEFAULT = re.compile(r"\(default ((?:\"[^\"]*\"|[^()\"])*)\)$")


def is_help(text: str) -> bool:
    """Tells whether an output is a help page, and not a message that ends with the usage line."""
    return text.startswith("Usage:  ") and "\n\n" in text


def structure(page: str) -> str:
    """Returns usage, headings, aliases, names of commands, and flags with short form, value's word and default."""
    kept: list[str] = []
    heading = ""
    entry: tuple[str, str] | None = None
    for line in [*page.splitlines(), ""]:
        match = _ENTRY.match(line) if heading else None
        if entry is not None and (match is not None or not line.startswith("  ")):
            kept.append(_reduced(heading, *entry))
            entry = None
        if match is not None:
            left = f"{match[1]}{match[2] or ''}"
            entry = (left, match[3])
        elif entry is not None:
            entry = (entry[0], f"{entry[1]} {line.strip()}")
        elif _HEADING.match(line):
            heading = line
            kept.append(line)
        elif line.startswith(("Usage:", "Run '")):
            kept.append(line)
        elif line and line.startswith("  "):
            kept.append(line)
        elif line:
            heading = ""
    return "\n".join(kept) + "\n"


def _reduced(heading: str, left: str, text: str) -> str:
    if "ptions:" not in heading:
        return f"  {left}"
    default = _DEFAULT.search(text)
    return f"  {left}{f' (default {default[1]})' if default else ''}"
