"""Writes docs/plugins/api.md and docs/plugins/toolkit.md from signatures and docstrings.

python -m scripts.plugin_api_page
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydock_core import hooks, plugin_api, toolkit
from pydock_core.host import hookspecs
from scripts.plugin_api_members import RESOURCES, has_promised_constructor, members, promised, public

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent / "docs" / "plugins"
RENEW = "python -m scripts.plugin_api_page"
API_HEAD = f"""# The plugin API

The names of `pydock_core.plugin_api` and `pydock_core.testing` keep their signatures and their meaning within a major
version. A minor version may add names, members, optional arguments, hooks, arguments of hooks, events and their fields.
[The toolkit](toolkit.md) has more names; the rest of PyDock is not for plugins.

Arguments behind `*` are given by name. Every error that PyDock raises is a [`PyDockError`](#pydockerror). This page is
made from docstrings: `{RENEW}`.
"""
TOOLKIT_HEAD = f"""# The toolkit: any release may change, move or remove these names

`pydock_core.toolkit` holds docker's value parsers and rules that the built-in plugins share. Every plugin may import
them. A plugin that does requires the releases of PyDock that it was tested with: `pydock-cli>=1.0,<1.1`. What keeps its
meaning within a major version is [the plugin API](api.md). This page is made from docstrings: `{RENEW}`.
"""
GROUPS = {
    "Session": "Session PluginOptions Settings InputStream OutputStream Clock",
    "Engine": (
        "Client Negotiation Containers PendingWait Checkpoints Images Networks Volumes Exec System Endpoint Request "
        "Response Body BytesBody Connection "
        "Send socket_transport"
    ),
    "Hooks": "hooks hookimpl CreateRequest CommandEntry",
    "Declarations": ("API_VERSION Command Group flags Column Listing render for_each_name Reference parse_reference"),
    "Events": ("Event PullProgress ContainerCreated ContainerStarted ContainerExited EngineWarning CommandFinished"),
    "Errors": (
        "PyDockError UsageError ArgumentCountError UnknownCommand InvalidValue SettingsError TemplateError PluginError "
        "EngineError ConnectionFailed ProtocolError APIError RegistryError Interrupted ExitStatus"
    ),
    "Testing": ("assert_plugin_ok run_pydock PyDock Result FakeEngine Image Program Process Asked Fault faults"),
}
INTRODUCTIONS = {
    "Engine": "`session.engine` is a `Client`; its attributes `containers`, `images`, … are the resources.",
    "Hooks": "[The hooks](hooks.md) has each hook with an example.",
    "Testing": "These names are in `pydock_core.testing`.",
}
# Texts for names without a docstring: constants, aliases, and attributes that a constructor sets.
CONSTANTS = {
    "API_VERSION": "`str`: the version of this API, `MAJOR.MINOR`.",
    "Send": "`Callable[[Request], Response]`: makes one exchange with the engine. Raises ConnectionFailed where the "
    "engine cannot be reached or the connection breaks, ProtocolError for an answer that is no HTTP; never raises for "
    "an HTTP status.",
}
STREAM = {"is_terminal: bool": "Whether the descriptor is a terminal."}
ATTRIBUTES = {
    "Session": {
        "program: str": "The name that PyDock was called by, `pydock` or `docker`, for messages.",
        "invoked_name: str": "The command as typed (`images`, `image ls`).",
        "stdin: InputStream": "Standard input.",
        "stdout: OutputStream": "Standard output.",
        "stderr: OutputStream": "Standard error.",
        "environ: Mapping[str, str]": "The environment; `os.environ` is not the session's.",
        "clock: Clock": "The clock, which tests replace.",
        "settings: Settings": "The user's settings.",
        "plugin_options: PluginOptions": "The values of flags that plugins added.",
    },
    "CommandEntry": {
        "name: str": "The canonical name (`container ls`).",
        "names: tuple[str, ...]": "The canonical name, then the aliases.",
        "plugin: str": "The name of its plugin.",
        "module: str": "The name of the module with `Options` and `command`.",
        "summary: str": "One line for help pages.",
        "heading: str": "The section of the help page.",
        "hidden: bool": "Whether help pages leave the command out.",
        "raw: bool": "Whether the command gets its words unparsed.",
    },
    "Client": {"endpoint: Endpoint": "The endpoint of the engine."},
    "InputStream": STREAM,
    "OutputStream": STREAM,
    "Settings": {"path: str": "The settings file, whether or not it exists."},
    "APIError": {"status: int": "The HTTP status."},
    "PyDock": {
        "engine: FakeEngine": "The engine of all command lines.",
        "environ: dict[str, str]": "The environment of all command lines.",
    },
    "Result": {
        "status: int": "The exit status.",
        "stdout_bytes: bytes": "Standard output.",
        "stderr_bytes: bytes": "Standard error.",
        "requests: list[Asked]": "The requests to the engine, in their order.",
        "events: list[Event]": "The events, in their order.",
    },
    "FakeEngine": {
        "requests: list[Asked]": "All requests.",
        "events: list[dict[str, Any]]": "All events of the Engine API.",
        "programs: dict[str, Program | Callable[[Process], int]]": "The first word of a command, or an image's name → "
        "its program.",
    },
    "Process": {
        "arguments: list[str]": "The words of its command.",
        "environ: dict[str, str]": "Its environment.",
        "handles: set[int]": "The signals that do not end it.",
    },
    "Asked": {
        "method: str": "The HTTP method.",
        "path: str": "The path, decoded, without the API version.",
        "version: str": 'The API version ("1.41"); "" without one.',
        "query: dict[str, str]": "The last value of each key, decoded.",
        "headers: dict[str, str]": "The headers, names in lower case.",
        "body: bytes": "The whole body.",
    },
}


def api_page() -> str:
    """Returns the text of api.md."""
    found = dict(promised())
    grouped = [name for names in GROUPS.values() for name in names.split()]
    if sorted(grouped) != sorted(found):
        raise SystemExit(f"in GROUPS, or promised, but not both: {sorted(set(grouped) ^ set(found))}")
    parts = [API_HEAD]
    for title, names in GROUPS.items():
        parts.append(f"## {title}\n")
        if title in INTRODUCTIONS:
            parts.append(INTRODUCTIONS[title] + "\n")
        parts += [entry(name, found[name]) for name in names.split()]
        if title == "Hooks":
            parts += [_hook(hook) for hook in hookspecs.HOOKS]
    return "\n".join(parts)


def toolkit_page() -> str:
    """Returns the text of toolkit.md: a section for each package of PyDock, a line for each name."""
    lines: dict[str, list[str]] = {}
    for name in sorted(toolkit.__all__, key=str.casefold):
        found, home = getattr(toolkit, name), toolkit._HOMES[name].split(".")
        package = home[1] if len(home) > 1 else home[0]
        section = lines.setdefault(package, [])
        if isinstance(found, ModuleType):
            section.append(f"- `{name}`: {_summary(found)}")
            section += [f"  - `{name}.{_call(member, one)}`: {_summary(one)}" for member, one in public(found)]
        elif callable(found):
            section.append(f"- `{_call(name, found)}`: {_summary(found)}")
        else:
            section.append(f"- `{name}`: the constant `{found!r}`.")
    return "\n".join(
        [TOOLKIT_HEAD, *(f"## {package}\n\n" + "\n".join(lines[package]) + "\n" for package in sorted(lines))]
    )


def entry(name: str, found: Any) -> str:
    """Returns the entry of one name: heading, signature, docstring, members."""
    parts = [f"### `{name}`\n"]
    if name in CONSTANTS:
        return "\n".join([*parts, CONSTANTS[name] + "\n"])
    resource = next((attribute for attribute, kind in RESOURCES.items() if kind is found), "")
    if resource:
        parts.append(f"The resource `session.engine.{resource}`.\n")
    elif inspect.isfunction(found) or (inspect.isclass(found) and has_promised_constructor(found)):
        parts.append(f"`{_call(name, found)}`\n")
    if inspect.isclass(found) and issubclass(found, plugin_api.PyDockError):
        bases = ", ".join(f"`{base.__name__}`" for base in found.__bases__)
        parts.append(f"Exit status {found.exit_code}. Base: {bases}.\n")
    parts.append(_docstring(found) + "\n")
    bullets = [f"- `{attribute}`: {text}" for attribute, text in ATTRIBUTES.get(name, {}).items()]
    if isinstance(found, ModuleType) and found is not hooks:
        bullets += [_bullet(_call(member, one), one) for member, one in public(found)]
    elif inspect.isclass(found):
        bullets += [_bullet(_member(member, one), one) for member, one in members(found)]
    return "\n".join([*parts, *bullets, ""] if bullets else parts)


def _hook(hook: str) -> str:
    specification = getattr(hookspecs, hook)
    decorator = f"`@hooks.{hook.removeprefix('pydock_')}`, see [the example](hooks.md#{hook})."
    return f"### `{hook}`\n\n`{_call(hook, specification)}`\n\n{_docstring(specification)}\n\n{decorator}\n"


def _bullet(signature: str, found: Any) -> str:
    text = _docstring(found).replace("\n", "\n  ").replace("\n  \n", "\n\n")
    return f"- `{signature}`: {text}"


def _member(name: str, found: Any) -> str:
    if isinstance(found, property):
        annotation = inspect.signature(found.fget).return_annotation if found.fget else ""
        return f"{name}: {_text(annotation, found.fget)}"
    return _call(name, getattr(found, "__func__", found))


def _docstring(found: Any) -> str:
    text = inspect.getdoc(found)
    if not text:
        raise SystemExit(f"{found} has no docstring")
    return text


def _summary(found: Any) -> str:
    return " ".join(_docstring(found).partition("\n\n")[0].split())


class _Raw(str):
    """An annotation as written in the source, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _call(name: str, found: Any) -> str:
    """Returns `name(argument: type = default) -> result`, with the annotations as in the source."""
    function = found.__init__ if inspect.isclass(found) else found
    if function is object.__init__:
        return f"{name}()"
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return name
    parameters = []
    for parameter in signature.parameters.values():
        if parameter.annotation is not parameter.empty:
            parameter = parameter.replace(annotation=_Raw(_text(parameter.annotation, function)))
        if inspect.isfunction(parameter.default):  # its repr has an address
            parameter = parameter.replace(default=_Raw(parameter.default.__name__))
        if parameter.name not in ("self", "cls"):
            parameters.append(parameter)
    result: Any = inspect.Signature.empty
    if not inspect.isclass(found) and signature.return_annotation is not signature.empty:
        result = _Raw(_text(signature.return_annotation, function))
    return f"{name}{signature.replace(parameters=parameters, return_annotation=result)}"


def _text(annotation: Any, function: Any) -> str:
    """Returns the annotation with the aliases of the function's module replaced by their meanings."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    for alias, meaning in _aliases(function.__module__).items():
        text = meaning.join(re.split(rf"(?<![\w.]){alias}(?!\w)", text))
    return text


@functools.cache
def _aliases(module: str) -> dict[str, str]:
    """Returns name → meaning of the `TypeAlias`es of a module that do not refer to themselves."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            value = node.value
            meaning = (
                value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ast.unparse(value)
            )
            if ast.unparse(node.annotation) == "TypeAlias" and node.target.id not in meaning:
                found[node.target.id] = meaning
    return found


def pages() -> Iterator[tuple[Path, str]]:
    """Yields each page's file and text."""
    yield DOCS / "api.md", api_page()
    yield DOCS / "toolkit.md", toolkit_page()


if __name__ == "__main__":
    for file, text in pages():
        file.write_text(text, encoding="utf-8")
