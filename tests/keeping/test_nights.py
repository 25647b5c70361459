"""P14: every night a backup, the newest seven kept, its age in `hub doctor`; at most a day of data is at risk."""

from datetime import timedelta

import pytest
import time_machine

from partnerhub.config import checkup
from partnerhub.keeping import shelf
from tests.keeping.hubs import copied, said_by


@pytest.fixture
def nights(made, tmp_path):
    """A hub whose nights are passed by hand."""
    return copied(made.hub, tmp_path / "hub")


def standing(hub) -> list[str]:
    return sorted(path.name for path in (hub.path / "backups").iterdir())


def test_the_newest_seven_of_nine_nights_are_kept_and_what_somebody_put_there_stays(made, nights):
    folder = nights.path / "backups"
    folder.mkdir()
    (folder / "before the move.backup").write_bytes(made.backup.read_bytes())
    (folder / "notes.txt").write_text("mine")
    older = [f"hub-202601{day:02}T000100Z.backup" for day in range(1, 9)]
    for name in older:
        (folder / name).write_bytes(made.backup.read_bytes())
    nights.act("night")
    new = [name for name in standing(nights) if name not in older and name.startswith("hub-2")]
    assert len(new) == 1 and shelf.NIGHTLY.fullmatch(new[0])
    kept = [name for name in standing(nights) if shelf.NIGHTLY.fullmatch(name)]
    assert len(kept) == 7 and new[0] in kept
    assert {"before the move.backup", "notes.txt"} <= set(standing(nights))
    assert said_by(folder / new[0]).rows["portfolio_customer"] > 0
    assert "is whole" in nights.said("verify", folder / new[0])


def test_how_many_are_kept_is_a_setting_and_none_makes_none(nights):
    nights.environment |= {"HUB_BACKUPS_KEPT": "0"}
    nights.act("night")
    assert not (nights.path / "backups").exists()
    assert "none is made at night" in nights.said("doctor")
    nights.environment |= {"HUB_BACKUPS_KEPT": "many"}
    assert "HUB_BACKUPS_KEPT=many" in nights.hub("doctor").stderr


def test_backups_may_stand_on_another_disk(nights, tmp_path):
    nights.environment |= {"HUB_BACKUPS": str(tmp_path / "other disk")}
    nights.act("night")
    (backup,) = (tmp_path / "other disk").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    assert str(tmp_path / "other disk") in nights.said("doctor")


def test_the_doctor_says_how_old_the_newest_is_and_when_that_is_too_old(made, settings, tmp_path):
    settings.BACKUPS_DIR, settings.BACKUPS_KEPT = tmp_path, 7
    assert checkup.backups().state == "stale" and "none in" in checkup.backups().text
    (tmp_path / shelf.name_at(said_by(made.backup).moment)).write_bytes(made.backup.read_bytes())
    made_at = said_by(made.backup).moment
    found = {}
    for age in (timedelta(0), shelf.STALE_AFTER, shelf.STALE_AFTER + timedelta(seconds=1)):
        with time_machine.travel(made_at + age, tick=False):
            found[age] = checkup.backups()
    assert [one.state for one in found.values()] == ["ok", "ok", "stale"]
    assert all(f"{made_at:%Y-%m-%d %H:%M} UTC" in one.text for one in found.values())
    assert found[timedelta(0)].advice == "" and found[shelf.STALE_AFTER + timedelta(seconds=1)].advice


def test_what_was_not_written_to_its_end_is_no_backup(made, settings, tmp_path):
    settings.BACKUPS_DIR = tmp_path
    (tmp_path / "hub-20260101T000000Z.backup").write_bytes(made.backup.read_bytes()[:-1])
    assert shelf.newest() is None
    (tmp_path / "hub-20260102T000000Z.backup").write_bytes(made.backup.read_bytes())
    assert [one.path.name for one in shelf.on_the_shelf()] == ["hub-20260102T000000Z.backup"]


def test_the_schedule_makes_it_after_the_figures_of_the_night(settings):
    """The schedule begins its acts in the order of their names."""
    assert max(settings.DAILY) == "safe copy" and "back_up_at_night" in settings.DAILY["safe copy"]
