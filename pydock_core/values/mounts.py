"""`--mount`, `-v` and `--tmpfs`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.csv import parse_record
from pydock_core.values.numbers import parse_bool, parse_uint
from pydock_core.values.paths import absolute_source
from pydock_core.values.sizes import parse_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

_OPTIONS = {"volume": "VolumeOptions", "image": "ImageOptions", "bind": "BindOptions", "tmpfs": "TmpfsOptions"}
_NESTED = (*_OPTIONS.values(), "DriverConfig")
_BARE_KEYS = ("readonly", "ro", "volume-nocopy", "bind-create-src", "bind-nonrecursive")
_RECURSIVE = {
    "disabled": "NonRecursive",
    "writable": "ReadOnlyNonRecursive",
    "readonly": "ReadOnlyForceRecursive",
}


def parse_mount(text: str, warn: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Parses `--mount type=…,source=…,target=…` to the API's `Mount`, without empty members.

    A source that starts with `.` is made absolute. `warn` is called with docker's warning about a deprecated key.
    """
    mount: dict[str, Any] = {"Type": "volume"}
    for field in parse_record(text):
        key, equals, value = field.partition("=")
        key = key.lower()
        if not equals:
            if key not in _BARE_KEYS:
                raise InvalidValue(f"invalid field '{field}' must be a key=value pair")
            value = "true"
        elif key == "bind-nonrecursive" and warn is not None:
            warn("bind-nonrecursive is deprecated, use bind-recursive=disabled instead")
        _set_field(mount, field, key, value)
    _check(mount)
    return _without_empty(mount)


def parse_volume(text: str) -> tuple[str, str, str]:
    """Parses `-v [source:]target[:options]` to (source, target, `bind` or `volume`); the engine checks the options."""
    if not text:
        raise InvalidValue("invalid empty volume spec")
    if len(text.encode("utf-8", "surrogateescape")) <= 2:
        return "", text, "volume"
    sections = _sections(text)
    if "" in sections:
        # Sections are checked in order: the fourth is one too many before a later one is empty.
        reason = "empty section between colons" if sections.index("") < 3 else "too many colons"
        raise InvalidValue(f"invalid spec: {text}: {reason}")
    if len(sections) > 3:
        raise InvalidValue(f"invalid spec: {text}: too many colons")
    if len(sections) == 1:
        return "", sections[0], "volume"
    return sections[0], sections[1], "bind" if _is_file_path(sections[0]) else "volume"


