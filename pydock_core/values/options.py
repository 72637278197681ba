"""`key=value` texts: labels, annotations, sysctls, log and storage options."""

from __future__ import annotations

from pydock_core.errors import InvalidValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS = " \t"
_SYSCTL_PREFIXES = ("net.", "fs.mqueue.")
_SYSCTLS = frozenset(
    "kernel." + name for name in "msgmax msgmnb msgmni sem shmall shmmax shmmni shm_rmid_forced".split()
)


def to_map(texts: Iterable[str]) -> dict[str, str]:
    """Returns {key: value}; without `=` the value is empty, and the last value of a key counts."""
    pairs = {}
    for text in texts:
        key, _, value = text.partition("=")
        pairs[key] = value
    return pairs


def check_label(text: str) -> str:
    """Returns the text of `--label` as typed; raises InvalidValue if its key is empty or contains blanks."""
    key = text.partition("=")[0].lstrip(_BLANKS)
    if not key:
        raise InvalidValue(f"invalid label '{text}': empty name")
    if any(blank in key for blank in _BLANKS):
        raise InvalidValue(f"label '{key}' contains whitespaces")
    return text


def check_sysctl(text: str) -> str:
    """Returns the text of `--sysctl` as typed.

    Raises InvalidValue unless its key belongs to a container's namespaces.
    """
    key, equals, _ = text.partition("=")
    if not equals or (key not in _SYSCTLS and not key.startswith(_SYSCTL_PREFIXES)):
        raise InvalidValue(f"sysctl '{text}' is not allowed")
    return text


def parse_log_options(driver: str, texts: list[str]) -> dict[str, str]:
    """Returns the `--log-opt`s as a map; the driver `none` takes no options."""
    if driver == "none" and texts:
        raise InvalidValue(f"invalid logging opts for driver {driver}")
    return to_map(texts)


def parse_storage_options(texts: Iterable[str]) -> dict[str, str]:
    """Returns the `--storage-opt`s as a map; raises InvalidValue for one without `=`."""
    options = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise InvalidValue("invalid storage option")
        options[key] = value
    return options
