"""The rules of the settings, and the check of a request against them."""

from __future__ import annotations

import os

from pydock_core.plugin_api import InvalidValue, PyDockError, parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.plugin_api import Session
    from pydock_policy.requests import Asked

DENIABLE = ("privileged", "latest")
KEYS = {"deny": list, "memory_mib_at_most": int, "mounts_below": list, "report_only": bool}


class Rules:
    """The rules of the table `[plugins.policy]`; an empty table allows everything."""

    def __init__(self, table: Mapping[str, object], path: str) -> None:
        for key, value in table.items():
            kind = KEYS.get(key)
            if kind is None or type(value) is not kind:
                wanted = f"{kind.__name__} is due" if kind else f"there are {', '.join(sorted(KEYS))}"
                raise PyDockError(f"policy: {path}: plugins.policy.{key}: {wanted}")
        self.deny = _texts(table, "deny")
        unknown = [word for word in self.deny if word not in DENIABLE]
        if unknown:
            raise PyDockError(f"policy: {path}: can't deny {unknown[0]!r}, but {' and '.join(DENIABLE)}")
        self.mounts_below = _texts(table, "mounts_below") if "mounts_below" in table else None
        limit = table.get("memory_mib_at_most")
        self.memory_at_most = limit * 1024 * 1024 if isinstance(limit, int) else None
        self.report_only = table.get("report_only") is True

    @classmethod
    def of(cls, session: Session) -> Rules:
        """Returns the user's rules; raises PyDockError for an invalid rule, which must not pass as no rule."""
        return cls(session.settings.plugin("policy"), session.settings.path)

    def broken_by(self, asked: Asked) -> list[str]:
        """Returns the reasons against the request, a line for each rule; empty if it is allowed."""
        broken = []
        if asked.privileged and "privileged" in self.deny:
            broken.append("privileged processes are not allowed")
        if asked.image and "latest" in self.deny and _is_latest(asked.image):
            broken.append(f"the image {asked.image} needs a tag other than latest")
        for folder in asked.mounts if self.mounts_below is not None else ():
            if not any(_is_below(folder, allowed) for allowed in self.mounts_below or ()):
                broken.append(f"{folder} of the host may not be mounted")
        most = self.memory_at_most
        if most is not None and asked.memory is not None and not 0 < asked.memory <= most:
            broken.append(f"a memory limit of at most {most // 1024 // 1024} MiB is due")
        return broken


def _texts(table: Mapping[str, object], key: str) -> list[str]:
    value = table.get(key)
    return [str(text) for text in value] if isinstance(value, list) else []


def _is_latest(image: str) -> bool:
    try:
        reference = parse_reference(image)
    except InvalidValue:
        return False  # an id
    return not reference.digest and reference.with_default_tag().tag == "latest"


def _is_below(folder: str, allowed: str) -> bool:
    folder, allowed = os.path.normpath(folder), os.path.normpath(allowed)
    return folder == allowed or folder.startswith(allowed.rstrip("/") + "/")
