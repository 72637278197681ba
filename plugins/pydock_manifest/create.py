"""`pydock manifest create`: collects the manifests of images in a local list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError, Session, flags
from pydock_core.toolkit import open_registry
from pydock_manifest.images import ImageManifest, fetch_image, normalized
from pydock_manifest.store import NoSuchManifest, Store

if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference


class Options:
    amend = flags.boolean("amend", "a", help="Add to a list that is there already")
    insecure = flags.boolean("insecure", help="Don't check certificates, and do without TLS where there is none")
    names = flags.arguments("MANIFEST_LIST MANIFEST [MANIFEST...]", at_least=2, options=False)


def command(session: Session, options: Options) -> None:
    try:
        target = normalized(options.names[0])
    except InvalidValue as error:
        raise InvalidValue(f"error parsing name for manifest list {options.names[0]}: {error.message}") from error
    store = Store(session)
    try:
        store.images(target)
    except NoSuchManifest:
        pass
    else:
        if not options.amend:
            raise PyDockError("refusing to amend an existing manifest list with no --amend flag")
    for name in options.names[1:]:
        image = normalized(name)
        store.save(target, image, _manifest(session, store, target, image, insecure=options.insecure))
    session.stdout.write(f"Created manifest list {target}\n")


def _manifest(session: Session, store: Store, target: Reference, image: Reference, *, insecure: bool) -> ImageManifest:
    """Returns the image's manifest from the local list, else from the registry."""
    try:
        known = store.get(target, image)
        if known.raw:
            return known
    except NoSuchManifest:
        pass
    registry = open_registry(session, image.domain, insecure=insecure)
    return registry.read(image, lambda access: fetch_image(access, image))
