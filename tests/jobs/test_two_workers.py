"""No job is run by two workers at once, on either database (P8)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ON = {"SQLite": [], "PostgreSQL": [sys.executable, "-m", "tests.postgres"]}
pytestmark = pytest.mark.parametrize("database", ON)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_") and name != "DATABASE_URL"}
    return kept | {"HUB_HOME": str(home)}


def played(scene: str, database: str, home: Path) -> str:
    command = [*ON[database], sys.executable, "-m", "tests.jobs.workers", scene]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False, timeout=120)
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize("scene", ["crowd", "orphan", "midnight"])
def test_several_workers_at_once_do_each_piece_of_work_once(database, scene, tmp_path):
    assert played(scene, database, tmp_path) == "as expected"
