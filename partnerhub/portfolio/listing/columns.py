"""The facts of all customers of a partner as columns, in the order of their names. Values are replaced, never changed."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.unsignedinteger[npt.NBitBase]]
Ids = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Read = Callable[[Hashable], frozenset[str]]

NAME_BYTES = 100  # longer names are ordered by their beginning, then by id
NONE = -1  # an unknown number or day


def key_of(name: str, id_: int) -> bytes:
    """Return what orders a customer: its name, then its id. Bytes compare alike everywhere, databases do not."""
    return name.encode()[:NAME_BYTES] + b"\x01%010x" % id_


@dataclass(frozen=True, eq=False)
class Sets:
    """For each customer a set of codes, as a number (of as few bytes as do) into the list of all sets that occur."""

    known: tuple[frozenset[str], ...]
    which: Numbers

    def having(self, codes: frozenset[str]) -> Mask:
        """Return who has at least one of some codes."""
        return self.those(lambda one: bool(one & codes))

    def empty(self) -> Mask:
        """Return who has none at all."""
        return self.those(lambda one: not one)

    def those(self, wanted: Callable[[frozenset[str]], bool]) -> Mask:
        """Return whose set is one of the wanted."""
        answers = np.array([wanted(one) for one in self.known], dtype=bool)
        return answers[self.which] if len(answers) else np.zeros(len(self.which), dtype=bool)

    def ranked(self, rank: Callable[[frozenset[str]], int]) -> Ints:
        """Return a number for each customer, made from its set."""
        ranks = np.array([rank(one) for one in self.known], dtype=np.int32)
        return ranks[self.which] if len(ranks) else np.zeros(len(self.which), dtype=np.int32)

    def counts(self, places: Places | None) -> tuple[dict[str, int], int]:
        """Return how many of some customers have each code, and how many have none. What nobody has is not named."""
        return self._of_everybody if places is None else self._counted(self.which[places])

    @cached_property
    def _of_everybody(self) -> tuple[dict[str, int], int]:
        return self._counted(self.which)

    def _counted(self, which: Numbers) -> tuple[dict[str, int], int]:
        occurring = np.bincount(which, minlength=len(self.known)).tolist()
        counts: dict[str, int] = {}
        for one, number in zip(self.known, occurring, strict=True):
            for code in one if number else ():
                counts[code] = counts.get(code, 0) + number
        return counts, sum(number for one, number in zip(self.known, occurring, strict=True) if not one)

    def joined(self, others: Sets, keep: Mask, places: Places) -> Sets:
        """Return the column with only some of its rows, and those of another one inserted before the given places."""
        known = {one: number for number, one in enumerate(self.known)}
        moved = [known.setdefault(one, len(known)) for one in others.known]
        which = self.which[keep].astype(np.min_scalar_type(len(known)))
        added = np.array(moved, dtype=which.dtype)[others.which] if moved else which[:0]
        return Sets(tuple(known), np.insert(which, places, added))


@dataclass(frozen=True, eq=False)
class Columns:
    """All customers of one partner by name. `keys` orders them; every other column runs beside it."""

    keys: npt.NDArray[np.bytes_]
    ids: Ids
    sets: Mapping[str, Sets]
    numbers: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.ids)

    def with_changed(self, dropped: Ids, new: Columns) -> Columns:
        """Return the columns without some customers and with those of others."""
        keep = ~self.mask_of(dropped)
        kept = self.keys[keep]
        places = np.searchsorted(kept, new.keys)
        width = max(self.keys.itemsize, new.keys.itemsize)
        return Columns(
            np.insert(kept.astype(f"S{width}"), places, new.keys),
            np.insert(self.ids[keep], places, new.ids),
            {name: column.joined(new.sets[name], keep, places) for name, column in self.sets.items()},
            {name: np.insert(column[keep], places, new.numbers[name]) for name, column in self.numbers.items()},
        )

    def between(self, name: str, limits: Sequence[tuple[int, int]], places: Places | None) -> list[int]:
        """Return how many of some customers have a number within each pair of limits, both included."""
        if places is None:
            ordered = self._sorted(name)
            return [int(np.subtract(*np.searchsorted(ordered, [high + 1, low]))) for low, high in limits]
        numbers = self.numbers[name][places]
        return [int(np.count_nonzero((numbers >= low) & (numbers <= high))) for low, high in limits]

    def _sorted(self, name: str) -> Ints:
        """Return the numbers of everybody in order, put in order only once."""
        if name not in self._in_order:
            self._in_order[name] = np.sort(self.numbers[name])
        return self._in_order[name]

    @cached_property
    def _in_order(self) -> dict[str, Ints]:
        return {}

    def place_of_key(self, key: bytes) -> int:
        """Return where a key stands, or would stand."""
        return bisect_left(self.keys, key)

    @cached_property
    def _place_of_id(self) -> tuple[int, Ints]:
        """Return the least id, and for every id from there on its place, or NONE."""
        if not len(self.ids):
            return 0, np.empty(0, dtype=np.int32)
        least = int(self.ids.min())
        places = np.full(int(self.ids.max()) - least + 1, NONE, dtype=np.int32)
        places[self.ids - least] = np.arange(len(self.ids), dtype=np.int32)
        return least, places

    def codes_of(self, name: str, ids: Iterable[int]) -> Iterator[frozenset[str]]:
        """Yield the set of codes in a column for each of some customers of the columns."""
        least, places = self._place_of_id
        column = self.sets[name]
        return (column.known[column.which[places[id_ - least]]] for id_ in ids)

    def mask_of(self, *many: Ids) -> Mask:
        """Return which places belong to some customers. Unknown ids are left out."""
        least, places = self._place_of_id
        mask = np.zeros(len(self.ids), dtype=bool)
        for ids in many:
            found = places[ids[(ids >= least) & (ids < least + len(places))] - least]
            mask[found[found != NONE]] = True
        return mask


@dataclass
class Growing:
    """Columns in the making: rows are added in any order and put in the order of names at the end.

    `sets` says how each set of codes is read from what a row holds of it; `numbers` names the other columns.
    """

    sets: Mapping[str, Read]
    numbers: Iterable[str]
    keys: list[bytes] = field(default_factory=list)
    ids: array[int] = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        self._known: dict[str, dict[Hashable, int]] = {name: {} for name in self.sets}
        self._which = {name: array("i") for name in self.sets}
        self._numbers = {name: array("i") for name in self.numbers}

    def add(self, id_: int, name: str, sets: Iterable[Hashable], numbers: Iterable[int]) -> None:
        """Add a customer: its name as order compares it, its sets and its numbers in the order of declaration."""
        self.keys.append(key_of(name, id_))
        self.ids.append(id_)
        for (column, which), raw in zip(self._which.items(), sets, strict=True):
            known = self._known[column]
            which.append(known.setdefault(raw, len(known)))
        for (_, column_numbers), number in zip(self._numbers.items(), numbers, strict=True):
            column_numbers.append(number)

    def columns(self) -> Columns:
        """Return what was added, by name."""
        keys = np.array(self.keys, dtype=np.bytes_) if self.keys else np.empty(0, dtype="S1")
        order = np.argsort(keys, kind="stable")
        return Columns(
            keys[order],
            np.frombuffer(self.ids, dtype=np.int64)[order] if self.ids else np.empty(0, dtype=np.int64),
            {name: self._sets(name, order) for name in self.sets},
            {name: np.array(numbers, dtype=np.int32)[order] for name, numbers in self._numbers.items()},
        )

    def _sets(self, name: str, order: Places) -> Sets:
        """Return a column of sets. Two ways of writing one set, such as an unknown and an empty text, become one."""
        known: dict[frozenset[str], int] = {}
        moved = [known.setdefault(self.sets[name](raw), len(known)) for raw in self._known[name]]
        numbers = np.array(moved, dtype=np.min_scalar_type(len(known)))
        return Sets(tuple(known), numbers[np.array(self._which[name], dtype=np.int32)][order] if moved else numbers)
