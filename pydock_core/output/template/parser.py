"""Parses Go template text to a tree, with text/template's messages."""

from __future__ import annotations

from pydock_core.errors import TemplateError
from pydock_core.output.template import lexer, nodes
from pydock_core.output.template.number import number
from pydock_core.output.template.quote import quoted, unquoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import NoReturn

_OPERANDS = frozenset(
    (
        lexer.BOOL,
        lexer.CHARACTER,
        lexer.COMPLEX,
        ".",
        lexer.FIELD,
        lexer.IDENTIFIER,
        lexer.NUMBER,
        "nil",
        lexer.RAW_STRING,
        lexer.STRING,
        lexer.VARIABLE,
        lexer.LEFT_PAREN,
    )
)


def parse(text: str, functions: Container[str], *, name: str = "") -> dict[str, nodes.Body]:
    """Returns the bodies of the template (as `name`) and of those that it defines, by name; raises TemplateError."""
    parser = _Parser(text, functions, name)
    try:
        return parser.run()
    except RecursionError:
        raise TemplateError(f"template: {name}:1: max expression depth exceeded") from None


class _Parser:
    def __init__(self, text: str, functions: Container[str], name: str) -> None:
        self.name = name
        self.functions = functions
        self.tokens = lexer.tokens(text)
        self.next_index = 0
        self.variables = ["$"]
        self.range_depth = 0
        self.action_line = 0
        self.bodies: dict[str, nodes.Body] = {}

    # Tokens.

    def next(self) -> lexer.Token:
        token = self.peek()
        self.next_index += 1
        return token

    def peek(self) -> lexer.Token:
        index = self.next_index
        return self.tokens[index] if index < len(self.tokens) else self.tokens[-1]

    def next_non_space(self) -> lexer.Token:
        while self.peek().kind == lexer.SPACE:
            self.next_index += 1
        return self.next()

    def peek_non_space(self) -> lexer.Token:
        token = self.next_non_space()
        self.next_index -= 1
        return token

    def error(self, message: str) -> TemplateError:
        line = self.tokens[min(max(self.next_index - 1, 0), len(self.tokens) - 1)].line
        return TemplateError(f"template: {self.name}:{line}: {message}")

    def unexpected(self, token: lexer.Token, context: str) -> NoReturn:
        if token.kind != lexer.ERROR:
            raise self.error(f"unexpected {token} in {context}")
        extra = ""
        if self.action_line and self.action_line != token.line:
            extra = f" started at {self.name}:{self.action_line}"
            if not token.text.endswith(" action"):
                extra = " in action" + extra
        raise self.error(token.text + extra)

    def expect(self, kind: str, context: str) -> lexer.Token:
        token = self.next_non_space()
        if token.kind != kind:
            self.unexpected(token, context)
        return token

    # Bodies.

    def run(self) -> dict[str, nodes.Body]:
        root = nodes.Body(self.peek().position)
        while self.peek().kind != lexer.EOF:
            if self.peek().kind == lexer.LEFT_DELIM:
                begin = self.next_index
                self.next()
                if self.next_non_space().kind == "define":
                    self.define()
                    continue
                self.next_index = begin
            node = self.text_or_action()
            if isinstance(node, nodes.Stop):
                raise self.error(f"unexpected {node}")
            root.nodes.append(node)
        self.add(self.name, root)
        return self.bodies

    def add(self, name: str, body: nodes.Body) -> None:
        known = self.bodies.get(name)
        if known is None or known.is_empty():
            self.bodies[name] = body
        elif not body.is_empty():
            raise self.error(f"template: multiple definition of template {quoted(name)}")

    def define(self) -> None:
        context = "define clause"
        token = self.next_non_space()
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            self.unexpected(token, context)
        name = self.unquote(token)
        self.expect(lexer.RIGHT_DELIM, context)
        self.add(name, self.own_scope(context))

    def own_scope(self, context: str) -> nodes.Body:
        """Parses the body of a definition, which sees no variables from outside."""
        outer = self.variables, self.range_depth
        self.variables, self.range_depth = ["$"], 0
        body, stop = self.body()
        if stop.word != "end":
            raise self.error(f"unexpected {stop} in {context}")
        self.variables, self.range_depth = outer
        return body

    def body(self) -> tuple[nodes.Body, nodes.Stop]:
        body = nodes.Body(self.peek_non_space().position)
        while self.peek_non_space().kind != lexer.EOF:
            node = self.text_or_action()
            if isinstance(node, nodes.Stop):
                return body, node
            body.nodes.append(node)
        raise self.error("unexpected EOF")

    def text_or_action(self) -> nodes.Node:
        token = self.next_non_space()
        if token.kind == lexer.TEXT:
            return nodes.Text(token.position, token.text)
        if token.kind != lexer.LEFT_DELIM:
            self.unexpected(token, "input")
        self.action_line = token.line
        node = self.action()
        self.action_line = 0
        return node

    def action(self) -> nodes.Node:
        token = self.next_non_space()
        word = token.kind
        if word in ("if", "with", "range"):
            return self.control(word)
        if word == "end":
            return nodes.Stop(self.expect(lexer.RIGHT_DELIM, "end").position, word)
        if word == "else":
            ahead = self.peek_non_space()
            if ahead.kind not in ("if", "with"):
                ahead = self.expect(lexer.RIGHT_DELIM, "else")
            return nodes.Stop(ahead.position, word)
        if word in ("break", "continue"):
            return self.jump(token, word)
        if word == "block":
            return self.block()
        if word == "template":
            return self.include()
        self.next_index -= 1
        position = self.peek().position
        return nodes.Action(position, self.pipeline("command", lexer.RIGHT_DELIM))

    def jump(self, token: lexer.Token, word: str) -> nodes.Node:
        after = self.next_non_space()
        if after.kind != lexer.RIGHT_DELIM:
            self.unexpected(after, f"{{{{{word}}}}}")
        if not self.range_depth:
            raise self.error(f"{{{{{word}}}}} outside {{{{range}}}}")
        return nodes.Jump(token.position, word)

    def control(self, word: str) -> nodes.Node:
        known = len(self.variables)
        pipe = self.pipeline(word, lexer.RIGHT_DELIM)
        self.range_depth += word == "range"
        body, stop = self.body()
        self.range_depth -= word == "range"
        otherwise = None
        if stop.word == "else":
            # `else if` and `else with` share the `end` of the enclosing action.
            if word in ("if", "with") and self.peek().kind == word:
                self.next()
                otherwise = nodes.Body(stop.position)
                otherwise.nodes.append(self.control(word))
            else:
                otherwise, stop = self.body()
                if stop.word != "end":
                    raise self.error(f"expected end; found {stop}")
        del self.variables[known:]
        return nodes.Control(pipe.position, word, pipe, body, otherwise)

    def block(self) -> nodes.Node:
        context = "block clause"
        token = self.next_non_space()
        name = self.template_name(token, context)
        pipe = self.pipeline(context, lexer.RIGHT_DELIM)
        self.add(name, self.own_scope(context))
        return nodes.Include(token.position, name, quoted(name), pipe)

    def include(self) -> nodes.Node:
        context = "template clause"
        token = self.next_non_space()
        name = self.template_name(token, context)
        pipe = None
        if self.next_non_space().kind != lexer.RIGHT_DELIM:
            self.next_index -= 1
            pipe = self.pipeline(context, lexer.RIGHT_DELIM)
        return nodes.Include(token.position, name, quoted(name), pipe)

    def template_name(self, token: lexer.Token, context: str) -> str:
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            self.unexpected(token, context)
        return self.unquote(token)

    def unquote(self, token: lexer.Token) -> str:
        try:
            return unquoted(token.text)
        except ValueError:
            raise self.error("invalid syntax") from None

    # Pipelines.

    def pipeline(self, context: str, end: str) -> nodes.Pipe:
        pipe = nodes.Pipe(self.peek_non_space().position)
        while self.peek_non_space().kind == lexer.VARIABLE and self.declaration(pipe, context):
            pass
        while True:
            token = self.next_non_space()
            if token.kind == end:
                break
            if token.kind not in _OPERANDS:
                self.unexpected(token, context)
            self.next_index -= 1
            pipe.commands.append(self.command())
        if not pipe.commands:
            raise self.error(f"missing value for {context}")
        for stage, command in enumerate(pipe.commands[1:], 2):
            if isinstance(command.arguments[0], (nodes.Constant, nodes.Dot, nodes.Nil)):
                raise self.error(f"non executable command in pipeline stage {stage}")
        return pipe

    def declaration(self, pipe: nodes.Pipe, context: str) -> bool:
        """Takes `$x :=`, `$x =` or `$x,`; returns whether another variable may follow."""
        variable = self.next_non_space()
        after_variable = self.next_index
        after = self.peek_non_space()
        is_comma = after.kind == lexer.OTHER and after.text == ","
        if after.kind not in (lexer.ASSIGN, lexer.DECLARE) and not is_comma:
            self.next_index = after_variable - 1
            return False
        self.next_non_space()
        pipe.declared.append(nodes.Variable(variable.position, variable.text.split(".")))
        self.variables.append(variable.text)
        if not is_comma:
            pipe.assigns = after.kind == lexer.ASSIGN
            return False
        if context == "range" and len(pipe.declared) < 2:
            if self.peek_non_space().kind in (lexer.VARIABLE, lexer.RIGHT_DELIM, lexer.RIGHT_PAREN):
                return True
            raise self.error("range can only initialize variables")
        raise self.error(f"too many declarations in {context}")

    def command(self) -> nodes.Command:
        command = nodes.Command(self.peek_non_space().position)
        while True:
            self.peek_non_space()
            operand = self.operand()
            if operand is not None:
                command.arguments.append(operand)
            token = self.next()
            if token.kind == lexer.SPACE:
                continue
            if token.kind in (lexer.RIGHT_DELIM, lexer.RIGHT_PAREN):
                self.next_index -= 1
            elif token.kind != lexer.PIPE:
                self.unexpected(token, "operand")
            break
        if not command.arguments:
            raise self.error("empty command")
        return command

    def operand(self) -> nodes.Node | None:
        node = self.term()
        if node is None or self.peek().kind != lexer.FIELD:
            return node
        position = self.peek().position
        names: list[str] = []
        while self.peek().kind == lexer.FIELD:
            names.append(self.next().text[1:])
        if isinstance(node, nodes.Field):
            return nodes.Field(position, (*node.names, *names))
        if isinstance(node, nodes.Variable):
            return nodes.Variable(position, (*node.names, *names))
        if isinstance(node, (nodes.Constant, nodes.Nil, nodes.Dot)):
            raise self.error(f"unexpected . after term {quoted(str(node))}")
        return nodes.Chain(position, node, names)

    def term(self) -> nodes.Node | None:
        token = self.next_non_space()
        kind, position, text = token.kind, token.position, token.text
        if kind == lexer.FIELD:
            return nodes.Field(position, (text[1:],))
        if kind == lexer.IDENTIFIER:
            if text not in self.functions:
                raise self.error(f"function {quoted(text)} not defined")
            return nodes.Identifier(position, text)
        if kind == ".":
            return nodes.Dot(position, text)
        if kind == "nil":
            return nodes.Nil(position, text)
        if kind == lexer.VARIABLE:
            if text not in self.variables:
                raise self.error(f"undefined variable {quoted(text)}")
            return nodes.Variable(position, (text,))
        if kind == lexer.BOOL:
            return nodes.Bool(position, text, text == "true")
        if kind in (lexer.CHARACTER, lexer.COMPLEX, lexer.NUMBER):
            try:
                return number(position, text)
            except ValueError as problem:
                raise self.error(str(problem)) from None
        if kind in (lexer.STRING, lexer.RAW_STRING):
            return nodes.String(position, text, self.unquote(token))
        if kind == lexer.LEFT_PAREN:
            return self.pipeline("parenthesized pipeline", lexer.RIGHT_PAREN)
        self.next_index -= 1
        return None
