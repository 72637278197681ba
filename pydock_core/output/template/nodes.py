"""The tree of a parsed template; `str(node)` is how error messages show it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Node:
    """A part of a template, which starts at `position` (in characters)."""

    __slots__ = ("position",)

    def __init__(self, position: int) -> None:
        self.position = position


class Word(Node):
    """An operand that is a single word: `.`, `nil`, the name of a function."""

    __slots__ = ("text",)

    def __init__(self, position: int, text: str) -> None:
        super().__init__(position)
        self.text = text

    def __str__(self) -> str:
        return self.text


class Text(Word):
    """Text outside of actions."""

    __slots__ = ()


class Dot(Word):
    """`.`."""

    __slots__ = ()


class Nil(Word):
    """`nil`."""

    __slots__ = ()


class Identifier(Word):
    """The name of a function."""

    __slots__ = ()


class Constant(Word):
    """A literal: `text` as written, and its `value`."""

    __slots__ = ("value",)

    def __init__(self, position: int, text: str, value: bool | int | float | str) -> None:
        super().__init__(position, text)
        self.value = value


class Bool(Constant):
    """`true` or `false`."""

    __slots__ = ()


class Number(Constant):
    """A number or a character; `whole` is its value as an integer, None if it has none."""

    __slots__ = ("whole",)

    def __init__(self, position: int, text: str, value: int | float, whole: int | None) -> None:
        super().__init__(position, text, value)
        self.whole = whole


class String(Constant):
    """A quoted string."""

    __slots__ = ()


class Field(Node):
    """`.A.B`."""

    __slots__ = ("names",)

    def __init__(self, position: int, names: Sequence[str]) -> None:
        super().__init__(position)
        self.names = tuple(names)

    def __str__(self) -> str:
        return "".join("." + name for name in self.names)


class Variable(Node):
    """`$x.A.B`; the first name has the `$`."""

    __slots__ = ("names",)

    def __init__(self, position: int, names: Sequence[str]) -> None:
        super().__init__(position)
        self.names = tuple(names)

    def __str__(self) -> str:
        return ".".join(self.names)


class Chain(Node):
    """Fields of an operand in parentheses: `(…).A.B`."""

    __slots__ = ("names", "operand")

    def __init__(self, position: int, operand: Node, names: Sequence[str]) -> None:
        super().__init__(position)
        self.operand = operand
        self.names = tuple(names)

    def __str__(self) -> str:
        text = f"({self.operand})" if isinstance(self.operand, Pipe) else str(self.operand)
        return text + "".join("." + name for name in self.names)


class Command(Node):
    """One stage of a pipeline: a function or operand, and its arguments."""

    __slots__ = ("arguments",)

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.arguments: list[Node] = []

    def __str__(self) -> str:
        return " ".join(f"({node})" if isinstance(node, Pipe) else str(node) for node in self.arguments)


class Pipe(Node):
    """A pipeline, and the variables that it declares or assigns."""

    __slots__ = ("assigns", "commands", "declared")

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.assigns = False
        self.declared: list[Variable] = []
        self.commands: list[Command] = []

    def __str__(self) -> str:
        text = " | ".join(map(str, self.commands))
        if not self.declared:
            return text
        return ", ".join(map(str, self.declared)) + (" = " if self.assigns else " := ") + text


class Action(Node):
    """`{{pipeline}}`."""

    __slots__ = ("pipe",)

    def __init__(self, position: int, pipe: Pipe) -> None:
        super().__init__(position)
        self.pipe = pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Body(Node):
    """Nodes one after the other."""

    __slots__ = ("nodes",)

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.nodes: list[Node] = []

    def is_empty(self) -> bool:
        """Returns whether the body consists of blanks only."""
        return all(isinstance(node, Text) and not node.text.strip(" \t\r\n") for node in self.nodes)


class Control(Node):
    """`if`, `with` or `range`, named by `word`."""

    __slots__ = ("body", "otherwise", "pipe", "word")

    def __init__(self, position: int, word: str, pipe: Pipe, body: Body, otherwise: Body | None) -> None:
        super().__init__(position)
        self.word = word
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise


class Jump(Node):
    """`break` or `continue`, named by `word`."""

    __slots__ = ("word",)

    def __init__(self, position: int, word: str) -> None:
        super().__init__(position)
        self.word = word


class Stop(Node):
    """`{{end}}` or `{{else}}`, which end a body."""

    __slots__ = ("word",)

    def __init__(self, position: int, word: str) -> None:
        super().__init__(position)
        self.word = word

    def __str__(self) -> str:
        return f"{{{{{self.word}}}}}"


class Include(Node):
    """`{{template "name" pipeline}}`."""

    __slots__ = ("name", "pipe", "quoted")

    def __init__(self, position: int, name: str, quoted: str, pipe: Pipe | None) -> None:
        super().__init__(position)
        self.name = name
        self.quoted = quoted
        self.pipe = pipe

    def __str__(self) -> str:
        return f"{{{{template {self.quoted}{f' {self.pipe}' if self.pipe else ''}}}}}"
