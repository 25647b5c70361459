"""P7, P14: killed anywhere, a restore leaves the hub before or the one restored, a backup the file before or the new one."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.keeping.hubs import Hub, said_by, unpacked
from tests.keeping.test_refused import content


@pytest.mark.parametrize(
    ("kind", "stage"),
    [("sqlite", "reading"), ("sqlite", "putting it in place"), ("postgresql", "putting it in place")],
)
def test_a_restore_that_is_killed_leaves_before_or_after(kind, stage, made, place):
    """Whatever command comes next finishes it or forgets it; restored once more, all is there."""
    hub = place(kind).does("demo", "--customers", "3", "--weeks", "1")
    before = hub.answers()
    hub.watch("restore", made.backup, "--replace").until(stage).kill(after=random.Random(stage).random() / 20)
    assert hub.answers() in (before, made.answers)
    assert all(line.startswith("  ok ") for line in hub.said("verify").splitlines())
    hub.does("restore", made.backup, "--replace")
    assert hub.answers() == made.answers and hub.strays() == set()


def test_a_backup_that_is_killed_leaves_the_one_before(made, tmp_path):
    target = tmp_path / "hub.backup"
    made.hub.does("backup", target)
    before = target.read_bytes()
    made.hub.watch("backup", target).until("packing").kill()
    assert target.read_bytes() == before
    made.hub.does("backup", target)
    assert target.read_bytes() != before and list(tmp_path.glob(".*")) == [] and made.hub.strays() == set()


def test_a_backup_is_of_one_moment_while_others_write(made, tmp_path):
    """Every tag that the records of a backup have has its entry in the trail, and none has more."""
    hub = Hub(tmp_path / "busy").does("restore", made.backup)
    first = set(tags(unpacked(made.backup, tmp_path / "first")[1]))
    command = [sys.executable, "-m", "tests.keeping.acts", "write"]
    writer = subprocess.Popen(command, env=hub.environment, stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None and writer.stdout.readline()
        for number in range(3):
            time.sleep(0.3)
            backup = tmp_path / f"{number}.backup"
            hub.does("backup", backup)
            rows = said_by(backup).rows
            _, records = unpacked(backup, tmp_path / f"parts-{number}")
            assert rows["tenancy_auditentry"] == len(trail(records))
            own = [label for label in tags(records) if label not in first]
            assert own == [label for act, label in trail(records) if act == "tag.created" and label not in first]
            assert len(own) > number
    finally:
        writer.kill()
        writer.communicate()


def trail(records):
    return asked(records, "SELECT act, subject FROM tenancy_auditentry ORDER BY partner_id, number")


def tags(records):
    return [name for (name,) in asked(records, "SELECT label FROM portfolio_tag ORDER BY id")]


def asked(records, sql):
    with closing(sqlite3.connect(records)) as file:
        return file.execute(sql).fetchall()


def test_the_hub_that_is_backed_up_is_not_changed_but_for_the_trail(made, tmp_path):
    before = content(made.hub)
    made.hub.does("backup", tmp_path / "x.backup")
    assert {name for name, found in content(made.hub).items() if before.get(name) != found} <= {"hub.sqlite3-wal"}
