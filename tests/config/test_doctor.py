"""Every finding that `hub doctor` can make, and what it advises."""

import os
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from partnerhub.config import checkup
from partnerhub.config.checkup import Finding, findings
from partnerhub.jobs import worker
from partnerhub.pipeline import lake, manifest
from partnerhub.tenancy.launching import launch_customer
from partnerhub.tenancy.models import Grant
from tests.config.conftest import hub
from tests.jobs.tasks import fail, note
from tests.world import licenses, subscription

Disk = namedtuple("Disk", "free")


@pytest.fixture
def sound(world, home: Path, settings):
    """A hub in order: built today, with license rows of today; somebody else keeps its backups."""
    settings.BACKUPS_KEPT = 0
    (home / "secret").touch(mode=0o600)
    for partner, id_ in ((world.acme, "HARBOR"), (world.globex, "INITECH")):
        world.take_in(
            partner, subscriptions=[subscription(f"S-{id_}", id_, world.today)],
            licenses=[licenses(f"S-{id_}", world.today, 10, 5)],
        )  # fmt: skip
        world.build(partner=partner)
    return world


def found(subject: str) -> Finding:
    """Return the one finding about a subject."""
    (one,) = [finding for finding in findings() if finding.subject == subject]
    return one


def test_a_hub_in_order_has_nothing_stale_or_wrong(sound, monkeypatch):
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        monkeypatch.delenv(name)
    listed = list(findings())
    assert {finding.state for finding in listed} == {"ok"}, [finding for finding in listed if finding.state != "ok"]
    subjects = [finding.subject for finding in listed]
    assert {"records", "disk", "secret", "jobs", "figures of Acme", "trail of Globex", "HUB_BIND"} <= set(subjects)
    assert not [finding for finding in listed if finding.advice]


def test_a_full_disk_is_wrong(sound, monkeypatch):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda path: Disk(free=checkup.LOW_SPACE))
    one = found("disk")
    assert (one.state, one.advice) == ("wrong", "make room before the next build") and "0.5 GiB free" in one.text


def test_a_secret_that_others_can_read_is_wrong(sound, home):
    (home / "secret").chmod(0o640)
    one = found("secret")
    assert one.state == "wrong" and "640" in one.text and one.advice == f"chmod 600 {home / 'secret'}"


def test_a_failed_job_is_stale_for_a_day(sound, clock):
    note.enqueue("waits")
    fail.enqueue("oil")
    while worker.DBTaskResult.objects.ready().exists():
        worker.run_one()
    note.enqueue("waits still")
    one = found("jobs")
    assert (one.state, one.text) == ("stale", "1 waiting, 1 failed in the last day") and "hub run" in one.advice
    clock.shift(timedelta(days=1, seconds=1))
    assert found("jobs").state == "ok"


def change_the_trail(organization_id: int) -> None:
    """Change the second entry of an organization's trail behind the triggers' back."""
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tenancy_auditentry'"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for (name,) in cursor.execute(triggers).fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE tenancy_auditentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE tenancy_auditentry SET actor = 'nobody' WHERE number = 2 AND partner_id = %s", [organization_id]
        )


def test_a_trail_that_was_changed_is_wrong_and_names_the_entry(sound):
    change_the_trail(sound.acme.id)
    one = found("trail of Acme")
    assert one.state == "wrong" and "entry 2 " in one.text and "backup" in one.advice
    assert found("trail of Globex").state == "ok"


def test_a_customers_own_trail_is_looked_at_and_named_when_it_was_changed(sound):
    for hours in (1, 2):
        launch_customer(sound.alice, sound.harbor, key=f"key {hours}", hours=hours)
    assert not [finding for finding in findings() if finding.subject == "trail of Harbor Foods"]
    change_the_trail(sound.harbor)
    one = found("trail of Harbor Foods")
    assert one.state == "wrong" and "entry 2 " in one.text
    assert found("trail of Acme").state == "ok"


