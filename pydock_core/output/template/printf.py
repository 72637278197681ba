"""Go's `fmt.Sprintf` over Python values, with its error texts (`%!d(string=x)`)."""

from __future__ import annotations

from math import frexp

from pydock_core.output.template.gomethods import Duration
from pydock_core.output.template.quote import is_print, quoted
from pydock_core.output.template.values import MISSING, TypedNil, plain, type_name
from pydock_core.output.template_json import shortest_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LARGEST_WIDTH = 1_000_000


class _Directive:
    """The flags, width and precision between `%` and the verb."""

    __slots__ = ("flags", "precision", "width")

    def __init__(self) -> None:
        self.flags = ""
        self.width: int | None = None
        self.precision: int | None = None

    def pad(self, text: str) -> str:
        if self.width is None:
            return text
        if "-" in self.flags:
            return text.ljust(self.width)
        return text.rjust(self.width, "0" if "0" in self.flags else " ")

    def pad_number(self, sign: str, digits: str) -> str:
        if "0" in self.flags and "-" not in self.flags and self.width is not None and digits[:1] not in "IN":
            digits = digits.rjust(self.width - len(sign), "0")
        text = sign + digits
        if self.width is None:
            return text
        return text.ljust(self.width) if "-" in self.flags else text.rjust(self.width)

    def sign(self, *, negative: bool) -> str:
        if negative:
            return "-"
        return "+" if "+" in self.flags else " " if " " in self.flags else ""


def sprintf(form: str, values: list[Any]) -> str:
    """Returns `form` with its verbs replaced by `values`."""
    return _Printer(form, values).run()


class _Printer:
    def __init__(self, form: str, values: list[Any]) -> None:
        self.form = form
        self.values = values
        self.position = 0
        self.argument = 0
        self.reordered = False
        self.parts: list[str] = []

    def run(self) -> str:
        while True:
            found = self.form.find("%", self.position)
            end = len(self.form) if found < 0 else found
            self.parts.append(self.form[self.position : end])
            if found < 0:
                break
            self.position = end + 1
            self.directive()
        if not self.reordered and self.argument < len(self.values):
            extra = ", ".join(_typed(value) for value in self.values[self.argument :])
            self.parts.append(f"%!(EXTRA {extra})")
        return "".join(self.parts)

    def peek(self) -> str:
        return self.form[self.position : self.position + 1]

    def directive(self) -> None:
        directive = _Directive()
        good_index = True
        while self.peek() and self.peek() in "+-# 0":
            directive.flags += self.peek()
            self.position += 1
        good_index &= self.index()
        after_index = self.form[self.position - 1] == "]"
        if self.peek() == "*":
            directive.width = self.starred("%!(BADWIDTH)")
            if directive.width is not None and directive.width < 0:
                directive.width = -directive.width
                directive.flags += "-"
            after_index = False
        else:
            directive.width = self.digits()
            if after_index and directive.width is not None:
                good_index = False
        if self.peek() == ".":
            self.position += 1
            if after_index:
                good_index = False
            good_index &= self.index()
            if self.peek() == "*":
                directive.precision = self.starred("%!(BADPREC)")
                if directive.precision is not None and directive.precision < 0:
                    directive.precision = None
                    self.parts.append("%!(BADPREC)")
            else:
                directive.precision = self.digits() or 0
        if self.form[self.position - 1] != "]":
            good_index &= self.index()
        verb = self.peek()
        self.position += 1
        if not verb:
            self.parts.append("%!(NOVERB)")
        elif verb == "%":
            self.parts.append("%")
        elif not good_index:
            self.parts.append(f"%!{verb}(BADINDEX)")
        elif self.argument >= len(self.values):
            self.parts.append(f"%!{verb}(MISSING)")
        else:
            self.argument += 1
            if verb == "v":
                # `%+v` asks for the names of fields, not for a sign.
                directive.flags = directive.flags.replace("+", "")
            self.parts.append(_formatted(directive, verb, self.values[self.argument - 1]))

    def digits(self) -> int | None:
        begin = self.position
        while "0" <= self.peek() <= "9":
            self.position += 1
        text = self.form[begin : self.position]
        if text and (len(text) > 7 or int(text) > _LARGEST_WIDTH):
            # Go leaves the rest of the format out.
            self.position = len(self.form)
            return None
        return int(text) if text else None

    def index(self) -> bool:
        """Takes `[n]`, the number of the next argument; returns False for an invalid one."""
        if self.peek() != "[":
            return True
        self.reordered = True
        end = self.form.find("]", self.position)
        if end < 0:
            self.position += 1
            return False
        text = self.form[self.position + 1 : end]
        self.position = end + 1
        if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= len(self.values)):
            return False
        self.argument = int(text) - 1
        return True

    def starred(self, complaint: str) -> int | None:
        self.position += 1
        value = self.values[self.argument] if self.argument < len(self.values) else None
        self.argument += 1
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_WIDTH:
            return value
        self.parts.append(complaint)
        return None


def _typed(value: Any) -> str:
    return "<nil>" if value is None or value is MISSING else f"{type_name(value)}={plain(value)}"


