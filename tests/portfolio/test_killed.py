"""P7: a conversion that is killed half-way leaves the trial as it was, or converted into exactly one subscription."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.kill
ROOT = Path(__file__).resolve().parents[2]
OWN = ("HUB_", "DATABASE_URL", "LAKE_URL", "ENGINE_URL")
KILLS = 6
EVERY_TRIAL = """
    SELECT t.cancelled_date IS NOT NULL, count(DISTINCT s.id), count(DISTINCT l.id), count(DISTINCT o.id),
           (SELECT count(*) FROM tenancy_auditentry WHERE act = 'trial.converted' AND subject = t.reference),
           (SELECT count(*) FROM portfolio_opentrial WHERE subscription_id = t.id)
    FROM portfolio_subscription t
    LEFT JOIN portfolio_subscription s ON s.converted_from_id = t.id
    LEFT JOIN portfolio_licenseline l ON l.subscription_id = s.id
    LEFT JOIN portfolio_order o ON o.subscription_id = s.id
    WHERE t.kind = 'TRIAL' GROUP BY t.id
"""
BEFORE, AFTER = (0, 0, 0, 0, 0, 2), (1, 1, 2, 2, 1, 0)


def converted_until_killed(home: Path, after: float) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    environment |= {"HUB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "partnerhub.config.settings"}
    command = [sys.executable, "-m", "tests.portfolio.converting"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_a_conversion_that_is_killed_anywhere_is_before_or_after(tmp_path):
    moments = random.Random(5)
    for _ in range(KILLS):
        converted_until_killed(tmp_path, moments.uniform(0.1, 1.0))
        with closing(sqlite3.connect(tmp_path / "hub.sqlite3")) as database:
            states = database.execute(EVERY_TRIAL).fetchall()
        assert set(states) <= {BEFORE, AFTER}
    assert AFTER in states
