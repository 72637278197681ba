"""A plugin's failure in words: one message that says who, where, what, what did not happen, and the way out."""

# ruff: noqa: BLE001  whatever a plugin raises, in `__str__` too, is its own failure

from __future__ import annotations

from pydock_core.errors import PluginError, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.host.index import CommandEntry


class WrongValue(Exception):
    """An implementation that raised nothing, but returned or left what can't be used; the message is all of it."""

    def __init__(self, message: str, where: Any) -> None:
        """`where` is the function or the module that is to blame."""
        super().__init__(message)
        code = getattr(where, "__code__", None)
        self.place = f"{code.co_filename}:{code.co_firstlineno}" if code is not None else getattr(where, "__file__", "")


def command_failure(command: CommandEntry, error: BaseException, lost: str) -> BaseException:
    """What to raise when a command's own module failed: `error` itself where it is one on purpose or a Ctrl-C."""
    if isinstance(error, (PyDockError, KeyboardInterrupt)) or not command.describe():
        return error
    return PluginError(failure(command.describe(), f"command {command.name}", error, lost))


def failure(plugin: Mapping[str, Any], where: str, error: BaseException, lost: str) -> str:
    """The one message of a failing plugin: who, where, what, what did not happen, and how to go on without it."""
    from pydock_core.host.import_paths import module_files

    name, file = plugin["label"], [plugin["file"], *module_files(plugin["value"])][-1]
    version = f" {plugin['version']}" if plugin["version"] else ""
    return (
        f"plugin {plugin['name']} ({plugin['distribution']}{version}) failed in {where}, "
        f"{place(error, file)}: {reason(error)}\n{lost} {way_out(name)}"
    )


def way_out(label: str) -> str:
    """How to go on without a plugin."""
    return f'To go on without it: --no-plugin {label}, or the setting plugins.blocked = ["{label}"].'


def reason(error: BaseException) -> str:
    """`ZeroDivisionError: division by zero`, on one line, without control characters, not endless."""
    try:
        text = str(error)
    except BaseException:
        text = ""
    kind = type(error).__name__
    if isinstance(error, WrongValue):
        kind = ""
    elif isinstance(error, SystemExit):
        kind, text = "sys.exit", f"it ended the program with status {text or 0}"
    elif isinstance(error, SyntaxError):
        text = error.msg or text
    return one_line(": ".join(filter(None, (kind, text))))


def one_line(text: str) -> str:
    """At most 300 printable characters of a plugin's text."""
    text = " ".join(text.splitlines())
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 300 else text[:297] + "..."


def place(error: BaseException, otherwise: str) -> str:
    """`FILE:LINE` where the plugin failed: the innermost frame that is neither ours nor Python's import machinery."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno or 0}"
    found = (isinstance(error, WrongValue) and error.place) or otherwise
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<") and not file.startswith(CORE):
            found = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


CORE = __file__.rpartition("/host/")[0] + "/"
