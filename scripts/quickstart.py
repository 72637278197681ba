"""Implements `scripts/quickstart` after PyDock's installation: finds an engine, makes a new image, runs a container.

A running engine is used unchanged (DOCKER_HOST, docker's current context, /var/run/docker.sock). Without one, a private
dockerd is installed and started, which `--stop` removes again.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts.private_engine import PrivateEngine, can_pivot_root
from scripts.progress import progress

STATE = Path(os.environ["PYDOCK_QUICKSTART_STATE"])
COMMAND = STATE / "venv" / "bin" / "pydock"
LINK = Path(os.environ["PYDOCK_QUICKSTART_BIN"]) / "pydock"
PUBLIC_IMAGE = "hello-world"
ENGINE_PACKAGES = {"dockerd": "docker.io", "iptables": "iptables", "tini": "tini", "ip": "iproute2"}
REGISTRY_PACKAGES = {"docker-registry": "docker-registry", "busybox": "busybox-static"}
PROGRAMS = STATE / "programs"
IN_CHROOT = """\
no container engine answers, and a private one can start no container here: the root directory is no mount point,
as in a chroot, and pivot_root(2) fails. Do one of these:
- run the quickstart outside the chroot;
- outside, make the chroot's directory a mount point (mount --bind DIRECTORY DIRECTORY), then enter it again;
- set DOCKER_HOST to an engine that runs elsewhere."""


class MissingError(Exception):
    """A missing requirement of the quickstart; the text is the line to show."""


def main(arguments: list[str]) -> int:
    """Runs the quickstart and returns its exit status."""
    # dockerd and iptables are in folders that not every PATH has.
    os.environ["PATH"] += f":/usr/sbin:/sbin:{PROGRAMS}/usr/bin:{PROGRAMS}/bin"
    private = PrivateEngine(STATE)
    if arguments == ["--stop"]:
        return stop(private)
    try:
        if not engine_answers():
            use_private_engine(private)
        link_command()
        image = run_fresh_image() or run_public_image()
    except KeyboardInterrupt:
        return 130
    except (MissingError, RuntimeError, OSError) as error:
        print(f"quickstart: {error}", file=sys.stderr)
        return 1
    explain(image, private)
    return 0


def engine_answers() -> bool:
    """Returns whether PyDock reaches an engine with the current environment."""
    with progress("asking the container engine for its version"):
        return pydock("version", quiet=True).returncode == 0


def use_private_engine(private: PrivateEngine) -> None:
    """Points DOCKER_HOST to a private dockerd: that of an earlier quickstart, or a new one."""
    if not private.answers():
        say("No container engine answers: starting a private one")
        install_engine()
        # The package starts its own engine where it can.
        if "DOCKER_HOST" not in os.environ and engine_answers():
            say("The docker service of the machine has started: using it (`service docker stop` stops it)")
            return
        with progress("starting dockerd"):
            private.start()
    os.environ["DOCKER_HOST"] = private.host
    os.environ.pop("DOCKER_CONTEXT", None)


def run_fresh_image() -> str | None:
    """Pushes a new image to a registry on this machine, runs it with PyDock, and returns its name.

    Returns None if the engine is on another machine, or no registry is available.
    """
    kernel = pydock("version", "--format", "{{.Server.KernelVersion}}", quiet=True).stdout.strip()
    if sys.platform != "linux" or kernel != os.uname().release or not download_registry():
        return None
    from tests.engines import images
    from tests.engines.registry import Registry

    greeting = f"Hello from a container, made for you on {time.ctime()} ({secrets.token_hex(4)}).\n"
    hello = images.busybox(settings={"Cmd": ["cat", "/greeting"]}, files={"greeting": greeting.encode()})
    with Registry() as registry:
        with progress("storing an image in a registry"):
            name = registry.push(hello, "hello")
        say(f"A registry on this machine has a new image, {name}.")
        say("The engine doesn't know it: it answers 404, PyDock has it pulled and asks again.")
        return name if run(name) else None


def run_public_image() -> str:
    """Runs an image of the public registry with PyDock and returns its name."""
    say(f"The engine can't use a registry on this machine: running a public image, {PUBLIC_IMAGE}")
    if not run(PUBLIC_IMAGE):
        raise MissingError("PyDock is installed, but the engine can't pull a public image: is it connected?")
    return PUBLIC_IMAGE


def run(image: str) -> bool:
    """Runs a container on the user's screen and returns whether it succeeded."""
    print(f"$ pydock run --rm {image}", flush=True)
    return pydock("run", "--rm", image).returncode == 0


