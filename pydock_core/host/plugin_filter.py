"""Which plugins are left out: by the setting `plugins.blocked`, by `--no-plugin`, by `PYDOCK_PLUGINS`."""

from __future__ import annotations

from pydock_core.host.index import is_builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def normalized(distribution: str) -> str:
    """A distribution's name in the form in which names are compared: `PyDock_CLI` is `pydock-cli`."""
    name = distribution.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name


class PluginFilter:
    """The plugins to leave out: `"DISTRIBUTION:NAME" in plugin_filter`.

    `unwanted` are NAME or DISTRIBUTION:NAME. `only` is the value of `PYDOCK_PLUGINS`: `none` leaves out every third
    party's plugin, `A,B` all of them but A and B; it leaves out no built-in.
    """

    __slots__ = ("_only", "_unwanted", "only", "unwanted")

    def __init__(self, unwanted: Iterable[str], only: str = "") -> None:
        self.unwanted = list(unwanted)
        self.only = only
        self._unwanted = {_normalized_plugin(name) for name in self.unwanted}
        self._only: set[str] | None = None
        if only == "none":
            self._only = set()
        elif only:
            self._only = {_normalized_plugin(name) for name in only.split(",") if name.strip()}

    def __contains__(self, identity: str) -> bool:
        name = identity.partition(":")[2]
        names = {identity, name} if name else {identity}
        if names & self._unwanted:
            return True
        return self._only is not None and not is_builtin(identity) and not names & self._only

    def unmatched(self, identities: Iterable[str]) -> list[str]:
        """The unwanted names, and those in `PYDOCK_PLUGINS`, that none of the plugins has."""
        known = {name for identity in identities for name in (identity, identity.partition(":")[2]) if name}
        only = [] if self.only == "none" else [name.strip() for name in self.only.split(",") if name.strip()]
        return [name for name in (*self.unwanted, *only) if _normalized_plugin(name) not in known]


def _normalized_plugin(name: str) -> str:
    distribution, colon, plugin = name.strip().rpartition(":")
    return normalized(distribution) + colon + plugin
