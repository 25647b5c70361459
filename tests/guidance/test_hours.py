"""P12: opening hours are those of their zone, whatever the season; who is there is one function of a moment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerhub.guidance.hours import WEEKDAYS, Hours, offset_at, problem_of, standing, zones

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = dict.fromkeys(WEEKDAYS[:5], ("08:00", "17:00"))
SWEDISH = Hours("Europe/Stockholm", OFFICE, (date(2026, 12, 24), date(2026, 12, 25)))


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open", "changes"),
    [
        ((2026, 11, 23, 7, 59, 59), False, (2026, 11, 23, 8, 0)),
        ((2026, 11, 23, 8, 0), True, (2026, 11, 23, 17, 0)),
        ((2026, 11, 23, 16, 59, 59), True, (2026, 11, 23, 17, 0)),
        ((2026, 11, 23, 17, 0), False, (2026, 11, 24, 8, 0)),
        ((2026, 11, 27, 17, 0), False, (2026, 11, 30, 8, 0)),
        ((2026, 11, 29, 12, 0), False, (2026, 11, 30, 8, 0)),
        ((2026, 12, 23, 18, 0), False, (2026, 12, 28, 8, 0)),
        ((2026, 12, 24, 10, 0), False, (2026, 12, 28, 8, 0)),
        ((2026, 3, 30, 8, 0), True, (2026, 3, 30, 17, 0)),  # the day after the clocks went forward
        ((2026, 10, 26, 7, 30), False, (2026, 10, 26, 8, 0)),  # the day after they went back
    ],
    ids=str,
)
def test_office_hours_hold_to_the_second(moment, is_open, changes):
    now = standing(SWEDISH, at(*moment))
    assert (now.is_open, now.changes_at) == (is_open, datetime(*changes, tzinfo=STOCKHOLM))


def test_the_same_hour_is_another_moment_in_summer():
    assert standing(SWEDISH, datetime(2026, 7, 1, 6, 0, tzinfo=UTC)).is_open
    assert not standing(SWEDISH, datetime(2026, 12, 1, 6, 0, tzinfo=UTC)).is_open
    assert (offset_at("Europe/Stockholm", at(2026, 7, 1)), offset_at("Europe/Stockholm", at(2026, 12, 1))) == (
        "UTC+02:00", "UTC+01:00",
    )  # fmt: skip
    assert offset_at("America/St_Johns", at(2026, 12, 1)) == "UTC-03:30" and offset_at("UTC", at(2026, 1, 1)) == "UTC"


def test_who_is_there_day_and_night_never_closes():
    always = Hours("Asia/Tokyo", dict.fromkeys(WEEKDAYS, ("00:00", "24:00")))
    now = standing(always, datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    assert now.is_open and now.changes_at is None


def test_what_goes_on_over_midnight_is_one_span():
    night = Hours("UTC", {"fri": ("22:00", "24:00"), "sat": ("00:00", "04:00")})
    friday = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    assert standing(night, friday).changes_at == datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def test_who_is_never_there_does_not_say_when_they_come():
    assert standing(Hours(), datetime(2026, 11, 22, tzinfo=UTC)) == standing(
        Hours("UTC", {"mon": ("08:00", "09:00")}, tuple(date(2026, 11, 23) + timedelta(weeks=n) for n in range(4))),
        datetime(2026, 11, 22, tzinfo=UTC),
    )


def naive(hours: Hours, moment: datetime) -> bool:
    """Say whether somebody is there, by the clock on the wall there."""
    wall = moment.astimezone(ZoneInfo(hours.zone))
    times = hours.days.get(WEEKDAYS[wall.weekday()])
    return bool(times) and wall.date() not in hours.closed and times[0] <= f"{wall:%H:%M}" < times[1]


times = st.tuples(st.integers(0, 95), st.integers(1, 96)).filter(lambda pair: pair[0] < pair[1])
days = st.dictionaries(st.sampled_from(WEEKDAYS), times.map(lambda p: tuple(f"{n // 4:02}:{n % 4 * 15:02}" for n in p)))
moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(days, st.sampled_from(["UTC", "Europe/Stockholm", "America/St_Johns", "Pacific/Apia"]), moments)
def test_who_is_there_is_what_the_clock_on_the_wall_says(given_days, zone, moment):
    hours = Hours(zone, given_days)
    wall = moment.astimezone(ZoneInfo(zone))
    if wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset():
        return  # an hour that comes twice: the first one counts for beginnings, the wall cannot tell them apart
    now = standing(hours, moment)
    assert now.is_open == naive(hours, moment)
    assert now.changes_at is None or now.changes_at > moment


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (Hours("Europe/Stockhlm"), "zone"), (Hours("../etc/passwd"), "zone"),
        (Hours("UTC", {"xyz": ("08:00", "09:00")}), "days"),
        *((Hours("UTC", {"mon": times}), "mon") for times in (
            ("08:00", ""), ("", "17:00"), ("8:00", "17:00"), ("17:00", "08:00"), ("08:00", "08:00"), ("08:00", "24:01"),
            ("24:00", "24:00"), ("25:00", "26:00"), ("08:60", "09:00"), ("08.00", "17.00"),
        )),
    ],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused_naming_the_field(hours, field):
    found = problem_of(hours)
    assert found and found[0] == field


def test_zones_are_those_that_people_know():
    assert {"UTC", "Europe/Stockholm", "America/New_York"} <= set(zones())
    assert not any(name.startswith(("Etc/", "posix/")) for name in zones())
