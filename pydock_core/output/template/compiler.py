"""Compiles a parsed template to nested functions, and runs them."""

from __future__ import annotations

from pydock_core.errors import TemplateError
from pydock_core.output.template import nodes
from pydock_core.output.template.expressions import Expressions, Scope
from pydock_core.output.template.functions import FUNCTIONS
from pydock_core.output.template.parser import parse
from pydock_core.output.template.run import BREAK, CONTINUE, Run
from pydock_core.output.template.values import MISSING, is_true, plain, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from pydock_core.output.template.functions import Function

    # A compiled node: writes its text through the run, and returns BREAK or CONTINUE to leave or continue a loop.
    Step = Callable[[Any, Run], object]


class Template:
    """A compiled template."""

    __slots__ = ("_bodies", "_root")

    def __init__(self, root: Step, bodies: dict[str, Step]) -> None:
        self._root = root
        self._bodies = bodies

    def execute(self, data: Any, *, missing_key_fails: bool = False) -> str:
        """Returns the template's text for `data`; raises TemplateError.

        A key that a map lacks prints `<no value>`; with `missing_key_fails` it is an error, as in docker's `inspect`.
        """
        parts: list[str] = []
        self.run(data, parts.append, missing_key_fails=missing_key_fails)
        return "".join(parts)

    def run(self, data: Any, write: Callable[[str], object], *, missing_key_fails: bool = False) -> None:
        """Writes the text of `execute` in pieces, so that the text before an error is kept."""
        data = MISSING if data is None else data
        run = Run(write, self._bodies, missing_key_fails=missing_key_fails)
        run.variables.append(data)
        try:
            self._root(data, run)
        except RecursionError:
            raise TemplateError("template: exceeded maximum template depth (100000)") from None


def compile(text: str, *, name: str = "", functions: Mapping[str, Function] = FUNCTIONS) -> Template:
    """Compiles the text of a template; raises TemplateError with text/template's message."""
    bodies = parse(text, functions, name=name)
    steps = {own: _Compiler(text, name, own, functions).body(body, Scope()) for own, body in bodies.items()}
    return Template(steps[name], steps)


class _Compiler(Expressions):
    """Compiles the bodies of one template."""

    def body(self, body: nodes.Body, scope: Scope) -> Step:
        steps = [self.step(node, scope) for node in body.nodes]
        if len(steps) == 1:
            return steps[0]

        def run_all(dot: Any, run: Run) -> object:
            for step in steps:
                signal = step(dot, run)
                if signal is not None:
                    return signal
            return None

        return run_all

    def step(self, node: nodes.Node, scope: Scope) -> Step:
        if isinstance(node, nodes.Text):
            text = node.text

            def write_text(_: Any, run: Run) -> None:
                run.write(text)

            return write_text
        if isinstance(node, nodes.Action):
            return self.action(node, scope)
        if isinstance(node, nodes.Control):
            return self.loop(node, scope) if node.word == "range" else self.condition(node, scope)
        if isinstance(node, nodes.Include):
            return self.include(node, scope)
        assert isinstance(node, nodes.Jump)
        signal = BREAK if node.word == "break" else CONTINUE
        return lambda _dot, _run: signal

    def action(self, node: nodes.Action, scope: Scope) -> Step:
        value_of = self.pipe(node.pipe, scope)
        if node.pipe.declared:

            def declare(dot: Any, run: Run) -> None:
                value_of(dot, run)

            return declare

        def write_value(dot: Any, run: Run) -> None:
            value = value_of(dot, run)
            if callable(value):
                raise self.error(node, f"can't print {node} of type func")
            run.write(value if value.__class__ is str else shown(value))

        return write_value

    def condition(self, node: nodes.Control, scope: Scope) -> Step:
        inner = scope.inner()
        value_of = self.pipe(node.pipe, inner)
        rebinds = node.word == "with"
        body = self.body(node.body, inner.inner(generic=False) if rebinds else inner.inner())
        otherwise = self.body(node.otherwise, inner.inner()) if node.otherwise is not None else None

        def choose(dot: Any, run: Run) -> object:
            mark = len(run.variables)
            value = value_of(dot, run)
            signal: object = None
            if is_true(value):
                signal = body(value if rebinds else dot, run)
            elif otherwise is not None:
                signal = otherwise(dot, run)
            del run.variables[mark:]
            return signal

        return choose

    def loop(self, node: nodes.Control, scope: Scope) -> Step:
        inner = scope.inner()
        value_of = self.pipe(node.pipe, inner, elements=True)
        body = self.body(node.body, inner.inner(generic=True))
        otherwise = self.body(node.otherwise, inner.inner()) if node.otherwise is not None else None
        names = [variable.names[0] for variable in node.pipe.declared]
        slots = [slot for name in names if (slot := inner.find(name)) is not None]
        if len(slots) < len(names):
            return value_of

        def repeat(dot: Any, run: Run) -> object:
            mark = len(run.variables)
            value = value_of(dot, run)
            inside = len(run.variables)
            ran = False
            for index, element in self.pairs(node, value, counted=len(slots) > 1):
                ran = True
                if slots:
                    run.variables[slots[-1]] = element
                    if len(slots) > 1:
                        run.variables[slots[0]] = index
                signal = body(element, run)
                del run.variables[inside:]
                if signal is BREAK:
                    break
            signal = otherwise(dot, run) if otherwise is not None and not ran else None
            del run.variables[mark:]
            return signal

        return repeat

    def pairs(self, node: nodes.Control, value: Any, *, counted: bool) -> Iterable[tuple[Any, Any]]:
        """Returns the pairs that `range` goes through: index or key, and element."""
        if isinstance(value, list):
            return enumerate(value)
        if isinstance(value, dict):
            return [(key, value[key]) for key in sorted(value)]
        if isinstance(value, int) and not isinstance(value, bool):
            if counted:
                raise self.error(self.last(node.pipe), f"can't use {value} to iterate over more than one variable")
            return ((MISSING, index) for index in range(value))
        if value is None or value is MISSING:
            return []
        raise self.error(self.last(node.pipe), f"range can't iterate over {plain(value)}")

    def include(self, node: nodes.Include, scope: Scope) -> Step:
        value_of = self.pipe(node.pipe, scope) if node.pipe is not None else None

        def run_other(dot: Any, run: Run) -> None:
            body = run.bodies.get(node.name)
            if body is None:
                raise self.error(node, f"template {node.quoted} not defined")
            inner = value_of(dot, run) if value_of is not None else MISSING
            outer, run.variables = run.variables, [inner]
            body(inner, run)
            run.variables = outer

        return run_other
