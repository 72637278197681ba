"""Which plugins are left out: by the setting `plugins.blocked`, by `--no-plugin`, by `PYDOCK_PLUGINS`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


def normalized(distribution: str) -> str:
    """A distribution's name as package indexes compare it: `PyDock_CLI` is `pydock-cli`."""
    name = distribution.lower().replace("_", "-").replace(".", "-")
    while "--" in name:
        name = name.replace("--", "-")
    return name


def _same_form(name: str) -> str:
    distribution, colon, plugin = name.strip().rpartition(":")
    return normalized(distribution) + colon + plugin


class Block:
    """Plugins to leave out. `unwanted` are NAME or DISTRIBUTION:NAME; `only` is the value of `PYDOCK_PLUGINS`.

    `none` leaves out every third party's plugin, `A,B` all but these; built-ins are left out by name alone.
    """

    __slots__ = ("_only", "_unwanted", "words")

    def __init__(self, unwanted: Iterable[str], only: str = "") -> None:
        self.words = list(unwanted), only
        self._unwanted = {_same_form(name) for name in self.words[0]}
        self._only: set[str] | None = None
        if only:
            self._only = set() if only == "none" else {_same_form(name) for name in only.split(",") if name.strip()}

    def blocks(self, identity: str, *, builtin: bool) -> bool:
        """Whether the plugin `DISTRIBUTION:NAME` is left out."""
        names = {identity, identity.partition(":")[2]}
        if names & self._unwanted:
            return True
        return self._only is not None and not builtin and not names & self._only

    def of(self, document: Mapping[str, Any]) -> frozenset[str]:
        """The identities in an index's document that are left out."""
        known = {error["plugin"]: False for error in document["errors"]}
        known.update((identity, plugin["builtin"]) for identity, plugin in document["plugins"].items())
        return frozenset(identity for identity, builtin in known.items() if self.blocks(identity, builtin=builtin))
