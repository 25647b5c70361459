"""Answering the list: who matches, how many, how many per value of each facet, and which page of them in which order."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from partnerhub.portfolio.listing.columns import NONE, Columns, Ints, Mask, Places, key_of
from partnerhub.portfolio.listing.facets import BY_NAME, CHOICES, NUMBERS, Facet
from partnerhub.portfolio.listing.keeper import Listing, listing_of
from partnerhub.portfolio.listing.line import Asked, Condition
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import ORDER, Status

LAST = np.iinfo(np.int32).max
COMPARE: dict[str, Callable[[int], tuple[int, int]]] = {  # the first and the last number that fit
    "<": lambda number: (0, number - 1),
    "<=": lambda number: (0, number),
    ">": lambda number: (number + 1, LAST),
    ">=": lambda number: (number, LAST),
    "=": lambda number: (number, number),
}


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list. Unknown values come last whichever way it runs; equal ones by name."""

    name: str = "name"
    descending: bool = False


SORTS = ("name", "status", "country", "managed_by", "expires", "renews", "ends", "licenses", "assigned", "quiet")


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many of the matching customers have each value of a facet, and how many have none."""

    facet: Facet
    counts: dict[str, int]
    none: int


@dataclass
class Finding:
    """One question to the list, asked with one scope on one day."""

    scope: Scope
    asked: Asked
    on: date
    needs: tuple[Permission, ...] = ()
    base: Permission | None = None  # whoever searches has to find, whoever does not has to list, unless this is enough
    only: Listing | None = None  # some customers, read just now, instead of all that are kept
    listing: Listing = field(init=False)

    def __post_init__(self) -> None:
        self.listing = self.only or listing_of(self.scope.partner_id)
        self._reached: dict[Permission, Mask | None] = {}
        self._held: dict[Condition, Mask] = {}
        self._places: dict[tuple[str, Permission], Places | None] = {}
        self._base = self._within_reach()

    @property
    def columns(self) -> Columns:
        """Return the columns that are asked."""
        return self.listing.columns

    def matching(self, without: str = "") -> Mask | None:
        """Return who matches, all conditions of one facet left out if given. None means everybody."""
        mask = self._base
        for one in self.asked.conditions:
            if one.facet != without or one.negated:
                mask = _both(mask, self._holding(one))
        return mask

    def total(self) -> int:
        """Return how many match."""
        return self._count(self.matching())

    def counts(self, facet: Facet) -> FacetCounts:
        """Return the counts of a facet among the customers that match all other facets and on which it may be seen."""
        counts, none = self.columns.sets[facet.name].counts(self._others(facet))
        return FacetCounts(facet, counts, none)

    def _others(self, facet: Facet) -> Places | None:
        """Return the places of those who match everything but a facet, and on whom it may be seen. None: everybody."""
        has_own = any(one.facet == facet.name and not one.negated for one in self.asked.conditions)
        key = (facet.name if has_own else "", facet.needs)
        if key not in self._places:
            mask = _both(self.matching(without=facet.name), self._reach(facet.needs))
            self._places[key] = None if mask is None else np.flatnonzero(mask)
        return self._places[key]

    def facets(self) -> list[FacetCounts]:
        """Return the counts of every facet that the caller may see."""
        return [self.counts(facet) for facet in CHOICES if self.scope.may(facet.needs)]

    def presets(self) -> list[tuple[Facet, list[tuple[Condition, int]]]]:
        """Return the comparisons that people begin with, each with how many match it and all other facets."""
        found = []
        for facet in NUMBERS:
            if self.scope.may(facet.needs):
                wanted = [Condition(facet.name, operator=operator, number=number) for operator, number in facet.presets]
                limits = [self._limits(facet, one) for one in wanted]
                counts = self.columns.between(facet.column, limits, self._others(facet))
                found.append((facet, list(zip(wanted, counts, strict=True))))
        return found

    def _count(self, mask: Mask | None) -> int:
        return len(self.columns) if mask is None else int(np.count_nonzero(mask))

    def page(self, sort: Sort, after: tuple[str, int] | None, limit: int | None) -> tuple[list[int], bool]:
        """Return the ids of a page in order, and whether more follow. `after` is (name, id) of the last one before."""
        mask = self.matching()
        if sort.name != "name" and not self.scope.may_wherever(BY_NAME[sort.name].needs, Permission.LIST_CUSTOMERS):
            raise Forbidden(BY_NAME[sort.name].needs)  # an order says something about every customer in it
        order = self._order(sort)
        if order is None:
            places = np.arange(len(self.columns)) if mask is None else np.flatnonzero(mask)
            first = bisect_right(places, self._place(after) - 1) if after else 0
        else:
            places = order if mask is None else order[mask[order]]
            first = self._behind(order, mask, after) if after else 0
        some = places[first : None if limit is None else first + limit]
        return self.columns.ids[some].tolist(), limit is not None and first + limit < len(places)

    def _place(self, after: tuple[str, int]) -> int:
        """Return the first place behind a customer, or behind where it stood."""
        return bisect_right(self.columns.keys, key_of(*after))

    def _behind(self, order: Places, mask: Mask | None, after: tuple[str, int]) -> int:
        """Return how many of the matching customers stand up to and including one, in some order."""
        rank = np.flatnonzero(order == self._place(after) - 1)
        before = order[: int(rank[0]) + 1] if len(rank) else order[:0]
        return len(before) if mask is None else int(np.count_nonzero(mask[before]))

    def _order(self, sort: Sort) -> Places | None:
        """Return the places in an order; None stands for the order of names."""
        if sort.name == "name":
            return np.arange(len(self.columns))[::-1] if sort.descending else None
        return self.listing.ordered(sort.name, sort.descending, self._sorted)

    def _sorted(self, name: str, descending: bool) -> Places:
        values = self._sortable(BY_NAME[name]).astype(np.int64)
        known = values != NONE
        values = np.where(known, -values if descending else values, LAST)
        return np.argsort(values, kind="stable")

    def _sortable(self, facet: Facet) -> Ints:
        if facet.is_number:
            days = self.columns.numbers[facet.column]
            return np.where(days == NONE, NONE, self.on.toordinal() - days) if facet.days < 0 else days
        sets = self.columns.sets[facet.name]
        if facet.name == "status":
            return sets.ranked(lambda one: min((ORDER[Status(code)] for code in one), default=NONE))
        codes = sorted({code for one in sets.known for code in one})
        return sets.ranked(lambda one: min((codes.index(code) for code in one), default=NONE))

    def _holding(self, condition: Condition) -> Mask:
        if condition not in self._held:
            facet = BY_NAME[condition.facet]
            mask = self._number(facet, condition) if facet.is_number else self._choice(facet, condition)
            if condition.negated:
                mask = ~mask
            reach = self._reach(facet.needs)
            self._held[condition] = mask if reach is None else mask & reach
        return self._held[condition]

    def _choice(self, facet: Facet, condition: Condition) -> Mask:
        sets = self.columns.sets[facet.name]
        return sets.having(frozenset(condition.values)) if condition.values else sets.empty()

    def _number(self, facet: Facet, condition: Condition) -> Mask:
        numbers = self.columns.numbers[facet.column]
        low, high = self._limits(facet, condition) if condition.operator else (NONE, NONE)
        within: Mask = (numbers >= low) & (numbers <= high)
        return within

    def _limits(self, facet: Facet, condition: Condition) -> tuple[int, int]:
        """Return the first and the last stored number that a comparison asks for. Unknown ones lie below all."""
        low, high = COMPARE[condition.operator](condition.number)
        on = self.on.toordinal()
        if facet.days > 0:
            return on + low, min(on + high, LAST)
        return (max(on - high, 0), on - low) if facet.days < 0 else (low, high)

    def _within_reach(self) -> Mask | None:
        found = Permission.FIND_CUSTOMERS if self.asked.words else Permission.LIST_CUSTOMERS
        mask = self._reach(self.base or found)
        for permission in self.needs:
            mask = _both(mask, self._reach(permission))
        for some in self.listing.words.found(self.asked.words):
            mask = _both(mask, self.columns.mask_of(*some))
        return mask

    def _reach(self, permission: Permission) -> Mask | None:
        """Return on whom the caller holds a permission; None stands for everybody. Raise Forbidden for nobody at all."""
        if permission not in self._reached:
            ids = self.scope.customer_ids(permission)
            self._reached[permission] = None if ids is None else self.columns.mask_of(np.array(list(ids), dtype=np.int64))
        return self._reached[permission]


def _both(mask: Mask | None, other: Mask | None) -> Mask | None:
    """Return who is in both; None stands for everybody."""
    if mask is None:
        return other
    return mask if other is None else mask & other
