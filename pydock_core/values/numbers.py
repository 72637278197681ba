"""Parses numbers and booleans as Go's strconv does, with its messages."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.quote import quote

_TRUE = ("1", "t", "T", "true", "TRUE", "True")
_FALSE = ("0", "f", "F", "false", "FALSE", "False")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PREFIXES = {"b": 2, "o": 8, "x": 16}
_SYNTAX = "invalid syntax"
_RANGE = "value out of range"


class NumberError(InvalidValue):
    """A text that strconv refuses; `reason` is the part that docker's longer messages quote."""

    def __init__(self, function: str, text: str, reason: str) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {reason}")
        self.reason = reason


def parse_bool(text: str) -> bool:
    """Parses a boolean as strconv.ParseBool: 1, t, true, 0, f, false, in the three usual spellings."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise NumberError("ParseBool", text, _SYNTAX)


def parse_int(text: str, *, base: int = 0, bits: int = 64) -> int:
    """Parses an integer as strconv.ParseInt; base 0, pflag's, accepts prefixes (0x, 0o, 0b, 0) and underscores."""
    return _signed("ParseInt", text, base, bits)


def parse_decimal(text: str) -> int:
    """Parses an integer as strconv.Atoi: decimal digits with an optional sign."""
    return _signed("Atoi", text, 10, 64)


def parse_uint(text: str, *, base: int = 0, bits: int = 64) -> int:
    """Parses an unsigned integer as strconv.ParseUint; a sign is an error."""
    return _magnitude("ParseUint", text, text, base, bits)


def parse_float(text: str) -> float:
    """Parses a float as strconv.ParseFloat with 64 bits: decimal and hexadecimal notation, `inf`, `nan`."""
    number = text.lower()
    unsigned = number[1:] if number[:1] in ("+", "-") else number
    if unsigned in ("inf", "infinity") or number == "nan":
        return float(number)
    hexadecimal = unsigned.startswith("0x")
    mantissa, exponent, power = (unsigned[2:] if hexadecimal else unsigned).partition("p" if hexadecimal else "e")
    if power[:1] in ("+", "-"):
        power = power[1:]
    whole = mantissa.replace("_", "").replace(".", "", 1)
    digits = power.replace("_", "")
    if (
        not _all_digits(whole, 16 if hexadecimal else 10)
        or (exponent and not _all_digits(digits, 10))
        or (hexadecimal and not exponent)
        or ("_" in text and not _underscores_separate_digits(unsigned, hexadecimal=hexadecimal))
    ):
        raise NumberError("ParseFloat", text, _SYNTAX)
    plain = number.replace("_", "")
    try:
        value = float.fromhex(plain) if hexadecimal else float(plain)
    except OverflowError:
        value = float("inf")
    if value in (float("inf"), float("-inf")):
        raise NumberError("ParseFloat", text, _RANGE)
    return value


def parse_nano_cpus(text: str) -> int:
    """Parses `--cpus`, a decimal number or a fraction such as 1/2, to billionths of a CPU."""
    ratio = _parse_ratio(text)
    if ratio is None:
        raise InvalidValue(f"failed to parse {text} as a rational number")
    numerator, denominator = ratio
    nano, rest = divmod(numerator * 10**9, denominator)
    if rest:
        raise InvalidValue("value is too precise")
    if not -(2**63) <= nano < 2**63:  # docker sends its low 64 bits
        raise InvalidValue(_RANGE)
    return nano


def _signed(function: str, text: str, base: int, bits: int) -> int:
    negative = text[:1] == "-"
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    value = _magnitude(function, text, unsigned, base, bits)
    limit = 1 << (bits - 1)
    if value > limit or (value == limit and not negative):
        raise NumberError(function, text, _RANGE)
    return -value if negative else value


def _magnitude(function: str, text: str, unsigned: str, base: int, bits: int) -> int:
    digits = unsigned
    if base == 0:
        base, digits = _base_of(unsigned)
        if "_" in digits:
            if not _underscores_separate_digits(unsigned, hexadecimal=base == 16):
                raise NumberError(function, text, _SYNTAX)
            digits = digits.replace("_", "")
    lower = digits.lower()
    allowed = _DIGITS[:base]
    good = len(lower) - len(lower.lstrip(allowed))
    # Go stops at the first digit that overflows, before it sees an invalid character after it.
    significant = lower[:good].lstrip("0")
    if len(significant) > bits or int(significant or "0", base) >= 1 << bits:
        raise NumberError(function, text, _RANGE)
    if not unsigned or good != len(lower):
        raise NumberError(function, text, _SYNTAX)
    return int(significant or "0", base)


def _base_of(unsigned: str) -> tuple[int, str]:
    if unsigned[:1] != "0":
        return 10, unsigned
    base = _PREFIXES.get(unsigned[1:2].lower())
    if base is not None and len(unsigned) > 2:
        return base, unsigned[2:]
    return 8, unsigned[1:]


def _underscores_separate_digits(unsigned: str, *, hexadecimal: bool) -> bool:
    """Returns whether each underscore stands between two digits or after the prefix of a base, which is Go's rule."""
    allowed = _DIGITS[: 16 if hexadecimal else 10]
    before = "."
    prefix = unsigned[:2].lower()
    if len(prefix) == 2 and prefix[0] == "0" and prefix[1] in _PREFIXES:
        before, unsigned = "0", unsigned[2:]
    for character in unsigned.lower():
        if character == "_":
            if before not in allowed:
                return False
        elif before == "_" and character not in allowed:
            return False
        before = character
    return before != "_"


def _all_digits(text: str, base: int) -> bool:
    return text != "" and not text.lstrip(_DIGITS[:base])


def _parse_ratio(text: str) -> tuple[int, int] | None:
    """Parses a number as big.Rat.SetString: a fraction of two integers, or a decimal number with an exponent."""
    dividend, slash, divisor = text.partition("/")
    if slash:
        numerator = _integer(dividend)
        denominator = _integer(divisor) if divisor[:1] not in ("+", "-") else None
        return (numerator, denominator) if numerator is not None and denominator else None
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    mantissa, exponent, power = unsigned.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    sign = power[:1] if power[:1] in ("+", "-") else ""
    if not _all_digits(whole + fraction, 10) or (exponent and not _all_digits(power[len(sign) :], 10)):
        other = _integer(text)
        return None if other is None else (other, 1)
    if len(whole) + len(fraction) > 4000 or len(power) > 5:
        return None
    value = int(whole + fraction) * (-1 if text[:1] == "-" else 1)
    shift = (int(power) if power else 0) - len(fraction)
    return (value * 10**shift, 1) if shift >= 0 else (value, 10**-shift)


def _integer(text: str) -> int | None:
    try:
        return _signed("ParseInt", text, 0, 256)
    except NumberError:
        return None