def pydock(*words: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs PyDock; its output goes to the screen, or with `quiet` into the result."""
    return subprocess.run([COMMAND, *words], capture_output=quiet, text=True, stdin=subprocess.DEVNULL)


def install_engine() -> None:
    """Installs the missing programs of a private engine, with Debian's package manager."""
    missing = [package for program, package in ENGINE_PACKAGES.items() if shutil.which(program) is None]
    if os.geteuid() != 0 or (missing and shutil.which("apt-get") is None):
        raise MissingError("no container engine answers, and starting a private one takes root and apt-get")
    if not can_pivot_root(Path("/proc/self/mountinfo").read_text()):
        raise MissingError(IN_CHROOT)
    if not missing:
        return
    say(f"Installing {', '.join(missing)}")
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        done = apt_get(*words)
        if done.returncode != 0:
            raise MissingError(f"apt-get {words[0]} failed:\n{done.stdout.strip()}")


def download_registry() -> bool:
    """Unpacks the programs that make an image and serve it; returns whether they are available.

    They are not installed, because the registry's package would add a service that starts with the machine.
    """
    missing = [package for program, package in REGISTRY_PACKAGES.items() if shutil.which(program) is None]
    if not missing:
        return True
    if shutil.which("apt-get") is None:
        return False
    say(f"Downloading {', '.join(missing)}")
    PROGRAMS.mkdir(exist_ok=True)
    download = ("download", *missing)
    if apt_get(*download).returncode != 0 and not (apt_get("update").returncode == apt_get(*download).returncode == 0):
        return False
    for package in PROGRAMS.glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", package, PROGRAMS], check=True)
        package.unlink()
    return True


def apt_get(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs apt-get without questions, in `PROGRAMS` for a download; the result has its whole output."""
    with progress(f"apt-get {words[0]}"):
        return subprocess.run(
            ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", *words],
            cwd=PROGRAMS if words[0] == "download" else None,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def link_command() -> None:
    """Makes `pydock` a command, unless there is another one of that name."""
    if LINK.parent.is_dir() and not LINK.is_symlink() and not LINK.exists():
        LINK.symlink_to(COMMAND)


def explain(image: str, private: PrivateEngine) -> None:
    """Prints in three lines how to go on and how to stop."""
    found = shutil.which("pydock")
    command = "pydock" if found is not None and Path(found).resolve() == COMMAND.resolve() else str(COMMAND)
    shell = f"run -it --rm {image} sh" if image != PUBLIC_IMAGE else "ps --all"
    print()
    if os.environ.get("DOCKER_HOST") == private.host:
        print(f"Point PyDock to the engine:  export DOCKER_HOST={private.host}")
    else:
        print(f"Your engine keeps the image: {image}")
    print(f"Then use it as docker:       {command} {shell}")
    print("Stop and remove all of this: ./scripts/quickstart --stop")


def stop(private: PrivateEngine) -> int:
    """Stops the private engine and removes all that the quickstart made, except the Debian packages."""
    with progress("stopping the private engine"):
        private.stop()
    if LINK.is_symlink() and LINK.readlink() == COMMAND:
        LINK.unlink()
    shutil.rmtree(STATE)
    print(f"Stopped; {STATE} is removed. Debian packages that were installed stay.")
    return 0


def say(message: str) -> None:
    """Prints the next step."""
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
