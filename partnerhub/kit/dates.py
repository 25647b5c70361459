"""Calendar arithmetic that every room shares: weeks from Sunday to Saturday, full months, windows with both ends."""

import calendar
from datetime import date, timedelta

WEEK = timedelta(days=7)


def week_of(day: date) -> date:
    """Return the Sunday on which the week of `day` begins. A week runs from Sunday to Saturday, in UTC."""
    return day - timedelta(days=day.isoweekday() % 7)


def saturday_of(week: date) -> date:
    """Return the last day of the week that begins on the Sunday `week`."""
    return week + timedelta(days=6)


def last_closed_week(on: date) -> date:
    """Return the Sunday of the newest week that was over before `on`: its Saturday lies strictly before."""
    return week_of(on) - WEEK


def closed_weeks(on: date, count: int) -> list[date]:
    """Return the Sundays of the newest `count` weeks that were over before `on`, oldest first."""
    last = last_closed_week(on)
    return [last - WEEK * back for back in reversed(range(count))]


def add_months(day: date, months: int) -> date:
    """Move by calendar months and clamp to the month's last day: 31 January + 1 month is 28 or 29 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def full_months(start: date, end: date) -> int:
    """Return how many full calendar months fit between two dates, never below zero."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return max(months, 0)


def within(days: int, window: int) -> bool:
    """Say whether a distance in days lies in a window that includes both its ends, 0 and `window`."""
    return 0 <= days <= window
