"""Compiles pipelines, operands and calls to nested functions, whose errors have text/template's messages."""

from __future__ import annotations

from pydock_core.errors import TemplateError
from pydock_core.output.template import nodes
from pydock_core.output.template.compare import ComparisonError
from pydock_core.output.template.functions import ANY, INT, LIST, STRING, VALUE, CallError, Function
from pydock_core.output.template.quote import quoted
from pydock_core.output.template.values import MISSING, JSONNumber, TypedNil, is_true, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from pydock_core.output.template.run import Run

    # A compiled expression: computes a value from dot.
    Value = Callable[[Any, Run], Any]


class Scope:
    """The variables in scope at a node, each with its slot; `generic` is True if dot came out of a container."""

    __slots__ = ("generic", "names")

    def __init__(self, names: list[tuple[str, bool]] | None = None, *, generic: bool = False) -> None:
        self.names = names if names is not None else [("$", False)]
        self.generic = generic

    def inner(self, *, generic: bool | None = None) -> Scope:
        """Returns an inner scope, whose own variables are not visible outside."""
        return Scope(list(self.names), generic=self.generic if generic is None else generic)

    def find(self, name: str) -> int | None:
        """Returns the slot of the innermost variable of this name."""
        for place in range(len(self.names) - 1, -1, -1):
            if self.names[place][0] == name:
                return place
        return None

    def declare(self, name: str, *, generic: bool) -> int:
        """Declares a variable and returns its slot."""
        self.names.append((name, generic))
        return len(self.names) - 1


