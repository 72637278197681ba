"""What a plugin's import may not change for the rest of the process: streams, handlers, folder, environment, path.

Beyond its reach are threads, timers, patched modules of others and what is written to a descriptor directly: these
touch the commands that import the plugin, and no others, since each plugin is asked in a process of its own.
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


class Restored:
    """`with Restored():` an import; puts back what it changed. What it prints to standard output is dropped.

    Folders that it adds to sys.path stay, for its own later imports, behind those that were there.
    """

    def __enter__(self) -> None:
        self._path = list(sys.path)
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._hooks = sys.excepthook, sys.unraisablehook
        self._environ = dict(os.environ)
        self._limit = sys.getrecursionlimit()
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
        sys.setrecursionlimit(self._limit)
        os.umask(self._umask)
        if self._folder >= 0:
            try:
                os.fchdir(self._folder)
                os.close(self._folder)
            except OSError:
                pass  # the plugin closed what wasn't its own
        if _locale.setlocale(_locale.LC_ALL, None) != self._locale:
            _locale.setlocale(_locale.LC_ALL, self._locale)
        now = signals.handlers()
        try:
            signals.give_back({number: was for number, was in self._handlers.items() if was is not now[number]})
        except (ValueError, TypeError, OSError):
            pass  # not in the main thread, where a plugin can't set one either; or a handler that isn't Python's
