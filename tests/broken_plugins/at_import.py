"""Plugins that break, end, hang or change the process that imports them."""

from __future__ import annotations

from tests.broken_plugins.case import HEAD, Case, broken, contained

CASES: dict[str, Case] = {
    "import raises": broken("x = 1\n1 / 0\n", "ZeroDivisionError: division by zero", file="plugin_bad.py:2"),
    "policy that can't be compiled": broken(
        "@hookimpl\ndef pydock_create_container(:\n",
        "SyntaxError: ",
        file="plugin_bad.py:2",
        stopped=("create busybox",),
    ),
    "syntax error": broken("def broken(:\n", "SyntaxError: ", file="plugin_bad.py:1"),
    "imports something missing": broken("import pydock_nowhere\n", "No module named 'pydock_nowhere'"),
    "imports a name that the API lacks": broken(
        "from pydock_core.plugin_api import tomorrow\n", "cannot import name 'tomorrow'"
    ),
    "sys.exit": broken("import sys\nsys.exit(0)\n", "it ended the program with status 0"),
    "os._exit": broken("import os\nos._exit(0)\n", "it ended Python with status 0 while it was imported"),
    "hangs": broken("import time\ntime.sleep(600)\n", "it did not answer for 5 seconds"),
    "recursion": broken("def again(): again()\nagain()\n", "RecursionError: "),
    "killed by a signal": broken("import os\nos.kill(os.getpid(), 11)\n", "it killed Python with signal 11"),
    "kills the whole group of processes": broken("import os\nos.killpg(0, 9)\n", "it killed Python with signal 9"),
    "closes every descriptor": broken(
        "import os, time\nos.closerange(0, 1024)\ntime.sleep(600)\n", "it closed PyDock's descriptors"
    ),
    "raises KeyboardInterrupt": broken("raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    "raises what can't be printed": broken(
        "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd\n", "Odd"
    ),
    "prints": contained(
        "import os, sys\nprint('noise')\nprint('noise', file=sys.stderr)\n"
        "os.write(1, b'noise')\nos.write(2, b'noise')\n"
    ),
    "changes sys.path": contained("import sys\nsys.path[:] = ['/nowhere']\n"),
    "changes signal handlers": contained(
        "import signal\nfor number in (2, 13, 15, 17): signal.signal(number, signal.SIG_IGN)\n"
    ),
    "sets an alarm that rings later": contained("import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.001)\n"),
    "changes the locale": contained("import locale\nlocale.setlocale(locale.LC_ALL, 'C')\n"),
    "changes the current folder": contained("import os\nos.chdir('/')\n"),
    "changes the environment": contained(
        "import os\nos.environ.clear()\nos.environ['DOCKER_HOST'] = 'tcp://nobody:1'\n"
    ),
    "reads and closes stdin": contained("import os, sys\nassert sys.stdin.read() == ''\nos.close(0)\n"),
    "replaces sys.stdout": contained("import sys\nsys.stdout = sys.stderr = sys.__stdout__ = None\n"),
    "starts a thread that never ends": contained(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\n"
    ),
    "starts a process that never ends": contained("import subprocess\nsubprocess.Popen(['sleep', '600'])\n"),
    "monkeypatches core": contained(
        "import os\n"
        "from pydock_core import cli, errors, session\n"
        "from pydock_core.declarations import commands\n"
        "from pydock_core.host import index_merge, plugin_report\n"
        "cli.main = session.Session.engine = errors.PyDockError = index_merge.is_valid_name = None\n"
        "commands.Command = plugin_report.Command = plugin_report.failure_reason = os.write = None\n"
    ),
    "does all that at run time": contained(
        HEAD + "import locale, os, signal, sys, threading, time\n"
        "print('noise')\n"
        "sys.path.insert(0, '/nowhere')\n"
        "signal.signal(signal.SIGPIPE, signal.SIG_IGN)\n"
        "locale.setlocale(locale.LC_ALL, 'C')\n"
        "os.chdir('/')\n"
        "os.environ['DOCKER_HOST'] = 'tcp://nobody:1'\n"
        "sys.stdout = sys.stderr = sys.stdin = None\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "@hookimpl\ndef pydock_configure(): ...\n"
    ),
    "needs another PyDock": broken("requires_pydock = '>=99'\n1 / 0\n", "it needs pydock-cli >=99", "requires_pydock"),
}
