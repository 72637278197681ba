"""The settings of files, cached as JSON: a TOML parser costs more time than a whole `pydock ps`.

TOML is parsed again only if a file changed.
"""

from __future__ import annotations

import os

from pydock_core import __version__
from pydock_core.config import folders
from pydock_core.values import json_codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.config.settings import FileState, Layer

# A file system's clock may be coarse: a file younger than this could change again without a new mtime.
_SETTLED_NANOSECONDS = 2_000_000_000


def read_layers(files: list[FileState], environ: Mapping[str, str]) -> list[Layer]:
    """Returns the layers of files; raises SettingsError."""
    key: list[object] = [__version__, *files]
    cache = os.path.join(folders.cache_folder(environ), "settings.json")
    tables = _cached(cache, key)
    paths = [str(file[0]) for file in files]
    if tables is None:
        from pydock_core.config import settings_file

        tables = [settings_file.read(path) for path in paths]
        if all(_is_settled(file[1]) for file in files):
            settings_file.remember(cache, key, tables)
    return list(zip(paths, tables, strict=True))


def _cached(cache: str, key: list[object]) -> list[dict[str, object]] | None:
    """Returns the tables in the cache file for `key`; None if the file is missing, stale, broken or not trusted."""
    try:
        data = folders.read_trusted(cache)
        entry = None if data is None else json_codec.loads(data)
    except ValueError:
        return None
    if isinstance(entry, dict) and entry.get("key") == key:
        tables = entry.get("tables")
        if isinstance(tables, list) and len(tables) == len(key) - 1 and all(isinstance(one, dict) for one in tables):
            return tables
    return None


def _is_settled(mtime_nanoseconds: int) -> bool:
    import time

    # A time in the future doesn't show the file's age, but a change still moves the time: it compares like any other.
    return not 0 <= time.time_ns() - mtime_nanoseconds < _SETTLED_NANOSECONDS
