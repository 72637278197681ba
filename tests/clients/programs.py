"""The programs of these tests, each in a folder of its own below `.venv/clients`: nothing is installed elsewhere.

`python -m tests.clients.programs [--all]` fetches the programs of the suite's sample, or all, from Debian's later
suites, PyPI and the npm registry; programs that are present are kept. A program that can't be had is reported on
stderr; with `--all`, the exit status is then 1.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".venv" / "clients"
_SUITES = ("trixie", "sid")
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_APT_CONFIGURATION = """\
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "{folder}/lists";
Dir::State::status "/dev/null";
Dir::Cache "{folder}/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
"""


class Unavailable(Exception):
    """A program can't be had on this machine; the text says why, in one line."""


@dataclass(frozen=True)
class Program:
    """A program of one version.

    `name` is the name of its folder. `source` is `debian`, `pypi` or `npm`, and `packages` are the packages in the
    words of the source's client. Each run of the whole suite uses the `sampled` programs.
    """

    name: str
    source: str
    packages: tuple[str, ...]
    sampled: bool = False

    @property
    def folder(self) -> Path:
        """The folder of the program."""
        return FOLDER / self.name

    @property
    def is_present(self) -> bool:
        """Whether the program was fetched completely, in these versions."""
        try:
            return self._stamp.read_text() == self._versions
        except FileNotFoundError:
            return False

    @property
    def commands(self) -> Path:
        """The folder with the commands of a program, for PATH."""
        return self.folder / {"debian": "usr/sbin", "pypi": "bin", "npm": "node_modules/.bin"}[self.source]

    @property
    def cli_plugin(self) -> Path:
        """docker's CLI plugin that a Debian package has."""
        return self.folder / "usr/libexec/docker/cli-plugins" / self.packages[0].partition("=")[0]

    def fetch(self) -> None:
        """Fetches the program unless it is present; raises Unavailable."""
        if self.is_present:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.source == "debian":
            _unpack(self.packages, self.folder)
        elif self.source == "pypi":
            _run(sys.executable, "-m", "venv", str(self.folder))
            _run(str(self.folder / "bin/python"), "-m", "pip", "install", "--quiet", *self.packages)
        else:
            _run("npm", "install", "--silent", "--prefix", str(self.folder), *self.packages)
        self._stamp.write_text(self._versions)

    @property
    def _stamp(self) -> Path:
        return self.folder / "fetched"

    @property
    def _versions(self) -> str:
        return " ".join(self.packages) + "\n"


COMPOSE = (
    Program("compose-2.26", "debian", ("docker-compose=2.26*",)),
    Program("compose-2.40", "debian", ("docker-compose=2.40*",), sampled=True),
)
BUILDX = (
    Program("buildx-0.13", "debian", ("docker-buildx=0.13*",)),
    Program("buildx-0.29", "debian", ("docker-buildx=0.29*",), sampled=True),
)
PRE_COMMIT = Program("pre-commit", "pypi", ("pre-commit==4.7.0",))
PYTEST_DOCKER = Program("pytest-docker", "pypi", ("pytest-docker==3.2.6",), sampled=True)
TESTCONTAINERS = Program("testcontainers", "pypi", ("testcontainers==4.15.0",))
PYTHON_ON_WHALES = Program("python-on-whales", "pypi", ("python-on-whales==0.81.0",))
CWLTOOL = Program("cwltool", "pypi", ("cwltool==3.3.20260925135507",))
DEVCONTAINERS = Program("devcontainers", "npm", ("@devcontainers/cli@0.89.0",))
PROGRAMS = (*COMPOSE, *BUILDX, PRE_COMMIT, PYTEST_DOCKER, TESTCONTAINERS, PYTHON_ON_WHALES, CWLTOOL, DEVCONTAINERS)


def _run(*command: str, cwd: Path | None = None, environ: dict[str, str] | None = None) -> str:
    """Returns the output of a command; raises Unavailable with the last line of its messages."""
    try:
        done = subprocess.run(command, cwd=cwd, env={**os.environ, **(environ or {})}, capture_output=True, text=True)
    except OSError as error:
        raise Unavailable(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"{command[0]}: {lines[-1] if lines else f'exit status {done.returncode}'}")
    return done.stdout


def _unpack(packages: tuple[str, ...], folder: Path) -> None:
    """Unpacks packages of Debian's later suites into the folder, without those that they need."""
    environ = {"APT_CONFIG": str(_apt_configuration())}
    with tempfile.TemporaryDirectory() as archives:
        _run("apt-get", "-qq", "download", *packages, cwd=Path(archives), environ=environ)
        for archive in Path(archives).glob("*.deb"):
            _run("dpkg", "--extract", str(archive), str(folder))


@cache
def _apt_configuration() -> Path:
    """Makes lists of Debian's later suites apart from those of the machine; returns the file for APT_CONFIG.

    The archive is the one that the machine's own list names, so that a mirror or a proxy is used here, too.
    """
    form = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)"
    for attempt in range(2):
        if attempt:
            _run("apt-get", "-qq", "update")
        targets = [line.split("|") for line in _run("apt-get", "indextargets", "--format", form).splitlines()]
        archives = [uri for origin, codename, uri in targets if origin == "Debian" and "-" not in codename]
        if archives:
            break
    else:
        raise Unavailable("apt-get: the machine's lists name no archive of Debian")
    folder = Path(tempfile.mkdtemp(prefix="pydock-apt-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    lines = [f"deb [signed-by={_KEYRING}] {archives[0]} {suite} main\n" for suite in _SUITES]
    (folder / "sources.list").write_text("".join(lines))
    configuration = folder / "apt.conf"
    configuration.write_text(_APT_CONFIGURATION.format(folder=folder))
    _run("apt-get", "-qq", "update", environ={"APT_CONFIG": str(configuration)})
    return configuration


def main(arguments: list[str]) -> int:
    """Fetches the programs; returns 1 if `--all` is given and a program can't be had."""
    every = arguments == ["--all"]
    missing = 0
    for program in PROGRAMS:
        if program.is_present or not (every or program.sampled):
            continue
        print(f"Fetching {program.name} into .venv/clients", flush=True)
        try:
            program.fetch()
        except Unavailable as error:
            print(f"{program.name}: not to be had: {error}", file=sys.stderr)
            missing += 1
    return 1 if every and missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
