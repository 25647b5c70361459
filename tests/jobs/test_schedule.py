"""Daily work begins once a day, whatever the hub and the clock have been through (P8, P12)."""

from datetime import UTC, datetime

import pytest

from partnerhub.jobs import worker
from partnerhub.jobs.schedule import enqueue_due

NIGHT = "nightly note"


@pytest.fixture(autouse=True)
def daily(settings) -> None:
    settings.DAILY = {NIGHT: "tests.jobs.tasks.nightly"}


@pytest.fixture
def at(clock):
    """Return a function that sets the clock and lets the worker look at the schedule and do what is due."""

    def at(*when: int) -> int:
        clock.move_to(datetime(*when, tzinfo=UTC), tick=False)
        enqueue_due()
        return worker.run_all()

    return at


def test_daily_work_begins_with_the_day_in_utc_and_once(at, done):
    assert at(2026, 11, 22, 23, 59, 59) == 1
    assert at(2026, 11, 22, 23, 59, 59) == 0
    assert at(2026, 11, 23, 0, 0, 0) == 1
    assert [at(2026, 11, 23, hour) for hour in (0, 1, 2, 12, 23)] == [0] * 5
    assert done == ["night of 2026-11-22", "night of 2026-11-23"]


def test_a_hub_that_was_down_at_midnight_makes_up_for_it_once(at, done):
    at(2026, 11, 22, 12)
    assert at(2026, 11, 23, 9, 30) == 1
    assert at(2026, 11, 23, 9, 31) == 0
    assert done == ["night of 2026-11-22", "night of 2026-11-23"]


def test_a_hub_that_was_down_for_days_runs_for_today_alone(at, done):
    at(2026, 11, 22, 12)
    assert at(2026, 12, 2, 7) == 1
    assert done == ["night of 2026-11-22", "night of 2026-12-02"]


def test_a_clock_that_is_set_back_over_midnight_starts_nothing_a_second_time(at, done):
    assert at(2026, 11, 23, 0, 30) == 1
    assert at(2026, 11, 22, 23, 30) == 0
    assert at(2026, 11, 23, 0, 0) == 0
    assert at(2026, 11, 24, 0, 0) == 1
    assert done == ["night of 2026-11-23", "night of 2026-11-24"]


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/St_Johns", "Pacific/Apia"])
def test_the_night_in_which_clocks_change_has_one_run_in_every_zone(at, done, zone, monkeypatch):
    import time

    with monkeypatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        runs = [at(2026, 10, 25, hour, minute) for hour in range(4) for minute in (0, 30)]
    time.tzset()
    assert sum(runs) == 1 and done == ["night of 2026-10-25"]


def test_every_piece_of_daily_work_has_its_own_day(at, done, settings):
    at(2026, 11, 23, 1)
    settings.DAILY = {NIGHT: "tests.jobs.tasks.nightly", "a new one": "tests.jobs.tasks.nightly"}
    assert at(2026, 11, 23, 2) == 1
    assert at(2026, 11, 23, 3) == 0


def test_daily_work_that_cannot_be_put_into_the_queue_is_tried_again(at, done, settings):
    settings.DAILY = {NIGHT: "tests.jobs.tasks.no_such_work"}
    with pytest.raises(ImportError):
        at(2026, 11, 23, 1)
    settings.DAILY = {NIGHT: "tests.jobs.tasks.nightly"}
    assert at(2026, 11, 23, 2) == 1


def test_what_is_scheduled_exists():
    from django.utils.module_loading import import_string

    from partnerhub.config import settings as shipped

    assert shipped.DAILY
    for path in shipped.DAILY.values():
        assert import_string(path).module_path == path
