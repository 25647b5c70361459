"""Keeps the columns of every partner as new as its records: whole at first, then only what changed.

Every change of what the list shows raises the partner's `list_version` and writes it beside the customers it touched, in
the transaction of the change. A question asks for the number first, so it never sees less than what was committed.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from partnerhub.portfolio.listing.columns import NONE, Columns, Growing, Places
from partnerhub.portfolio.listing.facets import CHOICES, NUMBERS
from partnerhub.portfolio.listing.words import Spelled, Words, spelled
from partnerhub.portfolio.models import Customer, CustomerTag, PartnerFacts
from partnerhub.terms.codes import ManagedBy

KEPT = 8  # partners
CHUNK = 5000
FIELDS = (
    "organization_id", "sort_name", "domain", "reference", "org_uuid", "status_bits", "products", "kinds", "managed_by",
    "country", "expires_date", "renews_date", "next_end_date", "licenses", "assigned", "last_admin_sign_in_at",
    "created_date",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Listing:
    """A partner's customers as of one version of the list."""

    version: int
    columns: Columns
    words: Words
    _orders: dict[tuple[str, bool], Places] = field(default_factory=dict)

    def ordered(self, name: str, descending: bool, make: Callable[[str, bool], Places]) -> Places:
        """Return the places in an order, sorted only once."""
        if (name, descending) not in self._orders:
            self._orders[name, descending] = make(name, descending)
        return self._orders[name, descending]


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
            have = _whole(partner_id)
        elif have.version < version:
            have = _brought_forward(partner_id, have, version)
        _kept[partner_id] = have
        _kept.move_to_end(partner_id)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return have


def version_of(partner_id: int) -> int:
    """Return the number of the newest change of what a partner's list shows."""
    found = PartnerFacts.objects.filter(partner_id=partner_id).values_list("list_version", flat=True).first()
    return found or 0


def _whole(partner_id: int) -> Listing:
    version = version_of(partner_id)  # before the rows: what comes in between is only read twice
    columns, words, _ = _read(Customer._base_manager.filter(partner_id=partner_id))
    return Listing(version, columns, words)


def _brought_forward(partner_id: int, have: Listing, version: int) -> Listing:
    touched = Customer._base_manager.filter(partner_id=partner_id, list_version__gt=have.version)
    columns, words, gone = _read(touched)
    ids = np.concatenate([columns.ids, np.array(gone, dtype=np.int64)])
    return Listing(version, have.columns.with_changed(ids, columns), have.words.with_changed(ids, words))


def _read(customers: QuerySet[Customer]) -> tuple[Columns, Words, list[int]]:
    """Return the columns of some customers, what they can be found by, and the ids of those that are not listed."""
    growing = Growing({facet.name: facet.read for facet in CHOICES if facet.read}, [facet.column for facet in NUMBERS])
    unlisted: list[int] = []
    words = Words.of(_added(growing, unlisted, rows) for rows in _chunks(customers))
    return growing.columns(), words, unlisted


def _added(growing: Growing, unlisted: list[int], rows: Sequence[tuple[Any, ...]]) -> list[Spelled]:
    """Add rows to the columns and return what their customers can be found by. The own organization is not listed."""
    tags = _tags_of([row[0] for row in rows])
    texts: list[Spelled] = []
    for id_, name, domain, reference, org_uuid, *facts in rows:
        if facts[3] == ManagedBy.SELF:
            unlisted.append(id_)
            continue
        growing.add(id_, name, (*facts[:4], tags.get(id_, NO_TAGS), facts[4]), _numbers(*facts[5:]))
        texts.append(spelled(id_, name, domain, (reference, org_uuid)))
    return texts


NO_TAGS: frozenset[str] = frozenset()


def _chunks(customers: QuerySet[Customer]) -> Iterator[Sequence[tuple[Any, ...]]]:
    after = NONE
    while True:
        rows = list(customers.filter(organization_id__gt=after).order_by("organization_id").values_list(*FIELDS)[:CHUNK])
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]


def _tags_of(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    if not ids:
        return {}
    found: defaultdict[int, set[str]] = defaultdict(set)
    ranged = CustomerTag._base_manager.filter(customer_id__gte=ids[0], customer_id__lte=ids[-1])
    wanted = set(ids)
    for customer_id, tag_id in ranged.values_list("customer_id", "tag_id"):
        if customer_id in wanted:
            found[customer_id].add(str(tag_id))
    return {id_: frozenset(tags) for id_, tags in found.items()}


def _numbers(
    expires: Any, renews: Any, ends: Any, licenses: int, assigned: int, signed_in: Any, created: Any
) -> tuple[int, ...]:
    """Return the numbers in the order of their facets; unknown days and shares of nothing are NONE."""
    active = signed_in.date() if signed_in else created
    days = [NONE if day is None else day.toordinal() for day in (expires, renews, ends)]
    share = assigned * 100 // licenses if licenses else NONE
    return (*days, licenses, share, NONE if active is None else active.toordinal())
