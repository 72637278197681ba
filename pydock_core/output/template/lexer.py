"""Splits Go template text into tokens, with text/template's messages for invalid text."""

from __future__ import annotations

from pydock_core.output.template.quote import is_print, quoted

_LEFT, _RIGHT = "{{", "}}"
_SPACES = " \t\r\n"
_KEYWORDS = frozenset(
    (".", "block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with")
)

# Kinds of tokens; a keyword's kind is the word itself.
TEXT, LEFT_DELIM, RIGHT_DELIM, SPACE, EOF, ERROR = "text", "{{", "}}", "space", "EOF", "error"
FIELD, VARIABLE, IDENTIFIER, BOOL, NUMBER, COMPLEX = "field", "variable", "identifier", "bool", "number", "complex"
CHARACTER, STRING, RAW_STRING = "character", "string", "raw string"
ASSIGN, DECLARE, PIPE, LEFT_PAREN, RIGHT_PAREN, OTHER = "=", ":=", "|", "(", ")", "other"


class Token:
    """A piece of a template: its kind, the text, where it starts (in characters) and on which line."""

    __slots__ = ("kind", "line", "position", "text")

    def __init__(self, kind: str, position: int, text: str, line: int) -> None:
        self.kind = kind
        self.position = position
        self.text = text
        self.line = line

    def __str__(self) -> str:
        """Returns the token as error messages show it."""
        if self.kind == EOF:
            return "EOF"
        if self.kind == ERROR:
            return self.text
        if self.kind in _KEYWORDS:
            return f"<{self.text}>"
        if len(self.text.encode("utf-8", "surrogatepass")) > 10:
            return quoted(self.text[:10]) + "..."
        return quoted(self.text)


def tokens(text: str) -> list[Token]:
    """Returns the tokens of `text`; the last one is EOF, or ERROR with the message."""
    lexer = _Lexer(text)
    try:
        lexer.run()
    except _BadToken as problem:
        lexer.emit_error(str(problem))
    return lexer.tokens


class _BadToken(Exception):
    pass


def _is_word(character: str) -> bool:
    return character == "_" or character.isalpha() or character.isdecimal()


