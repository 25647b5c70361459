"""Numbers and dates as people read them. What is unknown, or nothing to measure, is an en dash."""

from collections.abc import Callable
from datetime import date, datetime
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


def months(value: int | None) -> str:
    """Return full months; less than one is said so."""
    return NOTHING if value is None else "< 1" if value < 1 else f"{value:,}"


def days(value: int | None) -> str:
    """Return days."""
    return NOTHING if value is None else "today" if value == 0 else f"{value:,}"


def threshold(one: Threshold, value: int) -> str:
    """Return a threshold's value with its unit."""
    unit = {Unit.PERCENT: " %", Unit.DAYS: " days", Unit.HOURS: " hours"}.get(one.unit, "")
    return f"{value:,}{unit}"


def written(column: AnswerColumn, value: Any, *, on_tile: bool = False) -> str:
    """Return a value as its column's unit asks: percentages whole on tiles, with one decimal in tables."""
    if value is None:
        return NOTHING
    if column.is_mean:
        return mean(value)
    if column.unit is Unit.RATIO:
        return percent(value, 0 if on_tile else 1)
    by_unit: dict[Unit, Callable[[Any], str]] = {
        Unit.COUNT: count, Unit.DAYS: days, Unit.MONTHS: months, Unit.DATE: day,
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
