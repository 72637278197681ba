"""`pydock manifest push`: pushes a local manifest list, and the manifests of images from other repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import DOCKER_MANIFEST, Manifest, dumps, indent, open_registry
from pydock_manifest.images import ImageManifest, list_manifest, normalized
from pydock_manifest.store import Store

if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference
    from pydock_core.toolkit import Registry


class Options:
    insecure = flags.boolean("insecure", help="Don't check certificates, and do without TLS where there is none")
    purge = flags.boolean("purge", "p", help="Delete the local list once it is pushed")
    name = flags.arguments("MANIFEST_LIST", exactly=1)


def command(session: Session, options: Options) -> None:
    target = normalized(options.name[0])
    store = Store(session)
    images = store.images(target)
    if not images:
        raise PyDockError(f"{target} not found")
    for image in images:
        platform = image.descriptor.get("platform") or {}
        if not platform.get("architecture") or not platform.get("os"):
            raise PyDockError(f"manifest {image.reference} must have an OS and Architecture to be pushed to a registry")
    manifest_list = list_manifest(target, images)
    foreign = [(image, _manifest(image)) for image in images if image.reference.path != target.path]
    registry = open_registry(session, target.domain, insecure=options.insecure)
    for image, _ in foreign:
        _mount(registry, image, target)
    for _, manifest in foreign:
        reference = target.without_tag().with_digest(manifest.digest)
        digest = registry.put(reference, manifest)
        session.stdout.write(f"Pushed ref {reference} with digest: {digest}\n")
        session.stdout.flush()
    session.stdout.write(f"{registry.put(target, manifest_list)}\n")
    if options.purge:
        store.remove(target)


def _manifest(image: ImageManifest) -> Manifest:
    """Returns the manifest's bytes; encodes them again for a file of an old docker, if that is possible."""
    data = image.raw
    if not data:
        blanks = "   " if image.descriptor["mediaType"] == DOCKER_MANIFEST else "  "
        data = indent(dumps(image.document), by=blanks).encode()
    manifest = Manifest(image.descriptor["mediaType"], data)
    expected = image.descriptor["digest"]
    if manifest.digest != expected:
        raise PyDockError(f"internal digest mismatch for {image.reference}: expected {expected}, got {manifest.digest}")
    return manifest


def _mount(registry: Registry, image: ImageManifest, target: Reference) -> None:
    """Mounts the image's blobs in the target's repository, except foreign layers of Windows."""
    layers = image.document.get("layers")
    blobs = [image.document.get("config"), *(layers if isinstance(layers, list) else [])]
    for blob in blobs:
        digest = blob.get("digest") if isinstance(blob, dict) else None
        if not isinstance(digest, str):
            raise PyDockError(f"the manifest of {image.reference} names a blob without a digest")
        if not registry.mount(target, digest, image.reference.path) and image.platform["os"] != "windows":
            raise PyDockError(f"error mounting {image.reference.path}@{digest} to {target}")
