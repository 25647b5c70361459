"""The forms in which numbers are declared: metrics, the dimensions they are shown by, the segments they are counted over."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from partnerhub.metrics.wording import SUMS
from partnerhub.terms.thresholds import Threshold
from partnerhub.terms.units import Unit


class Empty(Enum):
    """What a number is when nothing is counted."""

    ZERO = "0"
    NOTHING = "nothing to measure"


@dataclass(frozen=True, slots=True)
class Formula:
    """An aggregate over the rows of a mart. A ratio keeps its two sums apart, so that it can be explained.

    `{where}` in the SQL stands behind every aggregate, for the condition of a segment that counts alone.
    """

    sql: str
    words: str
    over: str = ""  # SQL of the numerator of a ratio
    under: str = ""  # SQL of its denominator
    counts: str = ""  # the column whose different values it counts, if that is all it does
    by: str = ""  # of a ratio: the words of its denominator

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Return the formula in words, each of its sums translated by itself."""
        return " ÷ ".join(translate(words) for words in (self.words, self.by) if words)


def sum_of(column: str) -> Formula:
    """Return the sum of a column; unknown values are left out."""
    return Formula(f"sum({column}){{where}}", SUMS[column])


def known_sum_of(column: str) -> Formula:
    """Return the sum of a column, or nothing as soon as one row of it is unknown."""
    known = f"count(*){{where}} = count({column}){{where}}"
    return Formula(f"CASE WHEN {known} THEN sum({column}){{where}} END", SUMS[column])


def distinct(column: str, words: str) -> Formula:
    """Return how many different values a column has."""
    return Formula(f"count(DISTINCT {column}){{where}}", words, counts=column)


def ratio(over: str, under: str) -> Formula:
    """Return the ratio of two sums over all rows together. Of nothing it is nothing, not zero."""
    return ratio_of(sum_of(over), sum_of(under))


def ratio_of(over: Formula, under: Formula) -> Formula:
    """Return one formula divided by another."""
    sql = f"({over.sql})::DOUBLE / nullif({under.sql}, 0)"
    return Formula(sql, over.words, over.sql, under.sql, by=under.words)


@dataclass(frozen=True, slots=True)
class Segment:
    """Which rows of a mart count. `$name` in the SQL stands for a threshold's value."""

    label: str
    help: str
    sql: str
    thresholds: tuple[Threshold, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """One number: its label (written nowhere else), its meaning in one sentence, its formula over one mart, its unit."""

    label: str
    help: str
    formula: Formula
    mart: str
    unit: Unit
    empty: Empty = Empty.ZERO
    needs_use: bool = False  # counts only lines whose use is known; shown with how many those are
    segment: Segment | None = None
    is_mean: bool = False  # a ratio that people read as a plain number, not as a percentage
    name: str = field(default="")

    def called(self, name: str, label: str, help: str = "") -> Self:
        """Return the same number under another name, as one block shows it."""
        return replace(self, name=name, label=label, help=help or self.help)

    def among(self, segment: Segment) -> Self:
        """Return the same number counted over a segment of its own."""
        return replace(self, segment=segment)


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows are told apart by. Shown as a column of its own."""

    label: str
    help: str
    sql: str
    unit: Unit
    name: str = field(default="")

    def called(self, name: str, label: str, help: str = "") -> Self:
        """Return the same dimension under another name, as one block shows it."""
        return replace(self, name=name, label=label, help=help or self.help)
