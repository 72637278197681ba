"""Fetches a git repository as build context into a temporary folder, at the reference and folder of `#ref:folder`."""

from __future__ import annotations

import os
import re
import subprocess
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from pydock_builder.symlinks import follow_inside
from pydock_core.plugin_api import InvalidValue, PyDockError
from pydock_core.toolkit import find_program, os_error_text, redact_text, redact_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WITH_FRAGMENT = re.compile(r"\.git(?:#.+)?\Z")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TRANSPORTS = ("git", "http", "https", "ssh")
PREFIX = "docker-build-git"


def is_url(text: str) -> bool:
    """Returns whether the text is an HTTP or HTTPS URL."""
    return text.startswith(("https://", "http://"))


def is_git_url(text: str) -> bool:
    """Returns whether the text names a git repository, by docker's approximate rules."""
    if is_url(text) and _WITH_FRAGMENT.search(text):
        return True
    return text.startswith(("git://", "github.com/", "git@"))


class Repository:
    """A repository's URL, the reference to check out and the folder that is the context."""

    __slots__ = ("folder", "reference", "remote")

    def __init__(self, url: str) -> None:
        if not url.startswith("git@") and _scheme(url) not in _TRANSPORTS:
            url = f"https://{url}"
        self.remote, _, fragment = url.partition("#")
        reference, _, self.folder = fragment.partition(":")
        self.reference = reference or "master"
        if self.reference.startswith("-"):
            raise InvalidValue(f"invalid refspec: {self.reference}")


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found[1].lower() if found else ""


class Clone:
    """A shallow clone of a repository in a temporary folder, from `make` until `remove`.

    `is_smart(url)` returns whether an HTTP server can send a part of the history. Errors have docker's messages.
    """

    def __init__(self, url: str, environ: Mapping[str, str], is_smart: Callable[[str], bool]) -> None:
        self._url = url
        self._environ = environ
        self._is_smart = is_smart
        self._program = ""
        self._root = ""

    def make(self) -> str:
        """Clones the repository and returns the path of the context's folder.

        Raises PyDockError if git is missing or fails; then the temporary folder is removed.
        """
        try:
            self._program = find_program("git", {"PATH": self._environ.get("PATH", "")})
        except FileNotFoundError:
            raise PyDockError("unable to find 'git': exec: \"git\": executable file not found in $PATH") from None
        except PermissionError as error:
            raise PyDockError(f"unable to find 'git': exec: \"git\": {error.strerror}") from error
        try:
            return self._fetch(Repository(self._url))
        except PyDockError as error:
            self.remove()
            message = redact_text(error.message, self._url)
            raise PyDockError(f"unable to 'git clone' to temporary context directory: {message}") from error
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Deletes the clone."""
        if self._root:
            rmtree(self._root, ignore_errors=True)
            self._root = ""

    def _fetch(self, repository: Repository) -> str:
        remote = repository.remote
        depth = ["--depth", "1"]
        if _scheme(remote) in ("http", "https") and not self._is_smart(f"{remote}/info/refs?service=git-upload-pack"):
            depth = []
        try:
            self._root = mkdtemp(prefix=PREFIX, dir=self._environ.get("TMPDIR") or None)
        except OSError as error:
            raise PyDockError(f"mkdir {error.filename}: {os_error_text(error)}") from error
        self._git(f"failed to init repo at {self._root}", "init")
        self._git(f"failed add origin repo at {redact_url(remote)}", "remote", "add", "origin", remote)
        self._git("error fetching", "fetch", *depth, "origin", "--", repository.reference)
        try:
            self._git(f"error checking out {repository.reference}", "checkout", repository.reference)
        except PyDockError:
            # The name is not that of a local branch: the fetched commit is checked out.
            if self._run("checkout", "FETCH_HEAD").returncode:
                raise
        folder = self._inside(repository.folder) if repository.folder else self._root
        done = self._run("submodule", "update", "--init", "--recursive", "--depth=1", guarded=False)
        _check("error initializing submodules", done)
        return folder

    def _inside(self, folder: str) -> str:
        try:
            found = follow_inside(self._root, folder)
        except InvalidValue as error:
            what = f'error setting git context, "{folder}" not within git root'
            raise PyDockError(f"{what}: {error.message}") from error
        if not os.path.exists(found):
            raise PyDockError(f"stat {found}: no such file or directory")
        if not os.path.isdir(found):
            raise PyDockError(f"error setting git context, not a directory: {found}")
        return found

    def _git(self, failure: str, *words: str) -> None:
        _check(failure, self._run(*words))

    def _run(self, *words: str, guarded: bool = True) -> subprocess.CompletedProcess[bytes]:
        # No submodule may name a repository on this machine, and no unsafe transport is used.
        guard = ["-c", "protocol.file.allow=never"] if guarded else []
        environ = {**self._environ, "GIT_PROTOCOL_FROM_USER": "0"} if guarded else dict(self._environ)
        return subprocess.run(  # noqa: S603  git is what the user asked for
            [self._program, *guard, *words],
            cwd=self._root,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )


def _check(failure: str, done: subprocess.CompletedProcess[bytes]) -> None:
    if not done.returncode:
        return
    status = f"exit status {done.returncode}" if done.returncode > 0 else f"signal: {-done.returncode}"
    raise PyDockError(f"{failure}: {done.stdout.decode('utf-8', 'replace')}: {status}")
