"""Numbers and dates as people read them, in their language. What is unknown, or nothing to measure, is an en dash."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

from partnerhub.reports.shapes import AnswerColumn
from partnerhub.terms.thresholds import Threshold
from partnerhub.terms.units import Unit

NOTHING = "–"
MINUS = "\u2212"


def spoken() -> str:
    """Return the language in force."""
    return get_language() or "en"


@cache
def _signs(language: str) -> dict[int, str]:
    """Return what stands for each sign of a number that the program wrote: separators, and a minus as wide as a plus."""
    symbols = Locale.parse(language).number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": MINUS})


def number(value: float, decimals: int = 0) -> str:
    """Return a number with separators and so many decimals."""
    return f"{value:,.{decimals}f}".translate(_signs(spoken()))


def count(value: float | None) -> str:
    """Return a count with separators."""
    return NOTHING if value is None else number(value)


def counted(how_many: int, one: str, several: str) -> str:
    """Return a count with the word for what is counted; both words are in the catalogues."""
    return f"{count(how_many)} {ngettext(one, several, how_many)}"


def mean(value: float | None) -> str:
    """Return a mean with one decimal."""
    return NOTHING if value is None else number(value, 1)


def percent(ratio: float | None, decimals: int = 1) -> str:
    """Return a ratio as a percentage: one decimal in tables, none on tiles."""
    return NOTHING if ratio is None else f"{number(ratio * 100, decimals)} %"


def change(value: int | None) -> str:
    """Return a difference with its sign."""
    if value is None:
        return NOTHING
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{number(abs(value))}"


def day(value: date | None) -> str:
    """Return a date."""
    return NOTHING if value is None else _day(date(value.year, value.month, value.day), spoken())


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return format_date(value, "d MMM y", locale=language)


def moment(value: datetime | None) -> str:
    """Return a moment, in UTC and saying so."""
    return NOTHING if value is None else f"{day(value)}{', ' if spoken() == 'en' else ' '}{value:%H:%M} UTC"


def age(value: timedelta) -> str:
    """Return how old something is, in the unit that people would choose."""
    minutes = max(0, int(value.total_seconds())) // 60
    if minutes >= 24 * 60:
        return counted(minutes // (24 * 60), "day", "days")
    if minutes >= 60:
        return counted(minutes // 60, "hour", "hours")
    return counted(minutes, "minute", "minutes") if minutes else gettext("less than a minute")


def size(value: int) -> str:
    """Return a number of bytes."""
    return f"{number(value / 2**20, 1)} MiB"


def months(value: int | None) -> str:
    """Return full months; less than one is said so."""
    return NOTHING if value is None else "< 1" if value < 1 else number(value)


def days(value: int | None) -> str:
    """Return days."""
    return NOTHING if value is None else gettext("today") if value == 0 else number(value)


def seconds(value: float | None) -> str:
    """Return a time of seconds: with one decimal below a minute, in minutes and seconds from there on."""
    if value is None:
        return NOTHING
    return f"{number(value, 1)} s" if value < 60 else f"{number(int(value) // 60)}:{int(value) % 60:02} min"


def points(ratio: float | None) -> str:
    """Return a difference of two percentages, in points and with its sign."""
    if ratio is None:
        return NOTHING
    size = abs(ratio * 100)
    sign = "±" if size < 0.05 else "+" if ratio > 0 else MINUS
    return gettext("%(points)s pt") % {"points": f"{sign}{number(size, 1)}"}


def threshold(one: Threshold, value: int) -> str:
    """Return a threshold's value with its unit."""
    if one.unit is Unit.DAYS:
        return counted(value, "day", "days")
    if one.unit is Unit.HOURS:
        return counted(value, "hour", "hours")
    return number(value) + {Unit.PERCENT: " %", Unit.MILLISECONDS: " ms", Unit.SECONDS: " s"}.get(one.unit, "")


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
        return gettext("Yes") if value else gettext("No")
    return str(value)


def exact(column: AnswerColumn, value: Any) -> str:
    """Return a value in full precision, for those who hover over it."""
    if isinstance(value, float):
        exactly = f"{value * 100:.6g} %" if column.unit is Unit.RATIO and not column.is_mean else f"{value:.10g}"
        return exactly.translate(_signs(spoken()))
    return NOTHING if value is None else str(value)
