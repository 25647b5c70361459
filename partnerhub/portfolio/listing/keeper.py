"""Keeps the columns of every partner as new as its records: whole at first, then only what changed.

Every change of what the list shows raises the partner's `list_version` and writes it beside the customers it touched, in
the transaction of the change. A question asks for the number first, so it never sees less than what was committed.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from django.db import connection

from partnerhub.portfolio.listing import saved
from partnerhub.portfolio.listing.columns import Columns, Places
from partnerhub.portfolio.listing.reading import read
from partnerhub.portfolio.listing.words import Words
from partnerhub.portfolio.models import Customer, PartnerFacts

KEPT = 8  # partners
KEPT_ORDERS = 8  # of one list
SAVED_FROM = 20_000  # customers; fewer are read in a moment


@dataclass(frozen=True, eq=False)
class Listing:
    """A partner's customers as of one version of the list."""

    version: int
    columns: Columns
    words: Words
    _orders: OrderedDict[tuple[str, bool], Places] = field(default_factory=OrderedDict)

    def ordered(self, name: str, descending: bool, make: Callable[[str, bool], Places]) -> Places:
        """Return the places in an order, sorted only once while it is among the newest ones."""
        key = (name, descending)
        places = self._orders.get(key)
        if places is None:
            places = self._orders[key] = make(name, descending)
            if len(self._orders) > KEPT_ORDERS:
                self._orders.pop(next(iter(self._orders)), None)  # another thread may have been quicker
        return places


_kept: OrderedDict[int, Listing] = OrderedDict()
_locks: defaultdict[int, Lock] = defaultdict(Lock)


def listing_of(partner_id: int) -> Listing:
    """Return a partner's customers as they are now."""
    if connection.in_atomic_block:  # what it sees may be taken back, so nobody else may see it
        return _whole(partner_id)
    with _locks[partner_id]:
        version = version_of(partner_id)
        have = _kept.get(partner_id)
        if have is None or have.version > version:
            have = _at_first(partner_id, version)
        if have.version < version:
            have = _brought_forward(partner_id, have, version)
        _kept[partner_id] = have
        _kept.move_to_end(partner_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return have


def save_listing(partner_id: int) -> None:
    """Keep a partner's columns in a file, for processes that start, when they are many and newer than those of the file.

    A process that does not show lists drops them again.
    """
    if Customer._base_manager.filter(partner_id=partner_id).count() < SAVED_FROM or connection.in_atomic_block:
        return
    is_kept = partner_id in _kept
    listing = listing_of(partner_id)
    if saved.version_of(partner_id) != listing.version:
        saved.save(partner_id, listing.version, listing.columns, listing.words)
    if not is_kept:
        _kept.pop(partner_id, None)


def listing_among(partner_id: int, customer_ids: Collection[int]) -> Listing:
    """Return some customers of a partner, read now and kept nowhere."""
    columns, words, _ = read(Customer._base_manager.filter(partner_id=partner_id, organization_id__in=list(customer_ids)))
    return Listing(0, columns, words)


def version_of(partner_id: int) -> int:
    """Return the number of the newest change of what a partner's list shows."""
    found = PartnerFacts.objects.filter(partner_id=partner_id).values_list("list_version", flat=True).first()
    return found or 0


def _at_first(partner_id: int, version: int) -> Listing:
    """Return what a process begins with: the columns of a file, or those of the records, which then go into one."""
    found = saved.load(partner_id)
    if found is not None and found[0] <= version:
        return Listing(*found)
    have = _whole(partner_id)
    if len(have.columns) >= SAVED_FROM:
        saved.save(partner_id, have.version, have.columns, have.words)
    return have


def _whole(partner_id: int) -> Listing:
    version = version_of(partner_id)  # before the rows: what comes in between is only read twice
    columns, words, _ = read(Customer._base_manager.filter(partner_id=partner_id))
    return Listing(version, columns, words)


def _brought_forward(partner_id: int, have: Listing, version: int) -> Listing:
    touched = Customer._base_manager.filter(partner_id=partner_id, list_version__gt=have.version)
    columns, words, gone = read(touched)
    ids = np.concatenate([columns.ids, np.array(gone, dtype=np.int64)])
    return Listing(version, have.columns.with_changed(ids, columns), have.words.with_changed(ids, words))
