"""The real program in a data folder of its own: run it, and stop or kill it at a stage of its work."""

import os
import pty
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

HUB = str(Path(sys.executable).with_name("hub"))
SECONDS = 60
PAGE, ROOM_LEFT, NO_MOUNT = 4096, 40_000, 77
OWN = ("HUB_", "DATABASE_URL", "LAKE_URL", "ENGINE_URL")  # settings of the machine must not reach these hubs


class Watched:
    """A command under way whose progress line is watched as on a terminal."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str]) -> None:
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [HUB, *arguments], env=environment, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL, text=True
        )
        os.close(theirs)
        self.shown = ""

    def until(self, stage: str) -> "Watched":
        """Wait until a stage of the work is shown. The command may end before; then say so."""
        while stage not in self.shown:
            try:
                piece = os.read(self.terminal, 4096)
            except OSError:  # the other end is closed
                piece = b""
            assert piece, f"it ended without coming to {stage!r}: {self.shown!r}"
            self.shown += piece.decode(errors="replace")
        return self

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def kill(self, after: float = 0.0) -> int:
        """Kill it the hard way, some seconds from now, and return its exit status."""
        time.sleep(after)
        self.send(signal.SIGKILL)
        return self.end()

    def end(self) -> int:
        """Wait for its end and return its exit status."""
        self.said, _ = self.process.communicate(timeout=SECONDS)
        os.close(self.terminal)
        return self.process.returncode


class Home:
    """A data folder and the hub in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        machine = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        # Some ids follow the order of a set: with one seed for hashes, two runs of the same give the same ids.
        self.environment = machine | {"HUB_HOME": str(path), "PYTHONHASHSEED": "0"}

    def copy(self, path: Path) -> "Home":
        """Return another hub that begins with everything this one has."""
        shutil.copytree(self.path, path)
        return Home(path)

    def hub(self, *arguments: object, file_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; with a limit, no file may grow beyond it, as on a full disk."""
        limit = file_bytes and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes)))
        return subprocess.run(
            [HUB, *map(str, arguments)], env=self.environment, capture_output=True, text=True, check=False,
            timeout=SECONDS, preexec_fn=limit or None,
        )  # fmt: skip

    def does(self, *arguments: object) -> "Home":
        """Run a command that must end well, and return this hub."""
        done = self.hub(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return self

    def watch(self, *arguments: object) -> Watched:
        """Start a command and return it while it works."""
        return Watched([str(one) for one in arguments], self.environment)

    def tamper(self, sql: str) -> None:
        """Change the records database past the program."""
        with closing(sqlite3.connect(self.path / "hub.sqlite3")) as connection:
            connection.execute(sql)
            connection.commit()


def on_a_full_disk(home: Home, kept_at: Path, *arguments: object) -> tuple[subprocess.CompletedProcess[str], Home]:
    """Run a command in a copy of a hub on a disk with next to no room left, and return how it went and what it left."""
    disk = kept_at.with_name("disk")
    disk.mkdir()
    rooms = [-(-path.stat().st_size // PAGE) * PAGE for path in home.path.rglob("*")]
    steps = (
        f"mount -t tmpfs -o size={sum(rooms) + ROOM_LEFT} none {disk} || exit {NO_MOUNT}\n"
        f"cp -r {home.path}/. {disk}\n{HUB} {' '.join(map(str, arguments))}\nstatus=$?\n"
        f"cp -r {disk} {kept_at}\nexit $status"
    )
    environment = home.environment | {"HUB_HOME": str(disk)}
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", steps], env=environment, capture_output=True, text=True,
        check=False, timeout=SECONDS,
    )  # fmt: skip
    if done.returncode == NO_MOUNT or "unshare" in done.stderr:
        pytest.skip("NO FULL DISK on this machine: it lets nobody mount one")
    return done, Home(kept_at)
