"""Parses platforms such as `linux/arm64/v8`, as containerd does."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    Platform = dict[str, str]

_OS_PATTERN = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?$"
_PART_PATTERN = "^[A-Za-z0-9_.-]+$"
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_SYSTEMS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 "
    "solaris windows zos".split()
)
_ARCHITECTURES = frozenset(
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le "
    "mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split()
)
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "i386": "386", "i686": "386", "loongarch64": "loong64"}


def parse_platform(text: str) -> Platform:
    """Parses a platform to the OCI form: `architecture` and `os`, and `os.version` and `variant` if given.

    If only a system or only an architecture is given, the other half is this machine's.
    """
    if "*" in text:
        raise _invalid(f"{quote(text)}: wildcards not yet supported")
    parts = text.split("/", 3)
    system, version = _parse_system(parts[0], text)
    for part in parts[1:]:
        if not part or part.strip(_NAME + "."):
            raise _invalid(
                f"{quote(part)} is an invalid component of {quote(text)}: platform specifier component must match "
                f"{quote(_PART_PATTERN)}"
            )
    if len(parts) > 3:
        raise _invalid(f"{quote(text)}: cannot parse platform specifier")
    if len(parts) == 1 and system in _SYSTEMS:
        architecture, variant = _this_architecture()
    elif len(parts) == 1:
        architecture, variant = _normalize(parts[0], "")
        if architecture not in _ARCHITECTURES:
            raise _invalid(f"{quote(text)}: unknown operating system or architecture")
        system = _this_system()
    else:
        architecture, variant = _normalize(parts[1], parts[2] if len(parts) == 3 else "")
    if len(parts) < 3 and (architecture, variant) == ("arm", "v7"):
        variant = ""
    if len(parts) == 3 and architecture == "arm64" and not variant:
        variant = "v8"
    platform = {"architecture": architecture, "os": system, "os.version": version, "variant": variant}
    return {key: value for key, value in platform.items() if value or key in ("architecture", "os")}


def format_platform(platform: Platform) -> str:
    """Returns `os/architecture[/variant]`, the value of the query parameter `platform`."""
    parts = (platform["os"], platform["architecture"], platform.get("variant", ""))
    return "/".join(part for part in parts if part)


def _parse_system(part: str, text: str) -> tuple[str, str]:
    name, bracket, version = part.partition("(")
    closed = version.endswith(")") if bracket else True
    version = version[:-1] if bracket else ""
    if not name or name.strip(_NAME) or not closed or version.strip(_NAME + "."):
        raise _invalid(
            f"{quote(part)} is an invalid OS component of {quote(text)}: OSAndVersion specifier component must match "
            f"{quote(_OS_PATTERN)}"
        )
    name = name.lower()
    return "darwin" if name == "macos" else name, version


def _normalize(architecture: str, variant: str) -> tuple[str, str]:
    architecture, variant = architecture.lower(), variant.lower()
    if architecture == "i386":
        return "386", ""
    if architecture in ("x86_64", "x86-64", "amd64"):
        return "amd64", "" if variant == "v1" else variant
    if architecture in ("aarch64", "arm64"):
        if variant in ("8", "v8", "v8.0"):
            return "arm64", ""
        return "arm64", "v9" if variant in ("9", "9.0", "v9.0") else variant
    if architecture == "armhf":
        return "arm", "v7"
    if architecture == "armel":
        return "arm", "v6"
    if architecture == "arm":
        return "arm", {"": "v7", "5": "v5", "6": "v6", "7": "v7", "8": "v8"}.get(variant, variant)
    return architecture, variant


def _this_architecture() -> tuple[str, str]:
    from os import uname

    machine = uname().machine
    if machine.startswith("armv"):
        return "arm", machine[3:5]
    return _MACHINES.get(machine, machine), ""


def _this_system() -> str:
    from sys import platform

    return platform


def _invalid(message: str) -> InvalidValue:
    return InvalidValue(f"{message}: invalid argument")
