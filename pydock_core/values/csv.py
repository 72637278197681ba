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
    """The position of the reader: character `at` (from 0) of `line`, which is line `number` (from 0)."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines = lines
        self.first = first
        self.number = first
        self.line = lines[first]
        self.at = 0

    def fields(self) -> list[str]:
        fields = []
        more = True
        while more:
            field, more = self._quoted() if self.line.startswith('"', self.at) else self._plain()
            fields.append(field)
        return fields

    def _plain(self) -> tuple[str, bool]:
        comma = self.line.find(",", self.at)
        end = comma if comma >= 0 else len(self.line) - self.line.endswith("\n")
        field = self.line[self.at : end]
        quote = field.find('"')
        if quote >= 0:
            self.at += quote
            raise self._error(_BARE_QUOTE)
        self.at = end + 1
        return field, comma >= 0

    def _quoted(self) -> tuple[str, bool]:
        self.at += 1
        pieces = []
        while True:
            quote = self.line.find('"', self.at)
            if quote < 0:
                pieces.append(self.line[self.at :])
                if self.number + 1 >= len(self.lines):
                    self.at = len(self.line)
                    raise self._error(_STRAY_QUOTE)
                self.number += 1
                self.line = self.lines[self.number]
                self.at = 0
                continue
            pieces.append(self.line[self.at : quote])
            self.at = quote + 1
            following = self.line[self.at : self.at + 1]
            if following == '"':
                pieces.append('"')
            elif following != ",":
                if following in ("", "\n"):  # a newline ends its line
                    return "".join(pieces), False
                self.at = quote
                raise self._error(_STRAY_QUOTE)
            self.at += 1
            if following == ",":
                return "".join(pieces), True

    def _error(self, reason: str) -> InvalidValue:
        column = len(self.line[: self.at].encode("utf-8", "surrogateescape")) + 1
        where = f"parse error on line {self.number + 1}, column {column}: {reason}"
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
