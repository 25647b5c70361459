"""What a kind of calling file is: its columns with the names that others give them, and which column a header means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from partnerhub.kit.words import nearest
from partnerhub.pipeline.files.kinds import folded
from partnerhub.terms.texts import mark


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = mark("text")
    MOMENT = mark("a time like 2026-03-31T09:30:00Z; UTC where it says no offset")
    DAY = mark("a date like 2026-03-31")
    COUNT = mark("a whole number from 0")
    NUMBER = mark("a number from 0")
    SECONDS = mark("seconds, or hours:minutes:seconds")
    PERCENT = mark("a percentage from 0")


@dataclass(frozen=True, slots=True)
class CallColumn:
    """One column of a calling file. `aliases` are the names that vendors' files give it."""

    name: str
    holds: Holds = Holds.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class CallingKind:
    """One kind of calling file. `aside` names columns that are known and not needed: they are passed over in silence."""

    name: str
    help: str
    columns: tuple[CallColumn, ...]
    aside: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def by_alias(self) -> Mapping[str, str]:
        """Return folded header → column, for every name that a column is known by."""
        return {folded(name): column.name for column in self.columns for name in (column.name, *column.aliases)}

    def column(self, name: str) -> CallColumn:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)

    def meant(self, header: Sequence[str], chosen: Mapping[str, str]) -> "Meaning":
        """Return what the names of a header mean, those that somebody chose first."""
        by_choice = {folded(name): column for name, column in chosen.items() if column in ("", *self.names)}
        columns: dict[str, str] = {}
        unknown: list[str] = []
        for name in header:
            column = by_choice.get(folded(name), self.by_alias.get(folded(name), ""))
            if column and column not in columns.values():
                columns[name] = column
            elif (
                name.strip()
                and folded(name) not in {folded(one) for one in self.aside}
                and by_choice.get(folded(name)) != ""
            ):
                unknown.append(name)
        return Meaning(self, columns, tuple(unknown), bool(chosen))


@dataclass(frozen=True)
class Meaning:
    """What the names of a file's header mean: header → column. Names that mean nothing known are kept aside."""

    kind: CallingKind
    columns: Mapping[str, str]
    unknown: tuple[str, ...]
    chosen: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the columns that the file needs and no name means."""
        found = set(self.columns.values())
        lacks = [column.name for column in self.kind.columns if column.required and column.name not in found]
        if self.kind.needs_one_of and not found & set(self.kind.needs_one_of):
            lacks.append(self.kind.needs_one_of[0])
        return tuple(lacks)

    @property
    def is_plain(self) -> bool:
        """Say whether the header is written in the hub's own names, so that there is nothing to confirm."""
        return all(folded(name) == folded(column) for name, column in self.columns.items())

    def guesses(self) -> dict[str, str]:
        """Return header → column for unknown names that may mean a column nobody else means."""
        free = [name for name in self.kind.names if name not in self.columns.values()]
        found: dict[str, str] = {}
        for name in self.unknown:
            near = nearest(folded(name), [folded(one) for one in free])
            column = next((one for one in free if folded(one) == near), None)
            if column:
                found[name] = column
                free.remove(column)
        return found


def recognized_calling(header: Iterable[str], kinds: Iterable[CallingKind]) -> tuple[CallingKind, int] | None:
    """Return the calling kind that a header fits best, with how many of its names it knows; None when it fits none."""
    names = {folded(name) for name in header}
    fitting = []
    for kind in kinds:
        known = names & ({*kind.by_alias} | {folded(name) for name in kind.aside})
        if not kind.meant(list(names), {}).missing:
            fitting.append((len(known), kind))
    best = max(fitting, key=lambda one: one[0], default=None)
    return (best[1], best[0]) if best else None
