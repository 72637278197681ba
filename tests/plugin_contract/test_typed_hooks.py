"""The typed form of the hooks: `mypy --strict` accepts right implementations and refuses wrong ones.

All implementations are written into one file, and one process checks it: a line with `# expect error` must be reported,
no other line may be.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pydock_core import hooks
from pydock_core.host.hookspecs import HOOKS
from pydock_core.plugin_api import hookimpl

ROOT = Path(__file__).parents[2]
WRAPPER = "wrapper=True"
HEAD = """\
from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Literal

from pydock_core.plugin_api import Command, CommandEntry, CreateRequest, Endpoint, Event, Group, Request, Response, Send
from pydock_core.plugin_api import Session, hooks

"""
# Hook → (options of the decorator, signature).
RIGHT = {
    "initializers": [("", "() -> dict[str, str]"), ("", "() -> dict[str, Callable[[list[str]], int]]")],
    "commands": [("", "() -> list[Command | Group]"), ("tryfirst=True", "() -> list[Command]")],
    "flags": [("", "() -> list[Any]"), ("", "() -> list[str | None]"), ("trylast=True", "() -> tuple[Any, ...]")],
    "completers": [("", "() -> dict[str, str]"), ("", "() -> dict[str, Callable[[Session, str], list[str]]]")],
    "formatters": [("", "() -> dict[str, str]"), ("", "() -> Mapping[str, Callable[[list[dict[str, Any]]], str]]")],
    "configure": [
        ("", "(session: Session) -> None"),
        (WRAPPER, "(session: Session) -> Generator[None, list[Any], list[Any]]"),
    ],
    "resolve_command": [
        ("", "(session: Session, words: tuple[str, ...]) -> Command | None"),
        ("", "(session: Session, words: tuple[str, ...], more: int = 0) -> None"),
        (WRAPPER, "(session: Session, words: tuple[str, ...]) -> Generator[None, Command | None, Command | None]"),
    ],
    "run_command": [
        ("", "(session: Session, command: CommandEntry, options: object) -> int | None"),
        (
            WRAPPER,
            "(session: Session, command: CommandEntry, options: Any) -> Generator[None, int | None, int | None]",
        ),
        (f'{WRAPPER}, flag="x"', "(session: object, command: object, options: object) -> Generator[None, Any, int]"),
    ],
    "create_container": [
        ("", "(session: Session, request: CreateRequest) -> None"),
        ('flag="group", trylast=True', "(session: Session, request: CreateRequest) -> None"),
        (WRAPPER, "(session: Session, request: CreateRequest) -> Generator[None, list[Any], list[Any]]"),
    ],
    "pull_policy": [
        ("", '(session: Session, reference: str) -> Literal["always", "missing", "never"] | None'),
        ("", '(session: Session, reference: str) -> Literal["never"]'),
        (WRAPPER, '(session: Session, reference: str) -> Generator[None, str | None, Literal["never"] | None]'),
    ],
    "send": [
        ("", "(session: Session, request: Request) -> Response | None"),
        ("wrapper=False", "(session: Session, request: Request) -> Response"),
        (WRAPPER, "(session: Session, request: Request) -> Generator[None, Response, Response]"),
    ],
    "transport": [
        ("", "(session: Session, endpoint: Endpoint) -> Send | None"),
        ("", "(session: Session, endpoint: Endpoint) -> Callable[[Request], Response]"),
        (WRAPPER, "(session: Session, endpoint: Endpoint) -> Generator[None, Send | None, Send | None]"),
    ],
    "credentials": [
        ("", "(session: Session, registry: str) -> Mapping[str, str] | None"),
        ("", "(session: Session, registry: str) -> dict[str, str]"),
        (WRAPPER, "(session: Session, registry: str) -> Generator[None, Mapping[str, str] | None, dict[str, str]]"),
    ],
    "event": [
        ("", "(session: Session, event: Event) -> None"),
        (WRAPPER, "(session: Session, event: Event) -> Generator[None, list[Any], list[Any]]"),
    ],
}
WRONG = {
    "initializers": [
        ("", "() -> list[str]"),
        ("", "() -> dict[str, Callable[[str], int]]"),
        ("", "(session: Session) -> dict[str, str]"),
        ('flag="x"', "() -> dict[str, str]"),
    ],
    "commands": [("", "() -> Command"), ("", "() -> list[str]"), (WRAPPER, "() -> list[Command]")],
    "flags": [("", "() -> None"), ("", "() -> str"), ("", "() -> dict[str, Any]")],
    "completers": [("", "() -> dict[str, Callable[[], list[str]]]"), ("", "() -> dict[str, int]")],
    "formatters": [("", "() -> dict[str, Callable[[str], str]]"), ("", "() -> str")],
    "configure": [
        ("", "() -> None"),
        ("", "(session: str) -> None"),
        ("", "(session: Session) -> int"),
        (WRAPPER, "(session: Session) -> None"),
        (WRAPPER, "(session: Session) -> Generator[int, list[Any], list[Any]]"),
    ],
    "resolve_command": [
        ("", "(session: Session, words: str) -> Command | None"),
        ("", "(session: Session, word: tuple[str, ...]) -> Command | None"),
        ("", "(session: Session, words: tuple[str, ...]) -> str"),
        (WRAPPER, "(session: Session, words: tuple[str, ...]) -> Generator[None, Command, Command | None]"),
    ],
    "run_command": [
        ("", "(session: Session, command: CommandEntry) -> int | None"),
        ("", "(session: Session, command: str, options: Any) -> int | None"),
        ("", "(session: Session, command: CommandEntry, options: Any) -> str"),
        ("", "(session: Session, command: CommandEntry, options: Any) -> Generator[None, int | None, int | None]"),
        (WRAPPER, "(session: Session, command: CommandEntry, options: Any) -> Generator[None, int, int]"),
        (WRAPPER, "(session: Session, command: CommandEntry, options: Any) -> Generator[None, int | None, str]"),
    ],
    "create_container": [
        ("", "(request: CreateRequest) -> None"),
        ("", "(session: Session, request: Request) -> None"),
        ("", "(session: Session, body: CreateRequest) -> None"),
        ("", "(session: Session, request: CreateRequest) -> CreateRequest"),
        ('flags="group"', "(session: Session, request: CreateRequest) -> None"),
        (WRAPPER, "(session: Session, request: CreateRequest) -> Generator[None, None, None]"),
    ],
    "pull_policy": [
        ("", "(session: Session, reference: str) -> str | None"),
        ("", '(session: Session, reference: str) -> Literal["sometimes"]'),
        ("", '(session: Session, image: str) -> Literal["never"]'),
        (WRAPPER, "(session: Session, reference: str) -> Generator[None, str | None, bool]"),
    ],
    "send": [
        ("", "(session: Session, request: bytes) -> Response | None"),
        ("", "(session: Session, request: Request) -> bytes"),
        ("", "(session: Session, request: Request) -> Generator[None, Response, Response]"),
        ("", "(session: Session, request: Request, more: int) -> Response | None"),
        (WRAPPER, "(session: Session, request: Request) -> Response | None"),
        (WRAPPER, "(session: Session, request: Request) -> Generator[None, Response, None]"),
    ],
    "transport": [
        ("", "(session: Session, endpoint: str) -> Send | None"),
        ("", "(session: Session, endpoint: Endpoint) -> Response"),
        ("", "(session: Session, endpoint: Endpoint) -> Callable[[Request], bytes]"),
        (WRAPPER, "(session: Session, endpoint: Endpoint) -> Generator[None, Send, Send]"),
    ],
    "credentials": [
        ("", "(session: Session, registry: Endpoint) -> dict[str, str]"),
        ("", "(session: Session, registry: str) -> tuple[str, str]"),
        ("", "(session: Session, registry: str) -> dict[str, int]"),
        (WRAPPER, "(session: Session, registry: str) -> Generator[None, dict[str, str], dict[str, str]]"),
    ],
    "event": [
        ("", "(session: Session, event: dict[str, Any]) -> None"),
        ("", "(session: Session, event: Event) -> bool"),
        ("", "(event: Event, session: Session) -> None"),
        (WRAPPER, "(session: Session, event: Event) -> Generator[None, None, None]"),
    ],
}


def source() -> str:
    """Returns all implementations, each inside a separate function, so that their names do not clash."""
    blocks = [HEAD]
    for cases, marker in ((RIGHT, ""), (WRONG, "  # expect error")):
        for hook, implementations in cases.items():
            for options, signature in implementations:
                blocks.append(
                    f"def case_{len(blocks)}() -> None:\n"
                    f"    @hooks.{hook}{f'({options})' if options else ''}{marker}\n"
                    f"    def pydock_{hook}{signature}:\n"
                    f"        raise NotImplementedError\n"
                )
    return "\n".join(blocks)


def test_each_hook_has_right_and_wrong_implementations() -> None:
    assert {f"pydock_{hook}" for hook in RIGHT} == {f"pydock_{hook}" for hook in WRONG} == set(HOOKS)


def test_mypy_refuses_wrong_implementations_and_accepts_right_ones(tmp_path: Path) -> None:
    file = tmp_path / "implementations.py"
    file.write_text(source(), encoding="utf-8")
    environ = {**os.environ, "MYPYPATH": str(ROOT)}
    words = ["--strict", "--no-error-summary", f"--cache-dir={tmp_path / 'cache'}", "--python-version=3.10"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, str(file)], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    reported = {int(line) for line in re.findall(r"^implementations\.py:(\d+): error: ", done.stdout, re.MULTILINE)}
    lines = file.read_text(encoding="utf-8").splitlines()
    expected = {number for number, line in enumerate(lines, 1) if line.endswith("# expect error")}
    accepted = {number: (lines[number - 1], lines[number]) for number in sorted(expected - reported)}
    assert accepted == {}, "wrong, and not reported"
    assert reported == expected, done.stdout + done.stderr


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("options", [{}, {"tryfirst": True}, {"wrapper": True, "flag": "x"}, {"trylast": True}])
def test_typed_form_marks_as_hookimpl_does(hook: str, options: dict[str, object]) -> None:
    def typed() -> None: ...
    def plain() -> None: ...

    typed.__name__ = hook
    decorator = getattr(hooks, hook.removeprefix("pydock_"))
    marked = decorator(**options)(typed) if options else decorator(typed)
    hookimpl(**options)(plain)  # type: ignore[call-overload]
    assert marked is typed
    assert marked.pydock_impl == plain.pydock_impl  # type: ignore[attr-defined]


def test_typed_form_refuses_function_of_another_name() -> None:
    def answer() -> None: ...

    with pytest.raises(ValueError, match='name the function pydock_send, or pass specname="pydock_send"'):
        hooks.send(answer)  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="function named answer"):
        hooks.send(specname="pydock_transport")(answer)  # type: ignore[arg-type]
    marked: object = hooks.send(specname="pydock_send")(answer)  # type: ignore[arg-type]
    assert marked is answer
