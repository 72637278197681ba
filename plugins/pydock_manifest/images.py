"""An image's manifest with its descriptor, as a local manifest list or a registry has it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError, Reference, parse_reference
from pydock_core.toolkit import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
    dumps,
    fetch_blob,
    fetch_manifest,
    indent,
    loads,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.toolkit import RegistryAccess

    Document = dict[str, Any]

LISTS = (DOCKER_LIST, OCI_INDEX)
# The members of docker's files for the manifests of each media type.
FIELDS = {DOCKER_MANIFEST: "SchemaV2Manifest", OCI_MANIFEST: "OCIManifest"}
PLATFORM = ("architecture", "os", "os.version", "os.features", "variant")


class ImageManifest:
    """The manifest of one image.

    - `reference`: where the manifest came from.
    - `descriptor`: `mediaType`, `digest`, `size` and, in most cases, `platform`.
    - `raw`: the bytes that the digest is computed from; b"" in a file of an old docker.
    - `document`: the decoded manifest.
    """

    __slots__ = ("descriptor", "document", "raw", "reference")

    def __init__(self, reference: Reference, descriptor: Document, raw: bytes, document: Document) -> None:
        self.reference = reference
        self.descriptor = descriptor
        self.raw = raw
        self.document = document

    @property
    def platform(self) -> Document:
        """Returns the descriptor's platform, which is added if it is missing."""
        platform: Document = self.descriptor.setdefault("platform", {"architecture": "", "os": ""})
        return platform

    def to_json(self) -> str:
        """Returns the text of docker's file, which `inspect --verbose` also shows."""
        field = FIELDS[self.descriptor["mediaType"]]
        known = {
            "Ref": str(self.reference),
            "Descriptor": self.descriptor,
            **({"Raw": b64encode(self.raw).decode()} if self.raw else {}),
            field: self.document,
        }
        return dumps(known, escape_html=True)

    @property
    def payload(self) -> str:
        """Returns the manifest's own text."""
        return self.raw.decode("utf-8", "replace") if self.raw else dumps(self.document)


def from_json(text: bytes) -> ImageManifest:
    """Returns the manifest from the text of docker's file; raises InvalidValue for any other text."""
    value = _object(loads(text), "the file")
    descriptor = _descriptor(value.get("Descriptor"))
    field = FIELDS.get(descriptor["mediaType"])
    if field is None:
        raise InvalidValue(f"unsupported media type {descriptor['mediaType']!r}")
    try:
        raw = b64decode(value.get("Raw") or "", validate=True)
    except (TypeError, ValueError) as error:
        raise InvalidValue("illegal base64 data in Raw") from error
    reference = parse_reference(str(value.get("Ref") or ""))
    return ImageManifest(reference, descriptor, raw, _object(value.get(field), field))


def normalized(text: str) -> Reference:
    """Returns the reference, with the tag `latest` if the text has neither tag nor digest."""
    return parse_reference(text).with_default_tag()


def fetch_image(access: RegistryAccess, reference: Reference) -> ImageManifest:
    """Returns the manifest of one image, with the platform that its configuration names."""
    manifest = fetch_manifest(access, reference)
    if manifest.media_type in LISTS:
        raise PyDockError(f"{reference} is a manifest list")
    return _image(access, reference, manifest)


def fetch_list(access: RegistryAccess, reference: Reference) -> list[ImageManifest]:
    """Returns the manifests of a list, with the platforms that the list names."""
    manifest = fetch_manifest(access, reference)
    if manifest.media_type not in LISTS:
        raise PyDockError(f"unsupported manifest format: {manifest.media_type}")
    listed = _document(reference, manifest).get("manifests")
    images = []
    for item in listed if isinstance(listed, list) else []:
        descriptor = _checked(reference, _descriptor, item)
        one = fetch_manifest(access, reference, target=descriptor["digest"])
        image = _image(access, reference.with_digest(descriptor["digest"]), one)
        image.descriptor["platform"] = _platform(item.get("platform"))
        images.append(image)
    return images


def list_manifest(target: Reference, images: list[ImageManifest]) -> Manifest:
    """Returns the manifest list of these images; raises PyDockError if one of them is of another registry."""
    entries = []
    for image in images:
        if image.reference.domain != target.domain:
            raise PyDockError(
                "cannot use source images from a different registry than the target image: "
                f"{image.reference.domain} != {target.domain}"
            )
        known = image.descriptor
        entries.append(
            {
                "mediaType": known["mediaType"],
                "size": known["size"],
                "digest": known["digest"],
                "platform": known.get("platform") or {"architecture": "", "os": ""},
            }
        )
    oci = bool(entries) and entries[0]["mediaType"] == OCI_MANIFEST
    kind = OCI_INDEX if oci else DOCKER_LIST
    text = dumps({"schemaVersion": 2, "mediaType": kind, "manifests": entries}, escape_html=True)
    return Manifest(kind, indent(text, by="   ").encode())


def _image(access: RegistryAccess, reference: Reference, manifest: Manifest) -> ImageManifest:
    if manifest.media_type not in FIELDS:
        raise PyDockError(
            f"unsupported manifest media type and no default available: {manifest.media_type or '(none)'}"
        )
    document = _document(reference, manifest)
    config = _checked(reference, _descriptor, document.get("config"))
    blob = fetch_blob(access, reference, config["digest"])
    descriptor = {
        "mediaType": manifest.media_type,
        "digest": manifest.digest,
        "size": len(manifest.data),
        "platform": _platform(_checked(reference, _decoded, blob)),
    }
    return ImageManifest(reference, descriptor, manifest.data, document)


def _document(reference: Reference, manifest: Manifest) -> Document:
    document = _checked(reference, _decoded, manifest.data)
    media_type = document.get("mediaType")
    if media_type != manifest.media_type and (media_type or manifest.media_type in (DOCKER_MANIFEST, DOCKER_LIST)):
        raise PyDockError(f"mediaType in manifest should be '{manifest.media_type}' not '{media_type or ''}'")
    return document


def _checked(reference: Reference, read: Callable[[Any], Document], value: object) -> Document:
    try:
        return read(value)
    except InvalidValue as error:
        raise PyDockError(f"the manifest of {reference} can't be read: {error.message}") from error


def _decoded(data: Any) -> Document:
    return _object(loads(data), "the document")


def _object(value: object, what: str) -> Document:
    if not isinstance(value, dict):
        raise InvalidValue(f"{what} is no object")
    return value


def _descriptor(value: object) -> Document:
    """Returns the members that docker keeps, in docker's order."""
    found = _object(value, "a descriptor")
    kind, digest, size = found.get("mediaType"), found.get("digest"), found.get("size")
    if not isinstance(kind, str) or not isinstance(digest, str) or not isinstance(size, int):
        raise InvalidValue("a descriptor lacks its media type, digest or size")
    kept: Document = {"mediaType": kind, "digest": digest, "size": size}
    if isinstance(found.get("platform"), dict):
        kept["platform"] = _platform(found["platform"])
    return kept


def _platform(value: object) -> Document:
    """Returns the members that docker keeps, in docker's order; always with architecture and os."""
    found = value if isinstance(value, dict) else {}
    kept: Document = {}
    for name in PLATFORM:
        part = found.get(name)
        if name == "os.features":
            if isinstance(part, list) and part:
                kept[name] = [str(feature) for feature in part]
        elif part or name in ("architecture", "os"):
            kept[name] = part if isinstance(part, str) else ""
    return kept
