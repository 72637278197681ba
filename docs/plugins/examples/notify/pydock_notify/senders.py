"""Senders of notifications: the desktop, a webhook, a program."""

from __future__ import annotations

import shutil
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_SECONDS = 1.5


def send(text: str, settings: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Sends `text` with each sender that the settings enable; raises the first failure after all were tried."""
    failures: list[Exception] = []
    senders = [(bool(settings.get("desktop")), desktop), (bool(settings.get("webhook")), webhook)]
    senders.append((bool(settings.get("program")), program))
    for enabled, sender in senders:
        if enabled:
            try:
                sender(text, settings, environ)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                failures.append(error)
    if failures:
        raise failures[0]


def desktop(text: str, settings: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Shows the text with notify-send or osascript."""
    path = environ.get("PATH")
    if found := shutil.which("notify-send", path=path):
        _run([found, "PyDock", text], environ)
    elif found := shutil.which("osascript", path=path):
        script = 'on run argv\ndisplay notification (item 1 of argv) with title "PyDock"\nend run'
        _run([found, "-e", script, text], environ)
    else:
        raise OSError("the desktop takes notify-send or osascript, and neither is here")


def webhook(text: str, settings: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Sends `{"text": …}` by POST."""
    import json
    from urllib.request import Request, urlopen

    url = str(settings["webhook"])
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url} is no http address")
    data = json.dumps({"text": text}).encode()
    request = Request(url, data=data, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=TIMEOUT_SECONDS):
        pass


def program(text: str, settings: Mapping[str, object], environ: Mapping[str, str]) -> None:
    """Runs a program with the text as its last argument."""
    words = settings["program"]
    if not isinstance(words, list) or not words:
        raise ValueError("program is a list of words")
    _run([*map(str, words), text], environ)


def _run(command: list[str], environ: Mapping[str, str]) -> None:
    subprocess.run(
        command, env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS, check=True
    )
