"""The answer to a question about a report. Page, API, export and command are made from it and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext

from partnerhub.reports.declare import Block, BlockKind, Column
from partnerhub.terms.units import Unit

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a report beside its name. No limit asks for all rows of its tables."""

    product: str = "meetings"
    on: date | None = None
    weeks: int = 13
    blocks: tuple[str, ...] = ()  # empty: all
    sort: str = ""
    descending: bool = False
    search: str = ""
    kind: str = ""  # "subscription" or "trial": only those rows of a table
    long_terms: bool = False  # only terms longer than the window that a block looks ahead
    customer: int | None = None  # only this customer, by its key
    subscription: str = ""  # only this subscription
    week: date | None = None  # only this week of a course over time
    on_day: date | None = None  # only this day of a week
    endpoint: str = ""  # only this endpoint type
    feature: str = ""  # only this calling feature
    line: str = ""  # only customers that this line of filters finds, as the customer list reads it
    people: bool = False  # only people among calling users, no workspaces and virtual lines
    everyone: bool = False  # features of all Calling customers, not only of those with a queue
    among: tuple[int, ...] | None = None  # only these customers: what the line was read as
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of an answer: its public name, label, meaning and unit."""

    name: str
    label: str
    unit: Unit
    help: str = ""
    is_mean: bool = False

    def spoken(self) -> "AnswerColumn":
        """Return the column with label and meaning in the language in force."""
        return replace(self, label=gettext(self.label), help=gettext(self.help) if self.help else "")


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many customers behind a block have rows as new as a setting asks, of how many."""

    current: int
    of: int


@dataclass(frozen=True, slots=True)
class BlockAnswer:
    """One block with its values. Rows are keyed by column name; those of a long table are read as they are gone through.

    `customer_keys` runs beside the rows of a table over a mart.
    """

    block: Block | None
    name: str
    kind: BlockKind
    title: str
    columns: tuple[AnswerColumn, ...]
    rows: Sequence[Row]
    total_rows: int
    freshness: Freshness | None = None
    settings: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    customer_keys: tuple[int, ...] = ()

    def narrowed(self, names: Sequence[str]) -> "BlockAnswer":
        """Return the block with only these of its columns, in this order."""
        columns = {column.name: column for column in self.columns}
        return replace(self, columns=tuple(columns[name] for name in names if name in columns))


@dataclass(frozen=True, slots=True)
class Answer:
    """A report with its values, as of a day."""

    report: str
    title: str
    as_of: date
    product: str | None
    partner: str
    settings_version: int
    blocks: tuple[BlockAnswer, ...]
    settings: Mapping[str, int] = field(default_factory=dict)  # every threshold as it was in force

    def narrowed(self, names: Sequence[str]) -> "Answer":
        """Return the answer with only these columns, in this order. Names that a block does not have are left out."""
        return replace(self, blocks=tuple(block.narrowed(names) for block in self.blocks))


def as_column(column: Column, label: str) -> AnswerColumn:
    """Return a declared column as answers describe it."""
    return AnswerColumn(column.name, label, column.unit, column.help, getattr(column, "is_mean", False))
