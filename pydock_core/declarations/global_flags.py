"""The flags before the command; they end at the first word that is no flag."""

from __future__ import annotations

from pydock_core.declarations import flags


class GlobalFlags:
    """Declares docker's global flags and `--no-plugin`; `GlobalOptions` holds their values."""

    config = flags.string(
        "config", complete="file", help="Folder of the client's configuration files", default_text='"$DOCKER_CONFIG"'
    )
    context = flags.string(
        "context",
        "c",
        complete="context",
        help="Context that names the engine to use (beats DOCKER_HOST and the current context)",
    )
    debug = flags.boolean("debug", "D", help="Log what happens to standard error")
    host = flags.strings("host", "H", complete="file", help="Address of the engine to connect to")
    log_level = flags.string(
        "log-level",
        "l",
        complete=("debug", "info", "warn", "error", "fatal", "panic"),
        help='Lowest level of log lines to show ("debug", "info", "warn", "error", "fatal")',
        default_text='"info"',
    )
    no_plugin = flags.strings("no-plugin", value="name", help="Leave out a plugin, for this command")
    tls = flags.boolean("tls", help="Use TLS; --tlsverify implies it")
    tlscacert = flags.string(
        "tlscacert",
        complete="file",
        help="Trust only certificates that this CA signed",
        default_text='"$DOCKER_CERT_PATH/ca.pem"',
    )
    tlscert = flags.string(
        "tlscert",
        complete="file",
        help="File of the client's TLS certificate",
        default_text='"$DOCKER_CERT_PATH/cert.pem"',
    )
    tlskey = flags.string(
        "tlskey", complete="file", help="File of the client's TLS key", default_text='"$DOCKER_CERT_PATH/key.pem"'
    )
    tlsverify = flags.boolean("tlsverify", help="Use TLS and verify the engine's certificate")
    version = flags.boolean("version", "v", help="Print PyDock's version and quit")
    words = flags.arguments("COMMAND", interspersed=False)
