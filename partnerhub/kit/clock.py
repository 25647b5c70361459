"""The only place that reads the wall clock. Everything is UTC; a question's date is always passed in as `on`."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment, in UTC and aware of it."""
    return datetime.now(UTC)


def today() -> date:
    """Return the UTC calendar day, whatever zone the machine or the process is set to."""
    return now().date()
