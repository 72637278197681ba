"""One record of comma-separated values, as Go's encoding/csv reads `--mount`, `--gpus` and `--network`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

_BARE_QUOTE = 'bare " in non-quoted-field'
_STRAY_QUOTE = 'extraneous or missing " in quoted-field'


def parse_record(text: str) -> list[str]:
    """Returns the fields of the first record, with CSV's quoting: `"a,b"`, and `""` for a quote.

    Raises InvalidValue with encoding/csv's message, `EOF` if there is no record.
    """
    lines = _lines(text)
    first = next((number for number, line in enumerate(lines) if line != "\n"), None)
    if first is None:
        raise InvalidValue("EOF")
    return _Record(lines, first).fields()


def parse_list(text: str) -> list[str]:
    """Returns the values of one use of a multi-value flag, as pflag's StringSlice; none for an empty text."""
    return parse_record(text) if text else []


class _Record:
    """The position of the reader: `line` is the rest of line `number` (from 0), `column` counts bytes from 1."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = lines
        self.first = first
        self.number = first
        self.line = lines[first]
        self.column = 1

    def fields(self) -> list[str]:
        fields = []
        more = True
        while more:
            field, more = self._quoted() if self.line.startswith('"') else self._plain()
            fields.append(field)
        return fields

    def _plain(self) -> tuple[str, bool]:
        field, comma, _ = self.line.partition(",")
        if not comma and field.endswith("\n"):
            field = field[:-1]
        before, quote, _ = field.partition('"')
        if quote:
            self._take(before)
            raise self._error(_BARE_QUOTE)
        self._take(field + comma)
        return field, comma != ""

    def _quoted(self) -> tuple[str, bool]:
        self._take('"')
        pieces = []
        while True:
            before, quote, _ = self.line.partition('"')
            pieces.append(before)
            self._take(before + quote)
            if not quote:
                if self.number + 1 >= len(self.lines):
                    raise self._error(_STRAY_QUOTE)
                self.number += 1
                self.line = self.lines[self.number]
                self.column = 1
            elif self.line.startswith('"'):
                pieces.append('"')
                self._take('"')
            elif self.line.startswith(","):
                self._take(",")
                return "".join(pieces), True
            elif self.line in ("", "\n"):
                return "".join(pieces), False
            else:
                self.column -= 1
                raise self._error(_STRAY_QUOTE)

    def _take(self, text: str) -> None:
        self.line = self.line[len(text) :]
        self.column += len(text.encode("utf-8", "surrogateescape"))

    def _error(self, reason: str) -> InvalidValue:
        where = f"parse error on line {self.number + 1}, column {self.column}: {reason}"
        if self.number != self.first:
            where = f"record on line {self.first + 1}; {where}"
        return InvalidValue(where)


def _lines(text: str) -> list[str]:
    """Splits text into lines that keep their `\\n`; `\\r\\n` becomes `\\n`, and a `\\r` at the very end is dropped."""
    lines = text.replace("\r\n", "\n").split("\n")
    last = lines.pop()
    ended = [line + "\n" for line in lines]
    if last:
        ended.append(last[:-1] if last.endswith("\r") else last)
    return ended
