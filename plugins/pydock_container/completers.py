"""The values that TAB offers for flags of `run` and `create`, and for the arguments of `rm` and `cp`.

A value that ends with `:` or `=` is a beginning: the shell adds no space after it.
"""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session
from pydock_core.toolkit import NO_FILES, NO_SPACE, Offer, container_names, in_state, kinds, typed_flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_OF_MOST_DRIVERS = ("max-buffer-size", "mode", "env", "env-regex", "labels")
_LOG_OPTIONS = {
    "awslogs": (
        "max-buffer-size mode awslogs-create-group awslogs-credentials-endpoint awslogs-datetime-format awslogs-group "
        "awslogs-multiline-pattern awslogs-region awslogs-stream tag"
    ).split(),
    "fluentd": [
        *_OF_MOST_DRIVERS,
        *"fluentd-address fluentd-async fluentd-buffer-limit fluentd-request-ack fluentd-retry-wait".split(),
        *"fluentd-max-retries fluentd-sub-second-precision fluentd-write-timeout tag".split(),
    ],
    "gcplogs": [*_OF_MOST_DRIVERS, *"gcp-log-cmd gcp-meta-id gcp-meta-name gcp-meta-zone gcp-project".split()],
    "gelf": [
        *_OF_MOST_DRIVERS,
        *"gelf-address gelf-compression-level gelf-compression-type gelf-tcp-max-reconnect".split(),
        *"gelf-tcp-reconnect-delay tag".split(),
    ],
    "journald": [*_OF_MOST_DRIVERS, "tag"],
    "json-file": [*_OF_MOST_DRIVERS, "compress", "max-file", "max-size"],
    "local": ["max-buffer-size", "mode", "compress", "max-file", "max-size"],
    "none": [],
    "splunk": [
        *_OF_MOST_DRIVERS,
        *"splunk-caname splunk-capath splunk-format splunk-gzip splunk-gzip-level splunk-index".split(),
        *"splunk-insecureskipverify splunk-source splunk-sourcetype splunk-token splunk-url".split(),
        *"splunk-verify-connection tag".split(),
    ],
    "syslog": [
        *_OF_MOST_DRIVERS,
        *"syslog-address syslog-facility syslog-format syslog-tls-ca-cert syslog-tls-cert syslog-tls-key".split(),
        *"syslog-tls-skip-verify tag".split(),
    ],
}
_LIMITS = (
    "as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc priority rss rtprio "
    "sigpending stack"
).split()
_LABELS = ("disable", "level:", "role:", "type:", "user:")
_SECURITY = ("apparmor=", "label=", "no-new-privileges", "seccomp=", "systempaths=unconfined")
_CONTAINER = "container:"


def removable(session: Session, prefix: str) -> list[str]:
    """Returns the containers that `rm` can remove: after `--force` all, else those that don't run."""
    found = session.engine.containers.list(all=True)
    force = typed_flag(session, "force")
    if force is None or not kinds.boolean(force):
        found = in_state(found, "exited", "created")
    return container_names(session, found)


def ipc(session: Session, prefix: str) -> Offer:
    """Returns the values of `--ipc`."""
    return _namespace(session, prefix, ("host", "none", "private", "shareable"))


def pid(session: Session, prefix: str) -> Offer:
    """Returns the values of `--pid`."""
    return _namespace(session, prefix, ("host",))


def _namespace(session: Session, prefix: str, others: Iterable[str]) -> Offer:
    if prefix and "container".startswith(prefix):
        return Offer((_CONTAINER,), NO_SPACE)
    if prefix.startswith(_CONTAINER):
        return Offer(_CONTAINER + name for name in _names(session))
    return Offer((_CONTAINER, *others))


def link(session: Session, prefix: str) -> Offer:
    """Returns the containers for `--link`, each with the colon before the alias."""
    return Offer((f"{name}:" for name in _names(session)), NO_SPACE)


def _names(session: Session) -> list[str]:
    try:
        return container_names(session, session.engine.containers.list(all=True))
    except PyDockError:
        return []


def copy_places(session: Session, prefix: str) -> Offer:
    """Returns the containers for `cp`, each with the colon before the path; the shell offers files besides."""
    return Offer((f"{name}:" for name in _names(session)), NO_SPACE)


def log_driver(session: Session, prefix: str) -> list[str]:
    """Returns the engine's logging drivers, the built-in ones if the engine doesn't answer."""
    return _drivers(session, "Log", list(_LOG_OPTIONS))


def volume_driver(session: Session, prefix: str) -> list[str]:
    """Returns the engine's volume drivers, the built-in one if the engine doesn't answer."""
    return _drivers(session, "Volume", ["local"])


def _drivers(session: Session, kind: str, otherwise: list[str]) -> list[str]:
    try:
        plugins = session.engine.system.info().get("Plugins") or {}
    except PyDockError:
        return otherwise
    return [name for name in plugins.get(kind) or () if isinstance(name, str)]


def log_options(session: Session, prefix: str) -> Offer:
    """Returns the options of the driver that `--log-driver` names, those of all built-in drivers without it."""
    options = _LOG_OPTIONS.get(typed_flag(session, "log_driver") or "")
    if options is not None:
        return Offer((f"{option}=" for option in options), NO_SPACE | NO_FILES)
    return Offer((f"{option}=" for known in _LOG_OPTIONS.values() for option in known), NO_SPACE)


def security_options(session: Session, prefix: str) -> Offer:
    """Returns the values of `--security-opt`, those below `label=` and `seccomp=` once that is typed."""
    if prefix.startswith("label=d"):
        return Offer(("label=disable",))
    if prefix.startswith("label="):
        return Offer((f"label={value}" for value in _LABELS), NO_SPACE | NO_FILES)
    if prefix.startswith("seccomp="):
        return Offer(("seccomp=unconfined",))
    for name, least in (("apparmor=", 1), ("label=", 1), ("seccomp=", 2)):
        if len(prefix) >= least and name.startswith(prefix):
            return Offer((name,), NO_SPACE)
    return Offer(_SECURITY)


def storage_options(session: Session, prefix: str) -> Offer:
    """Returns the values of `--storage-opt`."""
    return Offer(("size=",), NO_SPACE)


def ulimits(session: Session, prefix: str) -> Offer:
    """Returns the names of limits for `--ulimit`."""
    return Offer((f"{name}=" for name in _LIMITS), NO_SPACE)


def detach_keys(session: Session, prefix: str) -> Offer:
    """Returns the beginning of a key for `--detach-keys`."""
    return Offer(("ctrl-",), NO_SPACE)
