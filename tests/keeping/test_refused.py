"""P14: what is not whole, too new or not to be had now is refused in one sentence, and nothing is overwritten before."""

import random
import socket
import subprocess
from dataclasses import replace

import pytest

from tests.ingest.program import HUB
from tests.keeping.hubs import Hub, copied, packed, said_by, unpacked


def content(hub: Hub) -> dict[str, bytes]:
    """Return every file of a hub but those that say who is at work."""
    every = (path for path in hub.path.rglob("*") if path.is_file() and not path.name.startswith("hub."))
    return {str(path.relative_to(hub.path)): path.read_bytes() for path in every if path.suffix != ".lock"}


@pytest.fixture(params=["sqlite", "postgresql"])
def full(request, place) -> Hub:
    """A hub with data of its own, on each database."""
    return place(request.param).does("demo", "--customers", "3", "--weeks", "1")


def test_a_flipped_byte_is_refused_by_restore_and_verify_and_nothing_is_overwritten(made, full, tmp_path):
    before, answers, rng = content(full), full.answers(), random.Random(5)
    whole = made.backup.read_bytes()
    for number in range(3):
        changed, place = bytearray(whole), rng.randrange(len(whole))
        changed[place] ^= 1
        damaged = tmp_path / f"{number}.backup"
        damaged.write_bytes(changed)
        said = full.refused("restore", damaged, "--replace")
        assert str(damaged) in said and "is damaged, nothing was changed" in said
        assert "is damaged" in full.refused("verify", damaged)
    assert content(full) == before and full.answers() == answers and full.strays() == set()


def test_something_else_and_nothing_are_refused(made, full, tmp_path):
    other = tmp_path / "other.backup"
    other.write_bytes(b"something else" * 1000)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(made.backup.read_bytes()[:-1000])
    for path in (other, cut):
        assert "is damaged" in full.refused("restore", path, "--replace")
    assert "no such file" in full.refused("restore", tmp_path / "absent", "--replace").lower()
    assert "no such file" in full.refused("verify", tmp_path / "absent").lower()


def test_a_backup_of_a_newer_version_is_refused_with_what_to_do(made, full, tmp_path):
    manifest, records = unpacked(made.backup, tmp_path / "parts")
    later = (*manifest.migrations, ("tenancy", "9999_later"))
    for number, newer in enumerate((replace(manifest, hub_version="99.0.0"), replace(manifest, migrations=later))):
        path = packed(tmp_path / "parts", records, replace(newer, members=()), tmp_path / f"{number}.backup")
        said = full.refused("restore", path, "--replace")
        assert "newer than this one" in said and "install that version" in said


def test_records_that_contradict_themselves_are_refused(made, full, tmp_path):
    """A backup whose bytes are whole but whose records name what is not there."""
    manifest, records = unpacked(made.backup, tmp_path / "parts")
    lost = Hub(tmp_path / "lost")
    lost.path.mkdir()
    records.rename(lost.path / "hub.sqlite3")
    lost.tamper("DELETE FROM tenancy_organization WHERE id IN (SELECT organization_id FROM portfolio_customer LIMIT 1)")
    path = packed(tmp_path / "parts", lost.path / "hub.sqlite3", replace(manifest, members=()), tmp_path / "lost.backup")
    for command in (("restore", path, "--replace"), ("verify", path)):
        assert "names a row of tenancy_organization that is not there" in full.refused(*command)


def test_a_restore_waits_for_nobody_who_works_here(made, full):
    """Neither a restore under `hub run`, nor a command under a restore."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = {"HUB_BIND": f"127.0.0.1:{probe.getsockname()[1]}"}
    running = subprocess.Popen([HUB, "run"], env=full.environment | place, stdout=subprocess.PIPE)
    try:
        assert running.stdout is not None and running.stdout.readline()
        assert "stop it first" in full.refused("restore", made.backup, "--replace")
    finally:
        running.terminate()
        running.communicate(timeout=60)
    full.does("restore", made.backup, "--replace")
    assert full.answers() == made.answers


def test_verify_names_what_is_wrong_in_a_hub(made, tmp_path):
    """A part of the lake that is gone, a mart that was changed, an entry of the trail that was rewritten."""
    hub = copied(made.hub, tmp_path / "hub")
    part = next((hub.path / "lake").rglob("*.parquet"))
    part.unlink()
    mart = next((hub.path / "marts").rglob("*.parquet"), None) or next((hub.path / "marts").rglob("*.duckdb"))
    mart.write_bytes(b"x" * mart.stat().st_size)
    hub.tamper("DROP TRIGGER audit_entries_are_never_changed")
    hub.tamper("UPDATE tenancy_auditentry SET actor = 'nobody' WHERE number = 2")
    done = hub.hub("verify")
    assert done.returncode == 1
    wrong = [line for line in done.stdout.splitlines() if line.startswith(" WRONG ")]
    assert any(part.name in line and "is missing" in line and "restore" in line for line in wrong)
    assert any(mart.name in line and "hub build" in line for line in wrong)
    assert any("trail of" in line and "entry 2 does not fit" in line for line in wrong)


def test_a_backup_to_where_nothing_can_be_written_is_refused(made, tmp_path):
    nowhere = tmp_path / "absent" / "x.backup"
    assert str(nowhere.parent) in made.hub.refused("backup", nowhere)
    assert made.hub.strays() == set()


def test_a_backup_says_of_which_version_and_database_it_is(made):
    said = made.hub.said("verify", made.backup)
    known = said_by(made.backup)
    assert f"of version {known.hub_version} on sqlite" in said and f"{sum(known.rows.values()):,} rows" in said