class Expressions:
    """Compiles the expressions inside of actions."""

    def __init__(self, text: str, name: str, own_name: str, functions: Mapping[str, Function]) -> None:
        self.text = text
        self.name = name
        self.own_name = own_name
        self.functions = functions

    def error(self, node: nodes.Node, message: str) -> TemplateError:
        """Returns the error of an execution that failed at `node`."""
        before = self.text[: node.position]
        line = before.count("\n") + 1
        column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "surrogatepass"))
        place = f"{self.name}:{line}:{column}"
        return TemplateError(f"template: {place}: executing {quoted(self.own_name)} at <{node}>: {message}")

    def failing(self, node: nodes.Node, message: str) -> Value:
        """Returns a step that fails when it runs."""

        def fail(_dot: Any, _run: Run) -> Any:
            raise self.error(node, message)

        return fail

    def last(self, node: nodes.Node) -> nodes.Node:
        """Returns the node that text/template's errors point at after the evaluation of `node`."""
        if isinstance(node, nodes.Pipe):
            return self.last(node.commands[-1]) if node.commands else node
        if isinstance(node, nodes.Command):
            if len(node.arguments) > 1:
                return self.last(node.arguments[-1])
            return self.last(node.arguments[0])
        if isinstance(node, nodes.Chain):
            return self.last(node.operand)
        return node

    # Pipelines.

    def pipe(self, pipe: nodes.Pipe, scope: Scope, *, elements: bool = False) -> Value:
        """Compiles a pipeline; with `elements`, its variables are a loop's, assigned for each element."""
        value_of = self.command(pipe.commands[0], scope, None, pipe)
        for before, command in zip(pipe.commands, pipe.commands[1:], strict=False):
            value_of = self.command(command, scope, value_of, self.last(before))
        if not pipe.declared:
            return value_of
        return self.with_variables(pipe, scope, value_of, elements=elements)

    def with_variables(self, pipe: nodes.Pipe, scope: Scope, value_of: Value, *, elements: bool) -> Value:
        names = [variable.names[0] for variable in pipe.declared]
        if pipe.assigns:
            places = [scope.find(name) for name in names]
            if None in places:
                return self.failing(self.last(pipe), f"undefined variable: {names[places.index(None)]}")
        else:
            places = [scope.declare(name, generic=elements) for name in names]

        def assign(dot: Any, run: Run) -> Any:
            value = value_of(dot, run)
            variables = run.variables
            for place in places:
                assert place is not None
                while len(variables) <= place:
                    variables.append(MISSING)
                if not (elements and pipe.assigns):
                    variables[place] = value
            return value

        return assign

    def command(self, command: nodes.Command, scope: Scope, final: Value | None, at: nodes.Node) -> Value:
        first = command.arguments[0]
        rest = command.arguments[1:]
        if isinstance(first, nodes.Identifier):
            return _nil_as_missing(self.function(first, command, rest, scope, final, at))
        if isinstance(first, (nodes.Field, nodes.Chain, nodes.Variable)):
            return _nil_as_missing(self.fields(first, rest, scope, final, at))
        place = first
        if isinstance(first, nodes.Pipe):
            place = at
        if rest or final is not None:
            return self.after(final, self.failing(place, f"can't give argument to non-function {first}"))
        if isinstance(first, nodes.Pipe):
            return self.pipe(first, scope)
        if isinstance(first, nodes.Nil):
            return self.failing(first, "nil is not a command")
        if isinstance(first, nodes.Dot):
            return lambda dot, _: MISSING if dot is None else dot
        return self.constant(first)

    def after(self, first: Value | None, then: Value) -> Value:
        if first is None:
            return then

        def both(dot: Any, run: Run) -> Any:
            first(dot, run)
            return then(dot, run)

        return both

    def constant(self, node: nodes.Node) -> Value:
        assert isinstance(node, nodes.Constant)
        value = node.value
        if isinstance(node, nodes.Number) and isinstance(value, int) and value >= 2**63:
            return self.failing(node, f"{node.text} overflows int")
        return lambda _dot, _run: value

    # Fields.

    def fields(
        self,
        node: nodes.Field | nodes.Chain | nodes.Variable,
        rest: list[nodes.Node],
        scope: Scope,
        final: Value | None,
        at: nodes.Node,
    ) -> Value:
        names = node.names
        generic = scope.generic
        start: Value
        if isinstance(node, nodes.Field):
            start = _dot
        elif isinstance(node, nodes.Chain):
            if isinstance(node.operand, nodes.Nil):
                return self.failing(node, f"indirection through explicit nil in {node}")
            generic = False
            start = self.argument(node.operand, VALUE, scope)
        else:
            place = scope.find(names[0])
            if place is None:
                return self.failing(node, f"undefined variable: {names[0]}")
            generic = scope.names[place][1]
            names = names[1:]
            start = _variable(place)
            if not names:
                if rest or final is not None:
                    return self.after(final, self.failing(node, f"can't give argument to non-function {node}"))
                return start
        if rest or final is not None:
            if len(names) > 1:
                start = self.field(self.last(node), start, names[:-1], generic=generic)
            return self.method(self.last(node), start, names[-1], rest, scope, final, at)
        return self.field(self.last(node), start, names, generic=generic)

    def field(self, node: nodes.Node, start: Value, names: tuple[str, ...], *, generic: bool) -> Value:
        def get(dot: Any, run: Run) -> Any:
            value = start(dot, run)
            from_container = generic
            for name in names:
                receiver = value
                value = self.value_of_field(node, receiver, name, run, generic=from_container)
                from_container = isinstance(receiver, dict) and type_name(receiver).endswith("]interface {}")
                if callable(value):
                    raise self.error(node, f"wrong number of args for {name}: want 1 got 0")
            return value

        return get

    def value_of_field(self, node: nodes.Node, receiver: Any, name: str, run: Run, *, generic: bool) -> Any:
        if isinstance(receiver, dict):
            value = receiver.get(name, MISSING)
            if value is MISSING and run.missing_key_fails:
                raise self.error(node, f'map has no entry for key "{name}"')
            return value
        if receiver is MISSING:
            if run.missing_key_fails:
                raise self.error(node, f'nil data; no entry for key "{name}"')
            return MISSING
        if receiver is None:
            raise self.error(node, f"nil pointer evaluating interface {{}}.{name}")
        if isinstance(receiver, TypedNil):
            raise self.error(node, f"nil pointer evaluating {receiver.go_type}.{name}")
        lookup = getattr(receiver, "field", None)
        if lookup is not None:
            try:
                return lookup(name)
            except KeyError:
                pass
        kind = type_name(receiver)
        is_decoded = not hasattr(receiver, "go_type") or isinstance(receiver, JSONNumber)
        if getattr(receiver, "in_interface", generic and is_decoded):
            kind = ANY
        raise self.error(node, f"can't evaluate field {name} in type {kind}")

    def method(
        self,
        node: nodes.Node,
        receiver_of: Value,
        name: str,
        rest: list[nodes.Node],
        scope: Scope,
        final: Value | None,
        at: nodes.Node,
    ) -> Value:
        given = len(rest) + (final is not None)
        arguments = [self.argument(argument, STRING, scope) for argument in rest]
        last = self.last(rest[-1]) if rest else at

        def call(dot: Any, run: Run) -> Any:
            piped = final(dot, run) if final is not None else None
            receiver = receiver_of(dot, run)
            if isinstance(receiver, dict):
                raise self.error(node, f"{name} is not a method but has arguments")
            value = self.value_of_field(node, receiver, name, run, generic=False)
            if callable(value):
                if given != 1:
                    raise self.error(node, f"wrong number of args for {name}: want 1 got {given}")
                return value(arguments[0](dot, run) if arguments else self.checked(last, piped, STRING))
            if getattr(receiver, "has_methods", False):
                raise self.error(node, f"wrong number of args for {name}: want 0 got {given}")
            raise self.error(node, f"{name} has arguments but cannot be invoked as function")

        return call

    # Functions.

    def function(
        self,
        node: nodes.Identifier,
        command: nodes.Node,
        rest: list[nodes.Node],
        scope: Scope,
        final: Value | None,
        at: nodes.Node,
    ) -> Value:
        name = node.text
        function = self.functions[name]
        given = len(rest) + (final is not None)
        wanted = len(function.parameters)
        if function.rest is not None:
            if given < wanted:
                words = f"wrong number of args for {name}: want at least {wanted} got {len(rest)}"
                return self.after(final, self.failing(node, words))
        elif given != wanted:
            return self.after(final, self.failing(node, f"wrong number of args for {name}: want {wanted} got {given}"))
        arguments = [self.argument(argument, function.type_of(index), scope) for index, argument in enumerate(rest)]
        if name in ("and", "or"):
            return _short_circuit(arguments, final, decides=name == "or")
        run_function = function.call
        last = self.last(rest[-1]) if rest else node
        final_type = function.type_of(given - 1) if final is not None else ANY
        text_of_callee = str(rest[0]) if name == "call" and rest else ""

        def call(dot: Any, run: Run) -> Any:
            piped = final(dot, run) if final is not None else None
            values = [argument(dot, run) for argument in arguments]
            if final is not None:
                values.append(self.checked(last, piped, final_type))
            try:
                return run_function(*values)
            except (CallError, ComparisonError) as error:
                message = str(error).replace("non-function of", f"non-function {text_of_callee} of")
            raise self.error(command, f"error calling {name}: {message}")

        return call

    def argument(self, node: nodes.Node, kind: str, scope: Scope) -> Value:
        """Compiles an argument for a parameter of this type."""
        if isinstance(node, nodes.Constant):
            return self.literal(node, kind)
        if isinstance(node, nodes.Nil):
            if kind in (STRING, INT):
                return self.failing(node, f"cannot assign nil to {kind}")
            return lambda _dot, _run: [] if kind == LIST else None
        value_of: Value
        if isinstance(node, nodes.Dot):
            value_of = _dot
        elif isinstance(node, nodes.Pipe):
            value_of = self.pipe(node, scope)
        elif isinstance(node, nodes.Identifier):
            value_of = self.function(node, node, [], scope, None, node)
        else:
            assert isinstance(node, (nodes.Field, nodes.Chain, nodes.Variable))
            value_of = self.fields(node, [], scope, None, node)
        if kind == VALUE:
            return value_of
        last = self.last(node)
        return lambda dot, run: self.checked(last, value_of(dot, run), kind)

    def literal(self, node: nodes.Constant, kind: str) -> Value:
        if kind == STRING and not isinstance(node, nodes.String):
            return self.failing(node, f"expected string; found {node}")
        if kind == INT:
            whole = node.whole if isinstance(node, nodes.Number) else None
            if whole is None:
                return self.failing(node, f"expected integer; found {node}")
            return lambda _dot, _run: whole
        if kind == LIST:
            return self.failing(node, f"can't handle {node} for arg of type {kind}")
        return self.constant(node)

    def checked(self, node: nodes.Node, value: Any, kind: str) -> Any:
        """Returns `value` if a parameter of this type accepts it."""
        if kind in (ANY, VALUE):
            return None if value is MISSING and kind == ANY else value
        if value is MISSING:
            if kind == LIST:
                return []
            raise self.error(node, f"invalid value; expected {kind}")
        if kind == STRING and isinstance(value, str) and not isinstance(value, JSONNumber):
            return value
        if kind == INT and isinstance(value, int) and not isinstance(value, bool):
            return value
        if kind == LIST and isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        own = ANY if value is None else type_name(value)
        raise self.error(node, f"wrong type for value; expected {kind}; got {own}")


def _dot(dot: Any, _: Run) -> Any:
    return dot


def _variable(place: int) -> Value:
    return lambda _dot, run: run.variables[place]


def _nil_as_missing(value_of: Value) -> Value:
    """Returns a stage whose result is MISSING in place of nil, for the next stage."""

    def get(dot: Any, run: Run) -> Any:
        value = value_of(dot, run)
        return MISSING if value is None else value

    return get


def _short_circuit(arguments: list[Value], final: Value | None, *, decides: bool) -> Value:
    """Compiles `and` and `or`: the first argument whose truth decides, else the last one."""

    def decide(dot: Any, run: Run) -> Any:
        value = final(dot, run) if final is not None else MISSING
        piped = value
        for argument in arguments:
            value = argument(dot, run)
            if is_true(value) is decides:
                return value
        return piped if final is not None else value

    return decide
