"""Opening hours: whether somebody is there at a moment, and when that changes. Days and times are those of one zone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
AHEAD = 15  # days; who opens later than that is closed, without a day
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when somebody is there on which weekday, in which zone, and on which days not at all."""

    zone: str = "UTC"
    days: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    closed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody is there, and when that changes: nothing when it is not soon."""

    is_open: bool
    changes_at: datetime | None


def standing(hours: Hours, at: datetime) -> Standing:
    """Return how things stand at a moment. `changes_at` is in the zone of the hours."""
    for opens, closes in _spans(hours, at):
        if at < opens:
            return Standing(False, opens)
        if at < closes:
            lasting = closes - opens > AHEAD * DAY
            return Standing(True, None if lasting else closes)
    return Standing(False, None)


def _spans(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield from when to when somebody is there, in order; what goes on over midnight is one span."""
    zone = ZoneInfo(hours.zone)
    begun: tuple[datetime, datetime] | None = None
    first = at.astimezone(zone).date() - DAY
    for place in range(AHEAD + 2):
        day = first + place * DAY
        given = hours.days.get(WEEKDAYS[day.weekday()])
        if given is None or day in hours.closed:
            continue
        opens, closes = (_moment(day, text, zone) for text in given)
        if begun and begun[1] == opens:
            begun = (begun[0], closes)
            continue
        if begun:
            yield begun
        begun = (opens, closes)
    if begun:
        yield begun


def _moment(day: date, text: str, zone: ZoneInfo) -> datetime:
    day, text = (day + DAY, "00:00") if text == "24:00" else (day, text)
    return datetime.combine(day, time.fromisoformat(text), zone)


def offset_at(zone: str, at: datetime) -> str:
    """Return how far a zone is from UTC at a moment, as people write it: UTC+01:00."""
    text = at.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}" if at.astimezone(ZoneInfo(zone)).utcoffset() else "UTC"


def zones() -> list[str]:
    """Return the zones that hours can be given in."""
    every = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))}
    return ["UTC", *sorted(every)]


def problem_of(hours: Hours) -> tuple[str, str] | None:
    """Return the field of hours that is wrong, and why; nothing when they are in order."""
    if hours.zone != "UTC" and hours.zone not in available_timezones():
        return "zone", gettext("no time zone “%(zone)s”; one is called Europe/Stockholm, for example") % {"zone": hours.zone}
    for day, times in hours.days.items():
        if day not in WEEKDAYS:
            about = {"day": day, "known": ", ".join(WEEKDAYS)}
            return "days", gettext("no day “%(day)s”; there are %(known)s") % about
        if len(times) != 2 or not all(TIME.fullmatch(text) for text in times) or times[0] >= times[1]:
            return day, gettext(
                "write from and to as 08:00 and 17:00, the end after the beginning; 24:00 is the end of the day"
            )
    return None


def now_in(zone: str, at: datetime) -> datetime:
    """Return a moment as a clock in the zone shows it."""
    return at.astimezone(ZoneInfo(zone) if zone != "UTC" else UTC)
