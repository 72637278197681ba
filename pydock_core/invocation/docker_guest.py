"""PyDock as a CLI plugin of docker: the command line that a shim hands over, and docker's socket for cancelling.

docker runs `docker-NAME [GLOBAL FLAGS] NAME [WORDS…]`, with `help` or a word of completion before NAME where the user
asks for these. The shim puts `docker-cli-plugin-run NAME` in front.
"""

from __future__ import annotations

import signal
from _thread import get_ident, start_new_thread
from typing import TYPE_CHECKING

from pydock_core.cli_plugins.shim_file import EVERYTHING
from pydock_core.engine.transport.sockets import connect_unix
from pydock_core.errors import PyDockError
from pydock_core.invocation.global_flags import read_global_flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.engine.transport.sockets import StreamSocket

SOCKET = "DOCKER_CLI_PLUGIN_SOCKET"
_BEFORE_NAME = ("help", "__complete", "__completeNoDesc")


def enter_docker_plugin(words: list[str], environ: Mapping[str, str]) -> list[str]:
    """Returns the command line of docker's user: the program's name for messages, and the typed words.

    `words` are the plugin's name and docker's words. From here on the end of docker's connection interrupts this
    process. Raises PyDockError for words that docker does not use: a plugin runs its own command only.
    """
    name, *typed = words or [""]
    options = read_global_flags(typed, environ)
    flags, rest = options.typed, options.words
    before = rest[:1] if rest[:1] and rest[0] in _BEFORE_NAME else []
    after = rest[len(before) :]
    if not name or after[:1] != [name]:
        raise PyDockError(f"docker-{name} is a CLI plugin of docker, which runs it: docker {name}")
    interrupt_with_docker(environ)
    if name == EVERYTHING:
        return [f"docker {name}", *flags, *before, *after[1:]]
    return ["docker", *typed]


def interrupt_with_docker(environ: Mapping[str, str]) -> None:
    """Connects to docker's socket, whose end stands for Ctrl-C: docker, or the user, gives the command up.

    docker closes the connection at SIGINT and SIGTERM unless its standard output is a terminal, which sends the signal
    to both processes. Without a socket the command runs on, as docker's plugins do.
    """
    address = environ.get(SOCKET, "")
    if not address:
        return
    try:
        connection = connect_unix("\0" + address[1:] if address[0] == "@" else address)
        connection.settimeout(None)
        start_new_thread(_interrupt_at_end, (connection, get_ident()))
    except (OSError, RuntimeError):
        return


def _interrupt_at_end(connection: StreamSocket, thread: int) -> None:
    """Sends SIGINT to the main thread, whose system call it interrupts, at the end of the connection."""
    try:
        while connection.recv(1):
            continue
    except OSError:
        return
    finally:
        connection.close()
    signal.pthread_kill(thread, signal.SIGINT)
