"""When rights end. People say a last day; the database keeps the instant after it."""

from datetime import UTC, date, datetime, time, timedelta

DELEGATED_DAYS = 365
DELEGATED_DAYS_AT_MOST = 730
ACCESS_HOURS_AT_MOST = 72  # for which a customer can be asked to let somebody in
REQUESTS_LAPSE_AFTER_DAYS = 7
DAY = timedelta(days=1)


def end_after(last_day: date) -> datetime:
    """Return the instant at which a right with this last day ends: midnight after it, UTC."""
    return datetime.combine(last_day + DAY, time(), UTC)


def last_day_before(ends_at: datetime | None) -> date | None:
    """Return the last day on which a right that ends at an instant holds to its evening; None when it has no end."""
    return (ends_at - DAY).date() if ends_at else None


def default_last_day(today: date) -> date:
    """Return the last day of a delegated right when nobody said one."""
    return today + timedelta(days=DELEGATED_DAYS)


def may_end_on(last_day: date, today: date) -> bool:
    """Say whether a delegated right may have this last day: today at the soonest, 730 days on at the latest."""
    return today <= last_day <= today + timedelta(days=DELEGATED_DAYS_AT_MOST)
