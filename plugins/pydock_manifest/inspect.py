"""`pydock manifest inspect`: shows a manifest or a manifest list, a local one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError, RegistryError, Session, flags
from pydock_core.toolkit import indent, open_registry
from pydock_manifest.images import ImageManifest, fetch_image, fetch_list, list_manifest, normalized
from pydock_manifest.store import Store

if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference


class Options:
    insecure = flags.boolean("insecure", help="Don't check certificates, and do without TLS where there is none")
    verbose = flags.boolean("verbose", "v", help="Show each image's descriptor and manifest")
    names = flags.arguments("[MANIFEST_LIST] MANIFEST", at_least=1, at_most=2)


def command(session: Session, options: Options) -> None:
    reference = normalized(options.names[-1])
    if len(options.names) > 1:
        image = Store(session).get(normalized(options.names[0]), reference)
        session.stdout.write(_shown(image, verbose=options.verbose))
        return
    try:
        images = Store(session).images(reference)
    except PyDockError:
        session.stdout.write(_from_registry(session, reference, options))
        return
    session.stdout.write(_shown_list(reference, images, verbose=options.verbose))


def _from_registry(session: Session, reference: Reference, options: Options) -> str:
    registry = open_registry(session, reference.domain, insecure=options.insecure)
    try:
        image = registry.read(reference, lambda access: fetch_image(access, reference))
    except RegistryError:
        raise  # a list is requested from the same registry
    except PyDockError:
        images = registry.read(reference, lambda access: fetch_list(access, reference))
        return _shown_list(reference, images, verbose=options.verbose)
    return _shown(image, verbose=options.verbose)


def _shown(image: ImageManifest, *, verbose: bool) -> str:
    return indent(image.to_json() if verbose else image.payload, by="\t") + "\n"


def _shown_list(reference: Reference, images: list[ImageManifest], *, verbose: bool) -> str:
    if verbose:
        return indent(f"[{','.join([image.to_json() for image in images])}]", by="\t") + "\n"
    try:
        return list_manifest(reference, images).data.decode() + "\n"
    except PyDockError as error:
        raise PyDockError(f"failed to assemble ManifestDescriptor: {error.message}") from error
