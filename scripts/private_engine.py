"""The quickstart's private dockerd: it outlives the script, the next run finds it, and stopping it leaves nothing.

It runs in this machine's network, so that published ports and outgoing connections work as usual, on a bridge of its
own, and adds only one packet filter rule: dockerd's usual rules would stay behind and change how the machine forwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from tests.engines import dockerd

BRIDGE = "pydock0"
NETWORK = "10.212.77.0/24"
ADDRESS = "10.212.77.1/24"
MASQUERADE = ["POSTROUTING", "--source", NETWORK, "!", "--out-interface", BRIDGE, "--jump", "MASQUERADE"]


class PrivateEngine:
    """A dockerd with all its state under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "engine"
        self._control_group = folder.name
        self._socket = self._folder / "docker.sock"
        self._process_file = self._folder / "process"
        self.host = f"unix://{self._socket}"

    def answers(self) -> bool:
        """Returns whether the engine answers."""
        return dockerd.answers(str(self._socket))

    def start(self) -> None:
        """Starts the engine and waits until it answers; raises RuntimeError with the end of its log if it doesn't."""
        self.stop()
        self._folder.mkdir(parents=True, mode=0o700)
        (self._folder / "daemon.json").write_text("{}")
        _network("ip", "link", "add", BRIDGE, "type", "bridge")
        _network("ip", "address", "add", ADDRESS, "dev", BRIDGE)
        _network("ip", "link", "set", BRIDGE, "up")
        _network("iptables", "--table", "nat", "--append", *MASQUERADE)
        options = ["--bridge", BRIDGE, "--iptables=false", "--ip-masq=false"]
        log = self._folder / "dockerd.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                dockerd.arguments(self._folder, *options, cgroup=self._control_group),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._process_file.write_text(str(process.pid))
        deadline = time.monotonic() + 30
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"dockerd doesn't start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stops the engine with its containers, and removes its state, bridge and rule.

        Cleans up after a crash, too.
        """
        if self.answers():
            dockerd.clear(str(self._socket))
        if self._is_running():
            process_id = int(self._process_file.read_text())
            dockerd.kill(process_id)
            while is_alive(process_id):
                time.sleep(0.05)
        if not self._folder.exists():
            return
        _network("iptables", "--table", "nat", "--delete", *MASQUERADE)
        _network("ip", "link", "delete", BRIDGE)
        # A unified hierarchy has one folder of that name, separate ones have one each.
        hierarchies = Path("/sys/fs/cgroup")
        for group in (hierarchies / self._control_group, *hierarchies.glob(f"*/{self._control_group}")):
            for folder, _, _ in os.walk(group, topdown=False):
                Path(folder).rmdir()
        shutil.rmtree(self._folder)

    def _is_running(self) -> bool:
        """Returns whether the process that was once started still runs."""
        try:
            process_id = self._process_file.read_text()
            return str(self._folder).encode() in Path(f"/proc/{process_id}/cmdline").read_bytes()
        except OSError:
            return False


def is_alive(process_id: int, processes: Path = Path("/proc")) -> bool:
    """Returns whether a process runs; False for a zombie, which has ended and was not reaped by its parent.

    The quickstart that started the engine has ended, so its parent is process 1, which in many containers reaps
    nothing. `processes` is the folder of the proc file system.
    """
    try:
        status = (processes / str(process_id) / "stat").read_text(errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def can_pivot_root(mounts: str) -> bool:
    """Returns whether a container runtime can give a container its own root, by the text of /proc/self/mountinfo.

    pivot_root(2) needs the current root to be a mount point, which it isn't in a plain chroot, and refuses the initial
    RAM file system.
    """
    roots = [line for line in mounts.splitlines() if line.split()[4] == "/"]
    return any(" - rootfs " not in line for line in roots)


def _network(*command: str) -> None:
    """Changes the machine's network; ignores an object that already exists, or is already gone."""
    subprocess.run(command, capture_output=True)
