"""docker's notes."""

from __future__ import annotations

from pydock_core.output.notes import note


def test_note_lines_are_aligned() -> None:
    assert note("one\ntwo", fancy=False) == "\n Info -> one\n         two\n"


def test_note_on_terminal_is_italic_with_bold_flags() -> None:
    header = "\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m"
    shown = note("use --platform\nagain", fancy=True)
    assert shown == f"\n{header}\x1b[3muse \x1b[1m--platform\x1b[0m\x1b[0m\n         \x1b[3magain\x1b[0m\n"
