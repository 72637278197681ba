"""Messages for failures of plugins: the plugin, the place, the reason, what did not happen, and how to leave it out."""

# ruff: noqa: BLE001  a plugin may raise anything, also in `__str__`

from __future__ import annotations

import sys

from pydock_core.errors import PluginError, PyDockError
from pydock_core.host.import_paths import module_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.declarations.plugin_index import IndexedCommand, PluginRecord

CORE = __file__.rpartition("/host/")[0] + "/"
LONGEST = 300  # characters of a plugin's text in a message


class WrongValue(Exception):
    """The failure of an implementation that raised nothing: a wrong result, or a module without a needed name."""

    def __init__(self, message: str, source: Any) -> None:
        """`source` is the function or the module at fault."""
        super().__init__(message)
        code = getattr(source, "__code__", None)
        self.location = (
            f"{code.co_filename}:{code.co_firstlineno}" if code is not None else getattr(source, "__file__", "")
        )


def plugin_error(
    plugin: PluginRecord | None, where: str, error: BaseException, lost: str, *, source: str = ""
) -> BaseException:
    """The exception to raise when `plugin` raised `error` in `where`: a `PluginError`, or `error` itself.

    `error` stays as it is if the plugin raised it on purpose (a `PyDockError`), if it is a Ctrl-C, and if the plugin
    is not known.
    """
    if plugin is None or isinstance(error, (PyDockError, KeyboardInterrupt)):
        return error
    return PluginError(failure_message(plugin, where, error, lost, source=source))


def command_failure(command: IndexedCommand, error: BaseException, lost: str) -> BaseException:
    """The exception to raise when the module of `command` raised `error`; see `plugin_error`."""
    source = _command_source(command.module)
    return plugin_error(command.plugin_record(), f"command {command.name}", error, lost, source=source)


def _command_source(module: str) -> str:
    """`FILE:LINE` of the function `command` of a command's module, else the module's file, "" if that is not found."""
    function = getattr(sys.modules.get(module), "command", None)
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else "".join(module_files(module)[-1:])


def failure_message(plugin: PluginRecord, where: str, error: BaseException, lost: str, *, source: str = "") -> str:
    """The message for a failure of `plugin` in `where`; `lost` is a sentence that says what did not happen.

    `source` is the place of a failure without a frame in the plugin, by default the plugin's file.
    """
    file = source or [plugin.file, *module_files(plugin.value)][-1]
    version = f" {plugin.version}" if plugin.version else ""
    return (
        f"plugin {plugin.name} ({plugin.distribution}{version}) failed in {where}, "
        f"{failure_location(error, file)}: {failure_reason(error)}\n{lost} {leave_out_advice(plugin.label)}"
    )


def leave_out_advice(label: str) -> str:
    """How to go on without the plugin."""
    return f'To go on without it: --no-plugin {label}, or the setting plugins.blocked = ["{label}"].'


def failure_reason(error: BaseException) -> str:
    """Class and text of an exception (`ZeroDivisionError: division by zero`) on one line."""
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
    """A plugin's text on one line, without control characters, at most 300 characters long."""
    text = " ".join(text.splitlines())
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def failure_location(error: BaseException, default: str) -> str:
    """`FILE:LINE` of the innermost frame that is not PyDock's, pluggy's or the import machinery's, else `default`."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno or 0}"
    found = (isinstance(error, WrongValue) and error.location) or default
    # Each hook is called by pluggy.
    pluggy = (getattr(sys.modules.get("pluggy"), "__file__", None) or CORE).rpartition("/")[0] + "/"
    traceback = error.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith(("<", CORE, pluggy)):
            found = f"{file}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found
