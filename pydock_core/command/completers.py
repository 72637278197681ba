"""Completers: the values that TAB offers, by the names that flags and arguments refer to (`complete="container"`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config.contexts import ContextStore
from pydock_core.config.endpoint import DEFAULT_CONTEXT
from pydock_core.host.import_paths import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeAlias

    from pydock_core.session import Session

    Completer: TypeAlias = Callable[[Session, str], Iterable[str]]

SHOW_IDS = "DOCKER_COMPLETION_SHOW_CONTAINER_IDS"


def complete(session: Session, source: Any, prefix: str) -> dict[str, str] | None:
    """Returns the values of `complete=source` with their descriptions; None for file names, which the shell offers.

    - `source`: a tuple of words, a function of session and prefix, or the name of one, first among PyDock's completers,
      then among those of plugins. The function returns words, or a mapping from words to descriptions. An unknown name
      has no values.
    - `prefix`: the word under the cursor, as typed so far.
    """
    if source == "file":
        return None
    if isinstance(source, tuple):
        return dict.fromkeys(source, "")
    function = _named(session, source) if isinstance(source, str) else source
    return _described(function(session, prefix) if function is not None else ())


def complete_next(session: Session, target: str, prefix: str, before: Sequence[str]) -> dict[str, str] | None:
    """Returns the values of an argument with their descriptions; None for file names, which the shell offers.

    `target` is `module:function`; the function gets the session, the word so far, and the arguments `before` it.
    """
    values = resolve(target)(session, prefix, before)
    return None if values is None else _described(values)


def _described(values: Any) -> dict[str, str]:
    return dict(values) if hasattr(values, "keys") else dict.fromkeys(values, "")


def _named(session: Session, name: str) -> Callable[..., Any] | None:
    if name in COMPLETERS:
        return COMPLETERS[name]
    completer = session.hooks.index.completer(name)
    if completer is None:
        return None
    function: Callable[..., Any] = resolve(completer.target)
    return function


def containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of all containers, with their ids if the variable `SHOW_IDS` is "yes"."""
    return container_names(session, session.engine.containers.list(all=True))


def running_containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of the running containers, paused ones included."""
    return container_names(session, session.engine.containers.list())


def container_names(session: Session, found: Iterable[dict[str, Any]]) -> list[str]:
    """Returns the names of containers in the form of the engine's list, with their ids if `SHOW_IDS` is "yes"."""
    names = []
    for container in found:
        if session.environ.get(SHOW_IDS) == "yes":
            names.append(container["Id"])
        # A link adds another name: `/linked-container/link-name`.
        names += [name[1:] for name in container.get("Names") or () if "/" not in name[1:]]
    return names


def images(session: Session, prefix: str) -> list[str]:
    """Returns the tags of the engine's images."""
    return [tag for image in session.engine.images.list() for tag in image.get("RepoTags") or () if tag != NO_TAG]


NO_TAG = "<none>:<none>"  # sent by engines before API 1.43


def networks(session: Session, prefix: str) -> list[str]:
    """Returns the names of the networks."""
    return [network["Name"] for network in session.engine.networks.list()]


def volumes(session: Session, prefix: str) -> list[str]:
    """Returns the names of the volumes."""
    return [volume["Name"] for volume in session.engine.volumes.list().get("Volumes") or ()]


def contexts(session: Session, prefix: str) -> list[str]:
    """Returns the names of the contexts in docker's store and of the default context, which isn't stored."""
    return [DEFAULT_CONTEXT, *ContextStore.of(session.load_config()).names()]


def platforms(session: Session, prefix: str) -> tuple[str, ...]:
    """Returns the platforms that images are usually built for."""
    return PLATFORMS


def signals(session: Session, prefix: str) -> list[str]:
    """Returns the names of Linux's signals, whatever the client's system; with `SIG` if `prefix` begins so."""
    start = "SIG" if prefix.startswith("SIG") else ""
    return [start + name for name in SIGNALS]


def capabilities(session: Session, prefix: str) -> list[str]:
    """Returns the names of Linux's capabilities, and ALL."""
    return ["ALL", *(f"CAP_{name}" for name in CAPABILITIES)]


COMPLETERS: dict[str, Completer] = {
    "capability": capabilities,
    "container": containers,
    "context": contexts,
    "image": images,
    "network": networks,
    "platform": platforms,
    "running-container": running_containers,
    "signal": signals,
    "volume": volumes,
}

PLATFORMS = (
    *("linux/386", "linux/amd64", "linux/arm", "linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm64"),
    *("linux/arm64/v8", "linux/ppc64le", "linux/riscv64", "linux/s390x", "wasip1/wasm", "windows/amd64"),
)
SIGNALS = (
    *"ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS".split(),
    *"TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX".split(),
    *(f"RTMIN+{number}" for number in range(1, 16)),
    *(f"RTMAX-{number}" for number in range(1, 15)),
)
CAPABILITIES = (
    "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH "
    "FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN "
    "NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT "
    "SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
).split()
