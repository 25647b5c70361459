"""The real program, run as people run it, in a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HUB = str(Path(sys.executable).with_name("hub"))
OWN = ("HUB_", "DATABASE_URL", "LAKE_URL", "ENGINE_URL")  # settings of the machine must not reach these hubs
SECONDS = 120

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


def environment(home: Path, **given: str) -> dict[str, str]:
    """Return what a hub in a data folder gets to see, and no setting besides."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OWN)} | {"HUB_HOME": str(home)} | given


def hub(home: Path, *arguments: str, **given: str) -> Done:
    """Run one command to its end."""
    return subprocess.run(
        [HUB, *arguments], env=environment(home, **given), capture_output=True, text=True, check=False, timeout=SECONDS
    )


def refused(done: Done, *words: str, status: int = 1) -> None:
    """Check that a command was refused in one clear line that has certain words, with nothing on standard output."""
    said = done.stderr.strip()
    assert done.returncode == status and done.stdout == "", (done.returncode, done.stdout, done.stderr)
    assert said.startswith("hub: ") and "\n" not in said and "Traceback" not in said, said
    assert all(word in said for word in words), said


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs a command in a fresh data folder."""
    return lambda *arguments, **given: hub(tmp_path / "fresh", *arguments, **given)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a few made-up customers. Tests only read it."""
    home = tmp_path_factory.mktemp("demo")
    made = hub(home, "demo", "--customers", "20", "--weeks", "2", "--as-of", "2026-11-22")
    assert made.returncode == 0, made.stderr
    return home
