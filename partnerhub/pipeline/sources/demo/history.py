"""How license counts of made-up customers went: hand-out, seasons, noise. One row per line and day."""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from partnerhub.kit.dates import closed_weeks, saturday_of
from partnerhub.pipeline.sources.demo.customers import Company, Line, Term

DAYS = 9  # the newest days have a row each; before them one row a week, on its Saturday
HOLIDAYS = {7: 0.62, 8: 0.85, 12: 0.88}  # month → how much of the usual use there is

Row = tuple[date, str, str, int, int, int | str, int | str]


def days_of_history(weeks: int, on: date) -> list[date]:
    """Return the days that have rows, oldest first."""
    recent = {on - timedelta(days=back) for back in range(DAYS)}
    return sorted(recent | {saturday_of(week) for week in closed_weeks(on, weeks)})


def rows_of(company: Company, number: int, days: list[date], on: date) -> Iterator[Row]:
    """Yield the license rows of a customer. A stale one has stopped sending some days ago."""
    for term_number, term in enumerate(company.terms):
        last = min(term.end, term.cancelled or term.end, on - timedelta(days=4) if company.kind == "stale" else on)
        for line_number, line in enumerate(term.lines):
            salt = number * 31 + term_number * 7 + line_number
            for day in days:
                if term.added <= day <= last:
                    yield _row(term, line, day, salt, on)
                elif day == days[0] and term.added <= last < day:
                    yield _row(term, line, day, salt, on)  # what was over before is still known from one last count


def _row(term: Term, line: Line, day: date, salt: int, on: date) -> Row:
    assigned, used, in_90 = counts_on(term, line, day, salt, on)
    reported: tuple[int | str, int | str] = (used, in_90) if line.reports_use else ("", "")
    return day, term.reference, line.product, line.total, assigned, *reported


def counts_on(term: Term, line: Line, day: date, salt: int, on: date) -> tuple[int, int, int]:
    """Return how many licenses of a line are assigned on a day, used in 7 days and in 90, whether it reports use or not."""
    age = (day - term.added).days
    grown = 1 - math.exp(-(age + 1) / line.ramp_days)
    assigned = max(
        0, round(line.total * line.adoption * grown + _noise(salt, day.toordinal() // 3) * min(2, line.total / 60))
    )
    if line.adoption <= 1:
        assigned = min(assigned, line.total)
    trend = 1 + line.drift * ((day - on).days / 365)
    share = min(1.0, max(0.0, line.usage * trend * _season(day) * (1 + 0.05 * _noise(salt, day.toordinal()))))
    used = min(assigned, round(assigned * share))
    return assigned, used, min(assigned, max(used, round(assigned * min(1.0, line.usage * 1.2))))


def _season(day: date) -> float:
    return HOLIDAYS.get(day.month, 1.0) + 0.03 * math.sin(day.toordinal() / 58)


def _noise(salt: int, step: int) -> float:
    """Return a number from -1 to 1 that depends on its arguments alone."""
    mixed = (salt * 2654435761 + step * 40503) & 0xFFFFFFFF
    mixed = ((mixed >> 16) ^ mixed) * 0x45D9F3B & 0xFFFFFFFF
    return ((mixed >> 8) & 0xFFFF) / 32768 - 1
