"""Runs one piece of work in a process of its own, with a data folder of its own, and brings back what it measured."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HUB = str(Path(sys.executable).with_name("hub"))


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a hub in this data folder."""
    return os.environ | {"HUB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "partnerhub.config.settings"}


def in_child(home: Path, module: str, *arguments: object, **more: str) -> Any:
    """Run `python -m module arguments…` against a data folder and return the JSON object on its last line.

    `more` are further variables of its environment.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=environment(home) | more, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def hub(home: Path, *arguments: object) -> None:
    """Run one command of the hub; it must succeed."""
    done = subprocess.run([HUB, *map(str, arguments)], env=environment(home), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"hub {arguments[0]} failed:\n{done.stderr[-3000:]}")
