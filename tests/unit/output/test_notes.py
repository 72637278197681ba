"""docker's notes."""

from __future__ import annotations

from pydock_core.output.notes import note


def test_lines_stand_below_one_another() -> None:
    assert note("one\ntwo", fancy=False) == "\n Info -> one\n         two\n"


def test_a_terminal_s_note_is_in_italics_and_its_flags_are_bold() -> None:
    header = "\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m"
    shown = note("use --platform\nagain", fancy=True)
    assert shown == f"\n{header}\x1b[3muse \x1b[1m--platform\x1b[0m\x1b[0m\n         \x1b[3magain\x1b[0m\n"
