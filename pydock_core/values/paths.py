"""Paths as Go cleans them. The current directory is the only thing that is read here."""

from __future__ import annotations

import os


def clean_path(path: str) -> str:
    """path.Clean: no `.`, `..` or doubled slashes inside; the empty path is `.`."""
    cleaned = os.path.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def absolute_source(path: str) -> str:
    """The source of a mount: made absolute if it starts with `.`, otherwise as it is (a `~` is the shell's)."""
    return clean_path(f"{working_directory()}/{path}") if path.startswith(".") else path


def working_directory() -> str:
    """The current directory by the name in PWD, as in Go, if that names it: links stay as the user sees them."""
    named = os.environ.get("PWD", "")
    if named.startswith("/"):
        try:
            if os.path.samefile(named, "."):
                return named
        except OSError:
            pass  # PWD is stale: what the kernel says counts
    return os.getcwd()
