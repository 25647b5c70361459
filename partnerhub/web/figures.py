"""Numbers and dates as people read them. What is unknown, or nothing to measure, is an en dash."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from partnerhub.reports.shapes import AnswerColumn
from partnerhub.terms.thresholds import Threshold
from partnerhub.terms.units import Unit

NOTHING = "–"
MINUS = "\u2212"


def count(value: float | None) -> str:
    """Return a count with separators."""
    return NOTHING if value is None else f"{value:,.0f}".replace("-", MINUS)


def counted(number: int, one: str, several: str) -> str:
    """Return a count with the word for what is counted."""
    return f"{count(number)} {one if number == 1 else several}"


def mean(value: float | None) -> str:
    """Return a mean with one decimal."""
    return NOTHING if value is None else f"{value:,.1f}"


def percent(ratio: float | None, decimals: int = 1) -> str:
    """Return a ratio as a percentage: one decimal in tables, none on tiles."""
    return NOTHING if ratio is None else f"{ratio * 100:,.{decimals}f} %"


def change(value: int | None) -> str:
    """Return a difference with its sign."""
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{abs(value):,}"


def day(value: date | None) -> str:
    """Return a date."""
    return NOTHING if value is None else f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """Return a moment, in UTC and saying so."""
    return NOTHING if value is None else f"{value.day} {value:%b %Y, %H:%M} UTC"


def age(value: timedelta) -> str:
    """Return how old something is, in the unit that people would choose."""
    minutes = max(0, int(value.total_seconds())) // 60
    for number, one, several in (
        (minutes // 1440, "day", "days"),
        (minutes // 60, "hour", "hours"),
        (minutes, "minute", "minutes"),
    ):
        if number:
            return f"{number:,} {one if number == 1 else several}"
    return "less than a minute"


def size(value: int) -> str:
    """Return a number of bytes."""
    return f"{value / 2**20:,.1f} MiB"


def months(value: int | None) -> str:
    """Return full months; less than one is said so."""
    return NOTHING if value is None else "< 1" if value < 1 else f"{value:,}"


def days(value: int | None) -> str:
    """Return days."""
    return NOTHING if value is None else "today" if value == 0 else f"{value:,}"


def seconds(value: float | None) -> str:
    """Return a time of seconds: with one decimal below a minute, in minutes and seconds from there on."""
    if value is None:
        return NOTHING
    return f"{value:.1f} s" if value < 60 else f"{int(value) // 60:,}:{int(value) % 60:02} min"


def points(ratio: float | None) -> str:
    """Return a difference of two percentages, in points and with its sign."""
    if ratio is None:
        return NOTHING
    size = abs(ratio * 100)
    sign = "±" if size < 0.05 else "+" if ratio > 0 else MINUS
    return f"{sign}{size:.1f} pt"


def threshold(one: Threshold, value: int) -> str:
    """Return a threshold's value with its unit."""
    units = {Unit.PERCENT: " %", Unit.DAYS: " days", Unit.HOURS: " hours", Unit.MILLISECONDS: " ms", Unit.SECONDS: " s"}
    unit = units.get(one.unit, "")
    return f"{value:,}{unit}"


def written(column: AnswerColumn, value: Any, *, on_tile: bool = False) -> str:
    """Return a value as its column's unit asks: percentages whole on tiles, with one decimal in tables."""
    if value is None:
        return NOTHING
    if column.is_mean:
        return mean(value) + {Unit.PERCENT: " %", Unit.MILLISECONDS: " ms"}.get(column.unit, "")
    if column.unit is Unit.RATIO:
        return percent(value, 0 if on_tile else 1)
    by_unit: dict[Unit, Callable[[Any], str]] = {
        Unit.COUNT: count, Unit.DAYS: days, Unit.MONTHS: months, Unit.DATE: day, Unit.SECONDS: seconds, Unit.MINUTES: count,
    }  # fmt: skip
    if column.unit in by_unit:
        return by_unit[column.unit](value)
    if column.unit is Unit.BOOLEAN:
        return "Yes" if value else "No"
    return str(value)


def exact(column: AnswerColumn, value: Any) -> str:
    """Return a value in full precision, for those who hover over it."""
    if isinstance(value, float):
        return f"{value * 100:.6g} %" if column.unit is Unit.RATIO and not column.is_mean else f"{value:.10g}"
    return NOTHING if value is None else str(value)
