"""Checks of PyDock's settings, docker's config.json, and the credential helpers that it names."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from pydock_self.checks import FAIL, OK, WARN, Check

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session

HELPER = "docker-credential-"


def settings(session: Session) -> list[Check]:
    """Checks config.toml, which is optional."""
    found = session.settings
    if found.error is not None:
        return [Check("settings", FAIL, found.error.message, "mend the file, or move it away")]
    there = os.path.exists(found.path)
    return [Check("settings", OK, found.path if there else f"none ({found.path} isn't there)")]


def docker_config(session: Session) -> list[Check]:
    """Checks config.json, which is optional too."""
    config = session.load_config()
    if config.warning:
        warning = config.warning.removeprefix("WARNING: ")
        return [Check("config.json", FAIL, warning, f"mend {config.path}: nothing in it is used")]
    there = os.path.exists(config.path)
    return [Check("config.json", OK, config.path if there else f"none ({config.path} isn't there)")]


def credentials(session: Session) -> list[Check]:
    """Checks that the helpers of config.json are on PATH; warns of passwords that are stored in the file."""
    config = session.load_config()
    users: dict[str, list[str]] = {}
    if config.get("credsStore"):
        users[config.get("credsStore")] = ["every registry"]
    for registry, helper in config.table("credHelpers").items():
        users.setdefault(helper, []).append(registry)
    checks = []
    for helper, registries in users.items():
        program = HELPER + helper
        path = shutil.which(program, path=session.environ.get("PATH", ""))
        if path is not None and not os.path.isabs(path):
            message = f"{path} is found by a relative entry of PATH, so that PyDock does not run it"
            checks.append(Check("credentials", FAIL, message, "write absolute folders into PATH"))
        elif path is None:
            advice = f"put {program} on PATH, or take {helper} out of {config.path}"
            message = f"{program}, which keeps the passwords of {', '.join(registries)}, is not on PATH"
            checks.append(Check("credentials", FAIL, message, advice))
        else:
            checks.append(Check("credentials", OK, f"{path} for {', '.join(registries)}"))
    plain = sorted(registry for registry, entry in config.auths.items() if entry.get("auth"))
    if plain:
        message = f"passwords stand unencrypted in {config.path}: {', '.join(plain)}"
        advice = f"install a credential helper, set credsStore in {config.path}, and log in again"
        checks.append(Check("credentials", WARN, message, advice))
    return checks or [Check("credentials", OK, "no helper is configured, no password is stored")]
