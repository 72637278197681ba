"""What the import of a plugin must not change in the process: streams, signal handlers, folder, environment, path.

Threads, timers, changed modules of others and writes to a descriptor are beyond reach. They concern only the commands
that import the plugin, because the index is built from reports of separate processes.
"""

from __future__ import annotations

import io
import os
import sys

from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    import locale as _locale
else:
    try:
        import _locale
    except ImportError:
        import locale as _locale


class PreservedProcessState:
    """A context that restores the process's state at its end, and drops what is printed to standard output.

    Folders that were added to sys.path stay, behind the others: the plugin's later imports may need them.
    """

    def __enter__(self) -> None:
        self._path = list(sys.path)
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._hooks = sys.excepthook, sys.unraisablehook
        self._environ = dict(os.environ)
        self._recursion_limit = sys.getrecursionlimit()
        self._locale = _locale.setlocale(_locale.LC_ALL, None)
        self._handlers = signals.handlers()
        self._umask = os.umask(0o077)
        os.umask(self._umask)
        try:
            self._folder = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._folder = -1
        sys.stdout = io.StringIO()

    def __exit__(self, *_: object) -> None:
        sys.path[:] = self._path + [folder for folder in sys.path if folder not in self._path]
        sys.stdin, sys.stdout, sys.stderr = self._streams
        sys.excepthook, sys.unraisablehook = self._hooks
        if os.environ != self._environ:
            os.environ.clear()
            os.environ.update(self._environ)
        sys.setrecursionlimit(self._recursion_limit)
        os.umask(self._umask)
        if self._folder >= 0:
            try:
                os.fchdir(self._folder)
                os.close(self._folder)
            except OSError:
                pass  # the plugin closed descriptors that were not its own
        if _locale.setlocale(_locale.LC_ALL, None) != self._locale:
            _locale.setlocale(_locale.LC_ALL, self._locale)
        now = signals.handlers()
        try:
            signals.give_back({number: was for number, was in self._handlers.items() if was is not now[number]})
        except (ValueError, TypeError, OSError):
            pass  # outside the main thread, where a plugin cannot set handlers either; or a handler set in C
