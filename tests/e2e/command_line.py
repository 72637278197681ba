"""The installed program as a separate process, with its own home and plugins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from copy import copy
from pathlib import Path

PYDOCK = Path(sys.executable).with_name("pydock")
OLD = 1_600_000_000  # the index trusts folders of this age without a second look
FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)')


class Ran:
    """The exit status and the output of a command line."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.status = done.returncode
        self.stdout_bytes = done.stdout
        self.stdout = done.stdout.decode("utf-8", "replace")
        self.stderr = done.stderr.decode("utf-8", "replace")

    @property
    def line(self) -> str:
        """The only line on stderr; fails if stderr has another number of lines, or if stdout is not empty."""
        assert self.stdout == "", self
        (line,) = self.stderr.splitlines()
        return line

    @property
    def log(self) -> list[dict[str, str]]:
        """The fields of each line of the log."""
        lines = [line for line in self.stderr.splitlines() if line.startswith("time=")]
        return [{name: _unquoted(text) for name, text in FIELD.findall(line)} for line in lines]

    def __repr__(self) -> str:
        return f"<Ran {self.status} stdout={self.stdout!r} stderr={self.stderr!r}>"


class CommandLine:
    """Runs `program` with the environment `environ`: HOME, PATH, a cache, and variables of the test.

    Tests may share the cache, because its files are separate for each installation and each file of settings.
    """

    def __init__(self, home: Path, cache: Path) -> None:
        self.home = home
        self.program = PYDOCK
        self.packages = home / "site-packages"
        self.environ = {"HOME": str(home), "PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(cache)}

    def __call__(self, *words: str, stdin: bytes = b"", **environ: str) -> Ran:
        return Ran(
            subprocess.run(
                [self.program, *words],
                input=stdin,
                capture_output=True,
                timeout=60,
                env={**self.environ, **environ},
                cwd=self.home,
            )
        )

    def called(self, name: str) -> CommandLine:
        """Returns the program under another name, a symbolic link in the home."""
        other = copy(self)
        other.program = self.home / name
        other.program.symlink_to(PYDOCK)
        return other

    def plugin(self, name: str, source: str) -> None:
        """Installs a plugin: a module and the metadata of a distribution `dist-NAME` 1.0."""
        self.packages.mkdir(exist_ok=True)
        (self.packages / f"plugin_{name}.py").write_text(source)
        info = self.packages / f"dist_{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{name} = plugin_{name}\n")
        os.utime(self.packages, (OLD, OLD))
        self.environ |= {"PYTHONPATH": str(self.packages), "PYTHONDONTWRITEBYTECODE": "1"}

    def settings(self, text: str) -> Path:
        """Writes config.toml."""
        return self.write(".config/pydock/config.toml", text)

    def write(self, name: str, text: str) -> Path:
        """Writes a file in the home."""
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def context(self, name: str, host: str, *, certificates: Path | None = None, skip_verify: bool = False) -> None:
        """Stores a context in the form of `docker context create`."""
        import hashlib
        import json
        import shutil

        number = hashlib.sha256(name.encode()).hexdigest()
        endpoint = {"Host": host, "SkipTLSVerify": skip_verify}
        metadata = {"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}
        self.write(f".docker/contexts/meta/{number}/meta.json", json.dumps(metadata))
        if certificates is not None:
            shutil.copytree(certificates, self.home / f".docker/contexts/tls/{number}/docker")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
