"""`--since` and `--until`: a duration before now, a date, a time, or seconds since 1970."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.durations import parse_duration
from pydock_core.values.numbers import parse_int
from pydock_core.values.quote import quote, quote_ascii

_DIGITS = "0123456789"
_DATE = ("2006", "-", "01", "-", "02")
_FRACTION = ".999999999"
_SECOND = 1_000_000_000


def parse_timestamp(text: str, *, now: int, utc_offset: int) -> str:
    """Returns a time in the API's form: `seconds`, or `seconds.nanoseconds`, since 1970.

    `now` is in nanoseconds. `utc_offset`, in seconds, is the zone of a text without one: today's offset even for a date
    in another season, as in docker.
    """
    if text != "0":
        try:
            return str((now - parse_duration(text)) // _SECOND)
        except InvalidValue:
            pass  # not a duration
    local = not any(character in text for character in "zZ+") and text.count("-") != 3
    try:
        seconds, nanoseconds = _Time(text, _layout(text, local)).parse()
    except InvalidValue:
        if "-" in text:
            raise
        _check_seconds(text)
        return text
    return f"{seconds - utc_offset if local else seconds}.{nanoseconds:09d}"


def _layout(text: str, local: bool) -> tuple[str, ...]:
    """Returns the pieces of Go's layout for this text, by the precision of the time and whether it has a zone."""
    zone = () if local else ("Z07:00",)
    colons = text.count(":")
    if not local and "z" not in text and "Z" not in text and colons:
        colons -= 1  # the colon of the zone
    if "." in text:
        return (*_DATE, "T", "15", ":", "04", ":", "05", _FRACTION, *zone)
    if "T" not in text:
        return (*_DATE, *zone)
    if colons == 0:
        return (*_DATE, "T", "15", *zone)
    if colons == 1:
        return (*_DATE, "T", "15", ":", "04", *zone)
    return (*_DATE, "T", "15", ":", "04", ":", "05", *zone)


def _check_seconds(text: str) -> None:
    seconds, point, fraction = text.partition(".")
    try:
        parse_int(seconds, base=10)
        if point:
            parse_int(fraction, base=10)
    except InvalidValue:
        raise InvalidValue(f"failed to parse value as time or duration: {quote(text)}") from None


class _Time:
    """time.Parse for these layouts, with its messages; `rest` is the text that is not yet parsed."""

    def __init__(self, text: str, layout: tuple[str, ...]) -> None:
        self.text = text
        self.layout = layout
        self.rest = text
        self.values = {"15": 0, "04": 0, "05": 0}
        self.nanoseconds = 0
        self.offset = 0

    def parse(self) -> tuple[int, int]:
        for piece in self.layout:
            if piece in ("-", "T", ":"):
                if not self.rest.startswith(piece):
                    raise self._unreadable(piece, self.rest)
                self.rest = self.rest[1:]
            elif piece == _FRACTION:
                continue  # parsed with the seconds, as Go does even if the layout has no fraction
            elif piece == "Z07:00":
                self._read_zone(piece)
            else:
                self._read_number(piece)
                if piece == "05":
                    self._read_fraction()
        if self.rest:
            raise self._error(f"extra text: {quote_ascii(self.rest)}")
        year, month, day = (self.values[piece] for piece in ("2006", "01", "02"))
        if not 1 <= day <= _days_in(year, month):
            raise self._error("day out of range")
        clock = self.values["15"] * 3600 + self.values["04"] * 60 + self.values["05"]
        return _days(year, month, day) * 86400 + clock - self.offset, self.nanoseconds

    def _read_number(self, piece: str) -> None:
        width = len(piece)
        if piece == "15" and not self.rest[1:2].isdecimal():
            width = 1
        number = self.rest[:width]
        if len(number) < width or number.strip(_DIGITS):
            raise self._unreadable(piece, self.rest)
        self.rest = self.rest[width:]
        value = self.values[piece] = int(number)
        name, first, last = {
            "01": ("month", 1, 12),
            "15": ("hour", 0, 23),
            "04": ("minute", 0, 59),
            "05": ("second", 0, 59),
        }.get(piece, ("", 0, value))
        if not first <= value <= last:
            raise self._error(f"{name} out of range")

    def _read_fraction(self) -> None:
        after = self.rest[1:].lstrip(_DIGITS)
        digits = self.rest[1 : len(self.rest) - len(after)]
        if self.rest[:1] in (".", ",") and digits:
            self.nanoseconds = int(digits[:9].ljust(9, "0"))
            self.rest = after

    def _read_zone(self, piece: str) -> None:
        if self.rest.startswith("Z"):
            self.rest = self.rest[1:]
            return
        sign, hours, colon, minutes = self.rest[:1], self.rest[1:3], self.rest[3:4], self.rest[4:6]
        digits = hours + minutes
        if sign not in ("+", "-") or colon != ":" or len(digits) != 4 or digits.strip(_DIGITS):
            raise self._unreadable(piece, self.rest)
        if int(hours) > 24:
            raise self._error("time zone offset hour out of range")
        if int(minutes) > 60:
            raise self._error("time zone offset minute out of range")
        self.offset = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1)
        self.rest = self.rest[6:]

    def _unreadable(self, piece: str, rest: str) -> InvalidValue:
        whole = f"parsing time {quote_ascii(self.text)} as {quote_ascii(''.join(self.layout))}"
        return InvalidValue(f"{whole}: cannot parse {quote_ascii(rest)} as {quote_ascii(piece)}")

    def _error(self, message: str) -> InvalidValue:
        return InvalidValue(f"parsing time {quote_ascii(self.text)}: {message}")


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days(year: int, month: int, day: int) -> int:
    """Returns the days since 1970-01-01 in the Gregorian calendar.

    The year is counted from March, so that leap days are last.
    """
    if month < 3:
        year -= 1
    from_march = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + from_march - 719468