def test_a_partner_without_a_full_administrator_is_told_how_to_get_one(sound):
    Grant.objects.filter(partner_id=sound.globex.id).delete()
    one = found("administrators of Globex")
    assert (one.state, one.text) == ("stale", "none yet") and "hub run" in one.advice
    assert not [finding for finding in findings() if finding.subject == "administrators of Acme"]


def test_figures_that_were_never_built_are_stale(sound):
    shutil.rmtree(manifest.folder_of(sound.acme.id))
    one = found("figures of Acme")
    assert (one.state, one.text, one.advice) == ("stale", "nothing built yet", "run `hub build`")
    assert found("figures of Globex").state == "ok"


def test_figures_of_yesterday_and_license_rows_of_the_day_before_are_stale(sound, clock):
    clock.shift(timedelta(days=1))
    assert found("figures of Acme").state == "stale" and "2026-11-22" in found("figures of Acme").text
    assert not [finding for finding in findings() if finding.subject == "license rows of Acme"]
    clock.shift(timedelta(days=1))
    one = found("license rows of Acme")
    assert (one.state, one.text, one.advice) == ("stale", "newest of 2026-11-22", "import a newer licenses file")


def test_a_mart_that_was_lost_is_wrong_and_can_be_built_again(sound):
    folder = manifest.folder_of(sound.acme.id)
    next(folder.glob("line_day*")).unlink()
    one = found("figures of Acme")
    assert one.state == "wrong" and "1 files are missing (line_day" in one.text and f"delete {folder}" in one.advice
    shutil.rmtree(folder)
    sound.build()
    assert found("figures of Acme").state == "ok"


def test_a_broken_manifest_is_wrong(sound):
    (manifest.folder_of(sound.acme.id) / manifest.NAME).write_text("{")
    one = found("figures of Acme")
    assert one.state == "wrong" and "is broken" in one.text and "hub build" in one.text


def test_a_part_of_the_lake_that_was_lost_is_wrong(sound):
    for part in lake.parts_of(sound.acme.id, lake.LICENSES):
        part.path.unlink()
    one = found("lake of Acme")
    assert one.state == "wrong" and "1 parts are missing" in one.text and "backup" in one.advice


def test_a_variable_that_nobody_reads_is_pointed_out(sound, monkeypatch):
    monkeypatch.setenv("HUB_BIN", "localhost:8000")
    one = found("HUB_BIN")
    assert one.state == "stale" and "not a setting" in one.text and "HUB_BIND" in one.advice


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("smtp://user:geheim@mail.example:25", "smtp://***@mail.example:25"),
        ("smtp://user:ge@heim@mail.example", "smtp://***@mail.example"),
        ("smtp://mail.example:25", "smtp://mail.example:25"),
    ],
)
def test_passwords_are_not_shown(sound, monkeypatch, given, shown):
    monkeypatch.setenv("HUB_EMAIL_URL", given)
    assert found("HUB_EMAIL_URL").text.startswith(f"{shown} (")


def test_a_setting_in_the_file_is_shown_as_it_is(tmp_path):
    (tmp_path / "hub.toml").write_text(f'DATABASE_URL = "sqlite:///{tmp_path}/other.sqlite3"')
    assert f"DATABASE_URL: sqlite:///{tmp_path}/other.sqlite3 (hub.toml)" in hub(tmp_path, "doctor").stdout


def test_something_wrong_is_exit_status_1_and_something_stale_is_not(tmp_path):
    stale = hub(tmp_path, "doctor")
    assert stale.returncode == 0 and " stale  administrators of My partner: none yet → " in stale.stdout
    (tmp_path / "secret").chmod(0o644)
    wrong = hub(tmp_path, "doctor")
    assert wrong.returncode == 1 and " WRONG  secret: " in wrong.stdout
    assert wrong.stderr.strip() == "hub: 1 thing is wrong"
