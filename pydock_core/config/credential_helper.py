"""docker's credential helpers: programs named `docker-credential-NAME` that keep passwords in a keychain.

A helper gets the action as its argument, and a registry's address or JSON on stdin; it writes JSON or an error to
stdout.
"""

from __future__ import annotations

from pydock_core.config import go_json_decoder
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.values import json_codec
from pydock_core.values.os_errors import os_error_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "docker-credential-"
# Leaves the user time to answer a password prompt of the helper.
TIMEOUT_SECONDS = 300
_NOT_FOUND = "credentials not found in native keychain"
_INVALID = ("no credentials server URL", "no credentials username")
_VERBS = {"get": "getting", "store": "storing", "erase": "erasing", "list": "listing"}


class _HelperError(Exception):
    """A helper's failure: `output` is the text that the helper wrote to stdout, `reason` the cause."""

    def __init__(self, reason: str, output: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.output = output


class CredentialHelper:
    """The helper `docker-credential-NAME` on the PATH of `environ`; it writes to the user's stderr.

    Every method raises SettingsError with docker's message if the helper is missing, fails, times out or writes invalid
    JSON.
    """

    __slots__ = ("_environ", "_name")

    def __init__(self, name: str, environ: Mapping[str, str]) -> None:
        self._name = PREFIX + name
        self._environ = environ

    def get(self, server: str) -> tuple[str, str] | None:
        """Returns the user name and the secret for `server`; None if the helper has none."""
        try:
            output = self._run("get", server)
        except _HelperError as failure:
            if failure.output == _NOT_FOUND:
                return None
            raise _error("get", failure) from failure
        answer = self._answer("get", output)
        return _text(answer, "Username"), _text(answer, "Secret")

    def store(self, server: str, user: str, secret: str) -> None:
        """Stores a user name and a secret for `server`."""
        message = json_codec.dumps({"ServerURL": server, "Username": user, "Secret": secret}, escape_html=True)
        try:
            self._run("store", message + "\n")
        except _HelperError as failure:
            raise _error("store", failure) from failure

    def erase(self, server: str) -> None:
        """Erases the credentials for `server`."""
        try:
            self._run("erase", server)
        except _HelperError as failure:
            raise _error("erase", failure) from failure

    def list(self) -> dict[str, str]:
        """Returns every server that the helper has credentials for, with its user name."""
        try:
            output = self._run("list", "unused")
        except _HelperError as failure:
            raise _error("list", failure) from failure
        return {server: user if isinstance(user, str) else "" for server, user in self._answer("list", output).items()}

    def _run(self, action: str, message: str) -> str:
        import subprocess

        try:
            # The user's config.json names the program.
            done = subprocess.run(  # noqa: S603
                [self._program(), action],
                input=message.encode("utf-8", "surrogateescape"),
                stdout=subprocess.PIPE,
                env=dict(self._environ),
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _HelperError(f"{self._name} did not answer within {TIMEOUT_SECONDS} seconds") from error
        except OSError as error:
            raise _HelperError(f"fork/exec {error.filename or self._name}: {os_error_text(error)}") from error
        output = done.stdout.decode("utf-8", "replace")
        if done.returncode:
            output = output.strip()
            reason = output if output in _INVALID else _exit_reason(done.returncode)
            raise _HelperError(reason, output)
        return output

    def _program(self) -> str:
        import os
        import shutil

        path = shutil.which(self._name, path=self._environ.get("PATH", "")) if "/" not in self._name else None
        if path is None:
            raise _HelperError(f'exec: "{self._name}": executable file not found in $PATH')
        if not os.path.isabs(path):
            # As in Go: a program in the current folder must not receive passwords.
            raise _HelperError(f'exec: "{self._name}": cannot run executable found relative to current directory')
        return path

    def _answer(self, action: str, output: str) -> dict[str, object]:
        """Returns the JSON object in `output`; errors don't quote the output, as it may contain a secret."""
        try:
            answer = go_json_decoder.decode(output.encode(), whole=False)
        except InvalidValue as error:
            raise _error(action, _HelperError(f"{self._name} wrote no JSON: {error.message}")) from error
        if answer is None and output.strip():
            return {}
        if not isinstance(answer, dict):
            what = f"a JSON {go_json_decoder.kind(answer)}" if answer is not None else "nothing"
            raise _error(action, _HelperError(f"{self._name} wrote {what} instead of a JSON object"))
        return answer


def _text(answer: Mapping[str, object], name: str) -> str:
    for key, value in answer.items():
        if key.lower() == name.lower() and value is not None:
            if not isinstance(value, str):
                field = f"json: cannot unmarshal {go_json_decoder.kind(value)} into Go struct field Credentials.{name}"
                raise _error("get", _HelperError(f"{field} of type string"))
            return value
    return ""


def _exit_reason(code: int) -> str:
    if code > 0:
        return f"exit status {code}"
    import signal

    return f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"


def _error(action: str, failure: _HelperError) -> SettingsError:
    return SettingsError(f"error {_VERBS[action]} credentials - err: {failure.reason}, out: `{failure.output}`")
