"""docker's hooks: what CLI plugins that config.json names for a command say behind the command, "What's next:"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.cli_plugins.ask import ask
from pydock_core.cli_plugins.discovery import find_docker_plugin
from pydock_core.cli_plugins.environment import ORIGINAL_COMMAND, original_command
from pydock_core.config import go_json_decoder
from pydock_core.declarations import kinds
from pydock_core.errors import InvalidValue, TemplateError
from pydock_core.output.template import FUNCTIONS, compile
from pydock_core.output.template.functions import ANY, INT, STRING, CallError, Function
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydock_core.session import Session

SECONDS = 3.0
_SUBCOMMAND = "docker-cli-plugin-hooks"
_NEXT_STEPS = 0  # docker's only type of message


class Finished:
    """A command that has ended.

    - `path`: its name as docker's help page has it, or, for a CLI plugin, all words of its command line.
    - `name`: the last word of its name.
    - `typed`: the long names of the typed flags; the values of boolean ones as text, "" for any other.
    - `values`: the value of each flag as text.
    - `arguments`: the words that are no flags.
    - `error`: the command's error message, "" for success and for an exit status without a message.
    """

    __slots__ = ("arguments", "error", "name", "path", "typed", "values")

    def __init__(
        self,
        path: str,
        name: str,
        typed: dict[str, str],
        *,
        values: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
        error: str = "",
    ) -> None:
        self.path = path
        self.name = name
        self.typed = typed
        self.values = values or {}
        self.arguments = arguments
        self.error = error

    @classmethod
    def of_docker_plugin(cls, words: Sequence[str]) -> Finished:
        """Returns the command line of a CLI plugin, whose flags are known by their dashes only, as in docker."""
        typed = {word[2:] if word.startswith("--") else word[1:]: "" for word in words if word.startswith("-")}
        return cls(" ".join(words), "docker", typed)


def show_next_steps(session: Session, finished: Finished) -> None:
    """Asks the plugins of config.json that have a hook for the command, and writes their messages to stderr.

    Writes nothing if hooks are disabled, and for a plugin that fails, hangs or answers anything but docker's message.
    """
    if not _are_enabled(session):
        return
    session.stdout.flush()
    commands = []
    for name, options in session.load_config().plugins().items():
        match = _match(options, finished)
        plugin = find_docker_plugin(session, name) if match is not None else None
        if match is not None and plugin is not None and not plugin.problem:
            request = {"RootCmd": match, "Flags": dict(sorted(finished.typed.items())), "CommandError": finished.error}
            commands.append([plugin.path, name, _SUBCOMMAND, json_codec.dumps(request, escape_html=True)])
    if not commands:
        return
    environ = {**session.environ, ORIGINAL_COMMAND: original_command()}
    lines: list[str] = []
    for answer in ask(commands, environ, SECONDS):
        if not answer.problem:
            lines += _lines(answer.output, finished)
    if lines:
        shown = "".join(f"    {line}\n" for line in lines)
        session.stderr.write_control(f"\x1b[1m\nWhat's next:\x1b[0m\n{shown}")
        session.stderr.flush()


def _are_enabled(session: Session) -> bool:
    """Returns whether hooks are enabled: by the first of two variables and config.json's feature that is set."""
    features = session.load_config().table("features")
    text = session.environ.get("DOCKER_CLI_HOOKS") or session.environ.get("DOCKER_CLI_HINTS") or features.get("hooks")
    try:
        return kinds.boolean(text or "false")
    except InvalidValue:
        return False


def _match(options: Mapping[str, str], finished: Finished) -> str | None:
    """Returns the hook that the command's words begin with; None without one. `error-hooks` need an error."""
    configured = [options.get("hooks", "")]
    if finished.error:
        configured.append(options.get("error-hooks", ""))
    words = finished.path.split(" ")
    for hooks in configured:
        for hook in hooks.split(",") if hooks else ():
            wanted = hook.split(" ")
            if words[: len(wanted)] == wanted:
                return hook
    return None


def _lines(printed: bytes, finished: Finished) -> list[str]:
    """Returns the lines of a plugin's answer; [] for an answer that is blank or no message of docker's."""
    try:
        answer = go_json_decoder.decode(printed, whole=True)
        members = {name.lower(): value for name, value in answer.items()} if isinstance(answer, dict) else {}
        text = members.get("template") or ""
        if (members.get("type") or _NEXT_STEPS) != _NEXT_STEPS or not isinstance(text, str):
            return []
        message = compile(text, functions=_functions(finished)).execute({"Name": finished.name})
    except (InvalidValue, TemplateError):
        return []
    # A field that docker's command lacks is an error there, and has no value here.
    return message.split("\n") if message.strip() and "<no value>" not in message else []


def _functions(finished: Finished) -> dict[str, Function]:
    def flag_value(name: str) -> str:
        if name not in finished.values:
            raise CallError("failed to parse hook template")
        return finished.values[name]

    def argument(index: int) -> str:
        return finished.arguments[index] if 0 <= index < len(finished.arguments) else ""

    return {
        **FUNCTIONS,
        "flag": Function(lambda _, name: flag_value(name), (ANY, STRING)),
        "arg": Function(lambda _, index: argument(index), (ANY, INT)),
        "flagValue": Function(flag_value, (STRING,)),
        "argValue": Function(argument, (INT,)),
        "command": Function(lambda: finished.name),
    }
