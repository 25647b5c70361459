"""P12: weeks close on Sunday 00:00:00 UTC, windows include both their ends, and no machine's zone has a say."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from partnerhub.kit import clock as clock_of_the_hub
from partnerhub.kit.dates import closed_weeks, last_closed_week, week_of
from partnerhub.terms import thresholds
from tests.world import licenses, subscription

SUNDAY = date(2026, 11, 22)


@pytest.fixture(params=["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def zone(request, monkeypatch):
    """Set the machine to a zone: 14 hours ahead, 8 behind, none."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "newest"),
    [
        (datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC), SUNDAY - timedelta(days=14)),
        (datetime(2026, 11, 22, 0, 0, 0, tzinfo=UTC), SUNDAY - timedelta(days=7)),
    ],
)
def test_a_week_closes_on_sunday_at_midnight_utc_in_every_zone(zone, clock, moment, newest):
    clock.move_to(moment)
    on = clock_of_the_hub.today()
    assert last_closed_week(on) == newest
    assert closed_weeks(on, 3) == [newest - timedelta(days=14), newest - timedelta(days=7), newest]


@pytest.mark.parametrize("offset", range(7))
def test_every_day_of_a_week_belongs_to_its_sunday(offset):
    assert week_of(SUNDAY + timedelta(days=offset)) == SUNDAY


def test_the_trend_shows_no_week_that_is_still_running(world):
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", world.today)], licenses=[licenses("S1", world.today, 10, 5, 5, 5)]
    )
    for on in (SUNDAY, SUNDAY + timedelta(days=6)):
        world.build(on)
        weeks = [row["week"] for row in world.rows("license_trend", on=on)]
        assert weeks[-1] == SUNDAY - timedelta(days=7)
        assert all(week.isoweekday() == SUNDAY.isoweekday() for week in weeks)


NEAR = thresholds.NEAR_DAYS.default


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (NEAR, True), (NEAR + 1, False)])
def test_a_window_includes_its_first_and_its_last_day(world, days, listed):
    on = world.today
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", on, end_date=on + timedelta(days=days))],
        licenses=[licenses("S1", on, 10, 5, 5, 5)],
    )
    world.build()
    assert [row["days_until_expiration"] for row in world.rows("expiring")] == ([days] if listed else [])


def test_the_same_day_is_judged_whatever_zone_the_machine_is_in(zone, world):
    on = clock_of_the_hub.today()
    world.take_in(subscriptions=[subscription("S1", "HARBOR", on)], licenses=[licenses("S1", on, 10, 5, 5, 5)])
    world.build()
    assert world.ask().as_of == SUNDAY
    assert world.kpis("kpis")["total_customers"] == 1
