"""The units a number can have. How a number is written on a page follows from its unit."""

from enum import StrEnum


class Unit(StrEnum):
    """What a column's values are measured in."""

    COUNT = "count"
    RATIO = "ratio"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    SECONDS = "seconds"
    MINUTES = "minutes"
    PERCENT = "percent"
    MILLISECONDS = "milliseconds"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    SERIES = "series"  # one number for each of some weeks, oldest first

    @property
    def is_number(self) -> bool:
        """Say whether values of this unit line up to the right and can be summed or compared."""
        return self not in {Unit.TEXT, Unit.DATE, Unit.BOOLEAN, Unit.SERIES}