def _unicode(character: str) -> str:
    name = f"U+{ord(character):04X}"
    return f"{name} '{character}'" if is_print(character) else name


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.start = 0
        self.position = 0
        self.line = 1
        self.counted = 0
        self.depth = 0
        self.tokens: list[Token] = []

    def run(self) -> None:
        while self.plain_text():
            self.action()
        self.emit(EOF)

    def emit(self, kind: str) -> None:
        self.tokens.append(Token(kind, self.start, self.text[self.start : self.position], self.start_line()))
        self.start = self.position

    def emit_error(self, message: str) -> None:
        self.tokens.append(Token(ERROR, self.start, message, self.start_line()))

    def start_line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.start)
        self.counted = self.start
        return self.line

    def plain_text(self) -> bool:
        """Takes the text before the next action (comments are dropped); returns False at the end."""
        while True:
            found = self.text.find(_LEFT, self.start)
            end = len(self.text) if found < 0 else found
            self.position = end
            if found >= 0 and self.trims_before(found + 2):
                self.position = self.start + len(self.text[self.start : end].rstrip(_SPACES))
            if self.position > self.start:
                self.emit(TEXT)
            self.start = self.position = end
            if found < 0:
                return False
            after = found + (4 if self.trims_before(found + 2) else 2)
            if not self.text.startswith("/*", after):
                return True
            self.comment(after)

    def trims_before(self, position: int) -> bool:
        marker = self.text[position : position + 2]
        return len(marker) == 2 and marker[0] == "-" and marker[1] in _SPACES

    def trims_after(self, position: int) -> bool:
        return self.text.startswith("-" + _RIGHT, position + 1) and self.text[position] in _SPACES

    def comment(self, position: int) -> None:
        self.start = position
        end = self.text.find("*/", position + 2)
        if end < 0:
            raise _BadToken("unclosed comment")
        self.position = end + 2
        if not self.right_delim_ahead():
            raise _BadToken("comment ends before closing delimiter")
        self.skip_right_delim()
        self.start = self.position

    def right_delim_ahead(self) -> bool:
        return self.text.startswith(_RIGHT, self.position) or self.trims_after(self.position)

    def skip_right_delim(self) -> None:
        if self.text.startswith(_RIGHT, self.position):
            self.position += 2
            return
        self.position += 4
        while self.position < len(self.text) and self.text[self.position] in _SPACES:
            self.position += 1

    def action(self) -> None:
        self.position = self.start + 2
        trims = self.trims_before(self.position)
        self.emit(LEFT_DELIM)
        if trims:
            self.position += 2
            self.start = self.position
        self.depth = 0
        while not self.right_delim_ahead():
            self.inside()
        if self.depth:
            raise _BadToken("unclosed left paren")
        if not self.text.startswith(_RIGHT, self.position):
            self.start += 2
        position = self.start
        self.position = position + 2
        trims = position >= 2 and self.trims_after(position - 2)
        self.emit(RIGHT_DELIM)
        while trims and self.position < len(self.text) and self.text[self.position] in _SPACES:
            self.position += 1
        self.start = self.position

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def inside(self) -> None:
        character = self.peek()
        self.position += 1
        if not character:
            raise _BadToken("unclosed action")
        if character in _SPACES:
            self.space()
        elif character in "=|":
            self.emit(character)
        elif character == ":":
            if self.peek() != "=":
                raise _BadToken("expected :=")
            self.position += 1
            self.emit(DECLARE)
        elif character in "\"'`":
            self.quote(character)
        elif character == "$" or (character == "." and not ("0" <= self.peek() <= "9") and self.peek()):
            self.name(VARIABLE if character == "$" else FIELD)
        elif character in "+-." or "0" <= character <= "9":
            self.position -= 1
            self.number()
        elif _is_word(character):
            self.identifier()
        elif character == "(":
            self.depth += 1
            self.emit(LEFT_PAREN)
        elif character == ")":
            self.depth -= 1
            if self.depth < 0:
                raise _BadToken("unexpected right paren")
            self.emit(RIGHT_PAREN)
        elif character.isascii() and character.isprintable():
            self.emit(OTHER)
        else:
            raise _BadToken(f"unrecognized character in action: {_unicode(character)}")

    def space(self) -> None:
        while self.peek() and self.peek() in _SPACES:
            self.position += 1
        if self.trims_after(self.position - 1):
            # The last blank belongs to the delimiter.
            self.position -= 1
            if self.position == self.start:
                return
        self.emit(SPACE)

    def quote(self, mark: str) -> None:
        kind, words = {
            '"': (STRING, "unterminated quoted string"),
            "'": (CHARACTER, "unterminated character constant"),
            "`": (RAW_STRING, "unterminated raw quoted string"),
        }[mark]
        while True:
            character = self.peek()
            self.position += 1
            if character == mark:
                break
            if character == "\\" and mark != "`":
                character = self.peek()
                self.position += 1
            if not character or (character == "\n" and mark != "`"):
                raise _BadToken(words)
        self.emit(kind)

    def at_terminator(self) -> bool:
        character = self.peek()
        return not character or character in " \t\r\n.,|:)(" or self.text.startswith(_RIGHT, self.position)

    def name(self, kind: str) -> None:
        if self.at_terminator():
            self.emit(VARIABLE if kind == VARIABLE else ".")
            return
        self.word()
        self.emit(kind)

    def word(self) -> None:
        while self.peek() and _is_word(self.peek()):
            self.position += 1
        if not self.at_terminator():
            raise _BadToken(f"bad character {_unicode(self.peek())}")

    def identifier(self) -> None:
        self.word()
        word = self.text[self.start : self.position]
        if word in _KEYWORDS:
            self.emit(word)
        else:
            self.emit(BOOL if word in ("true", "false") else IDENTIFIER)

    def number(self) -> None:
        good = self.scan_number()
        kind = NUMBER
        if good and self.peek() and self.peek() in "+-":
            good = self.scan_number() and self.text[self.position - 1] == "i"
            kind = COMPLEX
        if not good:
            raise _BadToken(f"bad number syntax: {quoted(self.text[self.start : self.position])}")
        self.emit(kind)

    def accept(self, characters: str) -> bool:
        if self.peek() and self.peek() in characters:
            self.position += 1
            return True
        return False

    def accept_run(self, characters: str) -> None:
        while self.accept(characters):
            pass

    def scan_number(self) -> bool:
        self.accept("+-")
        digits = "0123456789_"
        exponents = "eE"
        if self.accept("0"):
            if self.accept("xX"):
                digits, exponents = "0123456789abcdefABCDEF_", "pP"
            elif self.accept("oO"):
                digits, exponents = "01234567_", ""
            elif self.accept("bB"):
                digits, exponents = "01_", ""
        self.accept_run(digits)
        if self.accept("."):
            self.accept_run(digits)
        if self.accept(exponents):
            self.accept("+-")
            self.accept_run("0123456789_")
        self.accept("i")
        if self.peek() and _is_word(self.peek()):
            self.position += 1
            return False
        return True
