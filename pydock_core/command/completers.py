"""Completers: the values that TAB offers, by the names that flags and arguments refer to (`complete="container"`)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from pydock_core.session import Session

    Completer: TypeAlias = Callable[[Session, str], Iterable[str]]

SHOW_IDS = "DOCKER_COMPLETION_SHOW_CONTAINER_IDS"
SSH_ASKPASS = "SSH_ASKPASS_REQUIRE"  # set by completion itself, for ssh
# Directives, bits of a number in the protocol of docker's completion scripts.
FILES, ERROR, NO_SPACE, NO_FILES, EXTENSIONS, FOLDERS, KEEP_ORDER = 0, 1, 2, 4, 8, 16, 32
UNDECLARED = 64  # no completer: no values; docker's own scripts then offer file names, as docker has it


class Offer:
    """The words that can stand under the cursor.

    - `values`: the words with their descriptions, "" for none, in docker's order.
    - `directive`: what the shell does besides: no space after the word, no file names, folders only.
    - `head`: the beginning of the word under the cursor that precedes each value: `--restart=`.
    - `more`: words with descriptions that PyDock's own completion offers and docker's does not.
    """

    __slots__ = ("directive", "head", "more", "values")

    def __init__(
        self,
        values: Iterable[str] | Mapping[str, str] = (),
        directive: int = NO_FILES,
        *,
        head: str = "",
        more: Mapping[str, str] | None = None,
    ) -> None:
        described: Any = values  # words, or a mapping
        self.values: dict[str, str] = dict(described if hasattr(values, "keys") else dict.fromkeys(values, ""))
        self.directive = directive
        self.head = head
        self.more = more or {}


def complete(session: Session, source: Any, prefix: str) -> Offer:
    """Returns the offer of `complete=source`.

    - `source`: None; "file"; "folder"; a tuple of words; a function of session and prefix; `"module:function"`; or the
      name of a completer, first among PyDock's, then among those of plugins. The function returns words, a mapping from
      words to descriptions, or an `Offer`. An unknown name has no values.
    - `prefix`: the word under the cursor, as typed so far.
    """
    if source is None:
        return Offer((), UNDECLARED)
    if isinstance(source, str):
        if source in PLACES:
            return Offer((), PLACES[source])
        source = _named(session, source)
    if isinstance(source, tuple) or source is None:
        return Offer(source or ())
    return _as_offer(source(session, prefix))


def complete_next(session: Session, target: str, prefix: str, before: Sequence[str]) -> Offer:
    """Returns the offer of an argument after the first.

    `target` is `module:function`; the function gets the session, the word so far, and the arguments `before` it. Its
    result is that of a completer, or None for file names.
    """
    return _as_offer(_resolve(target)(session, prefix, before))


def _as_offer(values: Any) -> Offer:
    if isinstance(values, Offer):
        return values
    return Offer((), FILES) if values is None else Offer(values)


def _named(session: Session, name: str) -> Callable[..., Any] | None:
    if name in COMPLETERS:
        return COMPLETERS[name]
    if ":" in name:
        return _resolve(name)
    completer = session.hooks.index.completer(name)
    return None if completer is None else _resolve(completer.target)


def _resolve(target: str) -> Callable[..., Any]:
    from pydock_core.host.import_paths import resolve

    function: Callable[..., Any] = resolve(target)
    return function


def containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of all containers, with their ids if the variable `SHOW_IDS` is "yes"."""
    return container_names(session, session.engine.containers.list(all=True))


def running_containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of the running containers, paused ones included."""
    return container_names(session, session.engine.containers.list())


def paused_containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of the paused containers."""
    return container_names(session, in_state(session.engine.containers.list(), "paused"))


def unpaused_containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of the running containers that are not paused."""
    found = session.engine.containers.list()
    return container_names(session, [container for container in found if container.get("State") != "paused"])


def stopped_containers(session: Session, prefix: str) -> list[str]:
    """Returns the names of the containers that have ended or were never started."""
    return container_names(session, in_state(session.engine.containers.list(all=True), "exited", "created"))


def in_state(found: Iterable[dict[str, Any]], *states: str) -> list[dict[str, Any]]:
    """Returns those containers, in the form of the engine's list, that are in one of the states."""
    return [container for container in found if container.get("State") in states]


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
    from pydock_core.config.contexts import ContextStore
    from pydock_core.config.endpoint import DEFAULT_CONTEXT

    return [*ContextStore.of(session.load_config()).names(), DEFAULT_CONTEXT]


def variables(session: Session, prefix: str) -> list[str]:
    """Returns the names of the client's environment variables, never their values, which may be secrets."""
    return [name for name in session.environ if name != SSH_ASKPASS]


def platforms(session: Session, prefix: str) -> tuple[str, ...]:
    """Returns the platforms that images are usually built for."""
    return PLATFORMS


def signals(session: Session, prefix: str) -> list[str]:
    """Returns the names of Linux's signals, whatever the client's system; with `SIG` if `prefix` begins so."""
    start = "SIG" if prefix.startswith("SIG") else ""
    return [start + name for name in SIGNALS]


def capabilities(session: Session, prefix: str) -> list[str]:
    """Returns ALL and the names of Linux's capabilities, by their numbers."""
    return ["ALL", *(f"CAP_{name}" for name in CAPABILITIES)]


def typed_flag(session: Session, attribute: str) -> str | None:
    """Returns the text of a flag of the command that is being completed, by its attribute; None if it isn't typed."""
    typed: Mapping[str, str] = getattr(session, "typed_flags", {})
    return typed.get(attribute)


PLACES = {"file": FILES, "folder": FOLDERS}
COMPLETERS: dict[str, Completer] = {
    "capability": capabilities,
    "container": containers,
    "context": contexts,
    "image": images,
    "network": networks,
    "paused-container": paused_containers,
    "platform": platforms,
    "running-container": running_containers,
    "signal": signals,
    "stopped-container": stopped_containers,
    "unpaused-container": unpaused_containers,
    "variable": variables,
    "volume": volumes,
}

PLATFORMS = (
    *("linux/386", "linux/amd64", "linux/arm", "linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm64"),
    *("linux/arm64/v8", "linux/ppc64le", "linux/s390x", "linux/riscv64", "windows/amd64", "wasip1/wasm"),
)
SIGNALS = (
    *"ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS".split(),
    *"TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX".split(),
    *(f"RTMIN+{number}" for number in range(1, 16)),
    *(f"RTMAX-{number}" for number in range(1, 15)),
)
CAPABILITIES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE "
    "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN "
    "SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE "
    "MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
).split()
