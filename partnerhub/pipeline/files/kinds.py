"""What a kind of file is: its columns, its key, what its cells refer to, and the rules across cells."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from partnerhub.pipeline.files.cells import Cell, Value

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default` fills an empty cell of a new record: a value, or the name of the column to copy."""

    name: str
    cell: Cell
    required: bool = False
    key: bool = False
    default: Value | None = None
    default_from: str = ""
    refers_to: str = ""
    help: str = ""

    @property
    def may_be_unknown(self) -> bool:
        """Say whether a record can do without a value."""
        return not self.required and self.default is None and not self.default_from


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule across cells of one row. `broken` says whether a row breaks it; `column` is where the error is shown."""

    column: str
    words: str
    columns: tuple[str, ...]
    broken: Callable[[Row], bool]

    def can_judge(self, row: Row) -> bool:
        """Say whether a row holds everything the rule compares."""
        return all(row.get(column, "") != "" for column in self.columns)


@dataclass(frozen=True)
class Kind:
    """One kind of record file."""

    name: str
    help: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    unique: tuple[str, ...] = ()  # columns beside the key that no two records of a partner may share
    agree: tuple[tuple[str, str], ...] = ()  # (a, b): rows that share a must not differ in b
    when_said: bool = False  # its header is too plain to be recognized: it is taken only as what it is said to be

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Return the names of the key's columns."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Return the names of the columns that every file of this kind has."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


def folded(header: str) -> str:
    """Return a header as names are compared: without capitals, spaces, hyphens and underscores."""
    return re.sub(r"[\s_\-]+", "", header).casefold()


def recognized(header: Iterable[str], kinds: Iterable[Kind]) -> Kind | None:
    """Return the kind whose columns a header fits best, or None when it has no kind's required columns."""
    found = {folded(name) for name in header}
    fitting = [kind for kind in kinds if all(folded(name) in found for name in kind.required)]
    return max(fitting, key=lambda kind: _fit(kind, found), default=None)


def nearest_kind(header: Iterable[str], kinds: Iterable[Kind]) -> Kind | None:
    """Return the kind that shares most columns with a header, or None when no kind shares any."""
    found = {folded(name) for name in header}
    best = max(kinds, key=lambda kind: _fit(kind, found), default=None)
    return best if best and _fit(best, found)[0] else None


def _fit(kind: Kind, found: set[str]) -> tuple[int, int]:
    shared = sum(folded(name) in found for name in kind.names)
    return shared, sum(folded(name) in found for name in kind.required)
