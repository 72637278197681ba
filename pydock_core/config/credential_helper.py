"""docker's credential helpers: programs called `docker-credential-NAME` that keep passwords in a keychain.

The action is the argument; a registry's address or JSON goes to stdin; JSON or an error comes from stdout.
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
# A helper may ask its user for a password; nobody is asked for five minutes.
TIMEOUT_SECONDS = 300
_NOT_FOUND = "credentials not found in native keychain"
_INVALID = ("no credentials server URL", "no credentials username")
_VERBS = {"get": "getting", "store": "storing", "erase": "erasing", "list": "listing"}


class _HelperError(Exception):
    """`output` is what the helper wrote to stdout, `reason` why it counts as failed."""

    def __init__(self, reason: str, output: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.output = output


class CredentialHelper:
    """The helper `docker-credential-NAME` on `environ`'s PATH; its stderr is the user's.

    Every method raises SettingsError in docker's words when the helper is missing, fails, hangs or answers nonsense.
    """

    __slots__ = ("_environ", "_name")

    def __init__(self, name: str, environ: Mapping[str, str]) -> None:
        self._name = PREFIX + name
        self._environ = environ

    def get(self, server: str) -> tuple[str, str] | None:
        """User name and secret for `server`; None when the helper knows none."""
        try:
            output = self._run("get", server)
        except _HelperError as failure:
            if failure.output == _NOT_FOUND:
                return None
            raise _error("get", failure) from failure
        answer = self._answer("get", output)
        return _text(answer, "Username"), _text(answer, "Secret")

    def store(self, server: str, user: str, secret: str) -> None:
        """Keeps a user name and a secret for `server`."""
        message = json_codec.dumps({"ServerURL": server, "Username": user, "Secret": secret}, escape_html=True)
        try:
            self._run("store", message + "\n")
        except _HelperError as failure:
            raise _error("store", failure) from failure

    def erase(self, server: str) -> None:
        """Forgets what it has for `server`."""
        try:
            self._run("erase", server)
        except _HelperError as failure:
            raise _error("erase", failure) from failure

    def list(self) -> dict[str, str]:
        """Every server that the helper knows, with its user name."""
        try:
            output = self._run("list", "unused")
        except _HelperError as failure:
            raise _error("list", failure) from failure
        return {server: user if isinstance(user, str) else "" for server, user in self._answer("list", output).items()}

    def _run(self, action: str, message: str) -> str:
        import subprocess

        try:
            # The program is the one that the user's config.json names.
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
            raise _HelperError(f"fork/exec {error.filename}: {os_error_text(error)}") from error
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
            # As Go does: what lies in the current folder must not get to see passwords.
            raise _HelperError(f'exec: "{self._name}": cannot run executable found relative to current directory')
        return path

    def _answer(self, action: str, output: str) -> dict[str, object]:
        """The JSON object; what the helper wrote is not shown, as a secret may be in it."""
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
