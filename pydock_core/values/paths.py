"""Cleans paths as Go does; the current directory is the only state that this module reads."""

from __future__ import annotations

import os


def clean_path(path: str) -> str:
    """Cleans a path as path.Clean: no `.`, `..` or doubled slashes inside; the empty path becomes `.`."""
    cleaned = os.path.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def absolute_source(path: str) -> str:
    """Returns the source of a mount: absolute if it starts with `.`, else unchanged (the shell expands `~`)."""
    return clean_path(f"{working_directory()}/{path}") if path.startswith(".") else path


def working_directory() -> str:
    """Returns the current directory as PWD names it, as Go does: symbolic links stay visible to the user."""
    named = os.environ.get("PWD", "")
    if named.startswith("/"):
        try:
            if os.path.samefile(named, "."):
                return named
        except OSError:
            pass  # PWD is stale: the kernel's path counts
    return os.getcwd()