def split_volumes(texts: Iterable[str]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Returns `Binds` and `Volumes` of a create request: a text with a source is a bind, others are anonymous volumes.

    The order is that of the command line (docker's is random); duplicates count once.
    """
    binds = []
    volumes: dict[str, dict[str, str]] = {}
    for text in dict.fromkeys(texts):
        source, _, kind = parse_volume(text)
        if not source:
            volumes[text] = {}
            continue
        host, colon, rest = text.partition(":")
        binds.append(absolute_source(host) + colon + rest if kind == "bind" else text)
    return binds, volumes


def parse_tmpfs(texts: Iterable[str]) -> dict[str, str]:
    """Parses `--tmpfs PATH[:OPTIONS]` texts to {path: options}; the engine checks the options."""
    mounts = {}
    for text in texts:
        path, _, options = text.partition(":")
        mounts[path] = options
    return mounts


def _set_field(mount: dict[str, Any], field: str, key: str, value: str) -> None:
    if key == "type":
        mount["Type"] = value.lower()
    elif key in ("source", "src"):
        mount["Source"] = absolute_source(value)
    elif key in ("target", "dst", "destination"):
        mount["Target"] = value
    elif key in ("readonly", "ro"):
        mount["ReadOnly"] = _boolean(key, value)
    elif key == "consistency":
        mount["Consistency"] = value.lower()
    elif key.startswith("bind-"):
        _set_bind_option(mount, field, key, value)
    elif key.startswith("volume-"):
        _set_volume_option(mount, field, key, value)
    elif key.startswith("tmpfs-"):
        _set_tmpfs_option(mount, field, key, value)
    elif key == "image-subpath":
        mount.setdefault("ImageOptions", {})["Subpath"] = value
    else:
        raise _unexpected(key, field)


def _set_bind_option(mount: dict[str, Any], field: str, key: str, value: str) -> None:
    if key == "bind-recursive":
        if value in _RECURSIVE:
            mount.setdefault("BindOptions", {})[_RECURSIVE[value]] = True
        elif value != "enabled":
            raise InvalidValue(
                f'invalid value for {key}: {value} (must be "enabled", "disabled", "writable", or "readonly")'
            )
    elif key == "bind-propagation":
        mount.setdefault("BindOptions", {})["Propagation"] = value.lower()
    elif key == "bind-nonrecursive":
        mount.setdefault("BindOptions", {})["NonRecursive"] = _boolean(key, value)
    elif key == "bind-create-src":
        mount.setdefault("BindOptions", {})["CreateMountpoint"] = _boolean(key, value)
    else:
        raise _unexpected(key, field)


def _set_volume_option(mount: dict[str, Any], field: str, key: str, value: str) -> None:
    if key not in ("volume-subpath", "volume-nocopy", "volume-label", "volume-driver", "volume-opt"):
        raise _unexpected(key, field)
    options = mount.setdefault("VolumeOptions", {"DriverConfig": {}})
    if key == "volume-subpath":
        options["Subpath"] = value
    elif key == "volume-nocopy":
        options["NoCopy"] = _boolean(key, value)
    elif key == "volume-driver":
        options["DriverConfig"]["Name"] = value
    else:
        name, _, setting = value.partition("=")
        owner, member = (options, "Labels") if key == "volume-label" else (options["DriverConfig"], "Options")
        if name:
            owner.setdefault(member, {})[name] = setting


def _set_tmpfs_option(mount: dict[str, Any], field: str, key: str, value: str) -> None:
    if key not in ("tmpfs-size", "tmpfs-mode"):
        raise _unexpected(key, field)
    options = mount.setdefault("TmpfsOptions", {})
    try:
        if key == "tmpfs-size":
            options["SizeBytes"] = parse_bytes(value)
        else:
            options["Mode"] = parse_uint(value, base=8, bits=32)
    except InvalidValue:
        raise _invalid(key, value) from None


def _check(mount: dict[str, Any]) -> None:
    kind = mount["Type"]
    if not kind:
        raise InvalidValue("type is required")
    if not mount.get("Target"):
        raise InvalidValue("target is required")
    for name, member in _OPTIONS.items():
        if member in mount and kind != name:
            raise InvalidValue(f"cannot mix '{name}-*' options with mount type '{kind}'")
    bind = mount.get("BindOptions", {})
    for word, member in (("writable", "ReadOnlyNonRecursive"), ("readonly", "ReadOnlyForceRecursive")):
        if member in bind and not mount.get("ReadOnly"):
            raise InvalidValue(f"option 'bind-recursive={word}' requires 'readonly' to be specified in conjunction")
    if "ReadOnlyForceRecursive" in bind and bind.get("Propagation") != "rprivate":
        raise InvalidValue(
            "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction"
        )


def _without_empty(mount: dict[str, Any]) -> dict[str, Any]:
    """Returns the mount without false, empty and zero members, which docker leaves out; keeps empty option objects."""
    kept = {}
    for key, value in mount.items():
        if key in _NESTED:
            kept[key] = _without_empty(value)
        elif value:
            kept[key] = value
    return kept


def _boolean(key: str, value: str) -> bool:
    try:
        return parse_bool(value)
    except InvalidValue:
        raise _invalid(key, value) from None


def _invalid(key: str, value: str) -> InvalidValue:
    return InvalidValue(f"invalid value for {key}: {value}")


def _unexpected(key: str, field: str) -> InvalidValue:
    return InvalidValue(f"unexpected key '{key}' in '{field}'")


def _sections(text: str) -> list[str]:
    """Splits the text at colons, but not at the colon of a Windows drive (`c:\\data`)."""
    sections = []
    start = 0
    colon = text.find(":")
    while colon >= 0:
        if colon - start != 1 or not text[start].isalpha():
            sections.append(text[start:colon])
            start = colon + 1
        colon = text.find(":", colon + 1)
    return [*sections, text[start:]]


def _is_file_path(source: str) -> bool:
    if source[0] in "./~" or source.startswith("\\\\"):
        return True
    return source[0].isalpha() and source[1:2] == ":"