def _formatted(directive: _Directive, verb: str, value: Any) -> str:
    if verb == "T":
        return directive.pad(type_name(value))
    if value is None or value is MISSING:
        return directive.pad("<nil>") if verb == "v" else f"%!{verb}(<nil>)"
    if isinstance(value, Duration) and verb in "vsqxX" and not (verb == "v" and "#" in directive.flags):
        value = value.text()
    if isinstance(value, bool):
        text = directive.pad("true" if value else "false") if verb in "tv" else None
    elif isinstance(value, int):
        text = _integer(directive, verb, value)
    elif isinstance(value, float):
        text = _float(directive, verb, value)
    elif isinstance(value, str):
        text = _string(directive, verb, value)
    elif verb == "w":
        text = None
    elif isinstance(value, (list, dict)):
        return _container(directive, verb, value)
    elif verb == "v" or (verb == "s" and hasattr(value, "text")):
        text = directive.pad("<nil>") if isinstance(value, TypedNil) else directive.pad(plain(value))
    else:
        text = None
    return _bad(directive, verb, value) if text is None else text


def _bad(directive: _Directive, verb: str, value: Any) -> str:
    directive.flags = directive.flags.replace("#", "")
    return f"%!{verb}({type_name(value)}={_formatted(directive, 'v', value)})"


def _item(directive: _Directive, verb: str, value: Any) -> str:
    """Formats a value inside of a list or map, where nil is never padded."""
    return "<nil>" if value is None else _formatted(directive, verb, value)


def _container(directive: _Directive, verb: str, value: list[Any] | dict[str, Any]) -> str:
    if verb == "v" and "#" in directive.flags:
        if isinstance(value, dict):
            inside = ", ".join(f"{quoted(key)}:{_syntax(directive, value[key])}" for key in sorted(value))
        else:
            inside = ", ".join(_syntax(directive, item) for item in value)
        return f"{type_name(value)}{{{inside}}}"
    if isinstance(value, dict):
        pairs = (f"{_item(directive, verb, key)}:{_item(directive, verb, value[key])}" for key in sorted(value))
        return f"map[{' '.join(pairs)}]"
    return f"[{' '.join(_item(directive, verb, item) for item in value)}]"


def _syntax(directive: _Directive, value: Any) -> str:
    return "interface {}(nil)" if value is None else _formatted(directive, "v", value)


def _string(directive: _Directive, verb: str, value: str) -> str | None:
    if verb == "v" and "#" in directive.flags:
        return directive.pad(quoted(value))
    if verb in "sv":
        return directive.pad(value if directive.precision is None else value[: directive.precision])
    if verb == "q":
        cut = value if directive.precision is None else value[: directive.precision]
        if "#" in directive.flags and "`" not in cut and cut.isprintable():
            return directive.pad(f"`{cut}`")
        return directive.pad(quoted(cut, ascii_only="+" in directive.flags))
    if verb in "xX":
        data = value.encode("utf-8", "replace")
        text = data[: directive.precision].hex(*((" ",) if " " in directive.flags else ()))
        if "#" in directive.flags and text:
            text = " ".join("0x" + part for part in text.split(" "))
        return directive.pad(text.upper() if verb == "X" else text)
    return None


def _integer(directive: _Directive, verb: str, value: int) -> str | None:
    bases = {"d": "d", "v": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
    if verb in bases:
        digits = format(abs(value), bases[verb])
        if directive.precision is not None:
            digits = "" if directive.precision == 0 == value else digits.rjust(directive.precision, "0")
        prefix = ""
        if "#" in directive.flags:
            prefix = {"b": "0b", "o": "0" if value else "", "x": "0x", "X": "0X"}.get(verb, "")
        prefix = "0o" if verb == "O" else prefix
        sign = directive.sign(negative=value < 0)
        if directive.precision is not None:
            return _aligned(directive, sign + prefix + digits)
        return directive.pad_number(sign + prefix, digits)
    character = chr(value) if 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000 else "\ufffd"
    if verb == "c":
        return directive.pad(character)
    if verb == "q":
        return directive.pad(quoted(character, "'", ascii_only="+" in directive.flags))
    if verb == "U":
        text = f"U+{value % 2**64:04X}"
        return _aligned(directive, f"{text} '{character}'" if "#" in directive.flags and is_print(character) else text)
    return None


def _aligned(directive: _Directive, text: str) -> str:
    if directive.width is None:
        return text
    return text.ljust(directive.width) if "-" in directive.flags else text.rjust(directive.width)


def _float(directive: _Directive, verb: str, value: float) -> str | None:
    magnitude = abs(value)
    if verb not in "bveEfFgG":
        return None
    if magnitude == float("inf"):
        digits = "Inf"
    elif magnitude != magnitude:
        digits = "NaN"
    elif verb == "b":
        fraction, power = frexp(magnitude)
        digits = f"{int(fraction * 2**53)}p{power - 53:+d}"
    elif verb in "vgG":
        if directive.precision is None:
            digits = shortest_float(magnitude)
        else:
            digits = f"{magnitude:.{directive.precision or 1}g}"
        digits = digits.upper() if verb == "G" else digits
    else:
        precision = 6 if directive.precision is None else directive.precision
        digits = f"{magnitude:.{precision}{verb}}"
    negative = value < 0 or (value == 0 and str(value).startswith("-"))
    sign = directive.sign(negative=negative)
    if digits == "Inf" and not sign:
        sign = "+"
    return directive.pad_number(sign, digits)
