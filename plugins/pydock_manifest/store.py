"""Local manifest lists in docker's folder and format: one folder for each list, one file for each image."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError, Session
from pydock_core.toolkit import TEMPORARY_PREFIX, make_folders, os_error_text, read_regular, write_atomically
from pydock_manifest.images import ImageManifest, from_json

if TYPE_CHECKING:
    from pydock_core.plugin_api import Reference


class NoSuchManifest(PyDockError):
    """No manifest is stored under this name."""

    def __init__(self, reference: Reference) -> None:
        super().__init__(f"No such manifest: {reference}")


class Store:
    """The folder `manifests` in docker's configuration folder; methods raise PyDockError if a file can't be used."""

    def __init__(self, session: Session) -> None:
        self._root = os.path.join(session.load_config().folder, "manifests")

    def get(self, listed: Reference, image: Reference) -> ImageManifest:
        """Returns one image of a list; raises NoSuchManifest."""
        return _read(self._file(listed, image), image)

    def images(self, listed: Reference) -> list[ImageManifest]:
        """Returns the images of a list, sorted by the names of their files; raises NoSuchManifest."""
        folder = self._folder(listed)
        try:
            names = sorted(os.listdir(folder))
        except FileNotFoundError:
            raise NoSuchManifest(listed) from None
        except OSError as error:
            raise _failed("open", folder, error) from error
        return [_read(os.path.join(folder, name), listed) for name in names if not name.startswith(TEMPORARY_PREFIX)]

    def save(self, listed: Reference, image: Reference, manifest: ImageManifest) -> None:
        """Stores an image in a list, which is created if it is missing."""
        path = self._file(listed, image)
        try:
            make_folders(os.path.dirname(path), mode=0o755)
            write_atomically(path, manifest.to_json().encode("utf-8", "surrogateescape"), mode=None)
        except OSError as error:
            raise _failed("open", path, error) from error

    def remove(self, listed: Reference) -> None:
        """Deletes a list."""
        folder = self._folder(listed)
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise _failed("unlinkat", folder, error) from error

    def _folder(self, listed: Reference) -> str:
        return os.path.join(self._root, _file_name(listed))

    def _file(self, listed: Reference, image: Reference) -> str:
        return os.path.join(self._folder(listed), _file_name(image))


def _file_name(reference: Reference) -> str:
    return str(reference).replace(":", "-").replace("/", "_")


def _read(path: str, reference: Reference) -> ImageManifest:
    try:
        text, _ = read_regular(path)
    except FileNotFoundError:
        raise NoSuchManifest(reference) from None
    except OSError as error:
        raise _failed("open", path, error) from error
    try:
        return from_json(text)
    except InvalidValue as error:
        raise PyDockError(f"invalid manifest file {path}: {error.message}") from error


def _failed(verb: str, path: str, error: OSError) -> PyDockError:
    return PyDockError(f"{verb} {path}: {os_error_text(error)}")
