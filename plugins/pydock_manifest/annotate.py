"""`pydock manifest annotate`: sets the platform of an image in a local manifest list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError, Session, flags
from pydock_core.toolkit import parse_list
from pydock_manifest.images import PLATFORM, normalized
from pydock_manifest.store import NoSuchManifest, Store

if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference

ARCHITECTURES = {
    "darwin": "386 amd64 arm arm64",
    "dragonfly": "amd64",
    "freebsd": "386 amd64 arm",
    "linux": "386 amd64 arm arm64 ppc64le mips64 mips64le riscv64 s390x",
    "netbsd": "386 amd64 arm",
    "openbsd": "386 amd64 arm",
    "plan9": "386 amd64",
    "solaris": "amd64",
    "windows": "386 amd64",
}


class Options:
    arch = flags.string("arch", help="Architecture")
    os = flags.string("os", help="Operating system")
    os_features = flags.strings(
        "os-features", value="strings", convert=parse_list, help="Features that the operating system must have"
    )
    os_version = flags.string("os-version", help="Version of the operating system")
    variant = flags.string("variant", help="Variant of the architecture")
    names = flags.arguments("MANIFEST_LIST MANIFEST", exactly=2)


def command(session: Session, options: Options) -> None:
    listed = _reference("manifest list", options.names[0])
    name = _reference("manifest", options.names[1])
    store = Store(session)
    try:
        image = store.get(listed, name)
    except NoSuchManifest:
        raise PyDockError(f"manifest for image {options.names[1]} does not exist in {options.names[0]}") from None
    platform = image.platform
    given = {
        "architecture": options.arch,
        "os": options.os,
        "os.version": options.os_version,
        "os.features": _together(
            platform.get("os.features"), [text for texts in options.os_features for text in texts]
        ),
        "variant": options.variant,
    }
    image.descriptor["platform"] = {
        member: given[member] or platform.get(member, "") for member in PLATFORM if given[member] or member in platform
    }
    platform = image.platform
    if platform["architecture"] not in ARCHITECTURES.get(platform["os"], "").split():
        raise PyDockError(
            f"manifest entry for image has unsupported os/arch combination: {options.os or ''}/{options.arch or ''}"
        )
    store.save(listed, name, image)


def _reference(what: str, text: str) -> Reference:
    try:
        return normalized(text)
    except InvalidValue as error:
        raise InvalidValue(f"annotate: error parsing name for {what} {text}: {error.message}") from error


def _together(known: list[str] | None, more: list[str]) -> list[str]:
    return list(dict.fromkeys([*(known or []), *more]))
