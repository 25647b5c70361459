"""Reading customers from the records into columns, and into what they can be found by."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from partnerhub.portfolio.listing.columns import NONE, Columns, Growing
from partnerhub.portfolio.listing.facets import CHOICES, NUMBERS, TAGS
from partnerhub.portfolio.listing.words import Spelled, Words, spelled
from partnerhub.portfolio.models import Customer, CustomerTag
from partnerhub.terms.codes import ManagedBy

CHUNK = 5000
SPELLED = ("organization_id", "sort_name", "domain", "reference", "org_uuid")
NUMBERED = (
    "expires_date", "renews_date", "next_end_date", "licenses", "assigned", "last_admin_sign_in_at", "created_date",
)  # fmt: skip
CHOSEN = tuple(dict.fromkeys(facet.column for facet in CHOICES if facet.column != TAGS))
FIELDS = (*SPELLED, *NUMBERED, *CHOSEN)
FIRST_NUMBER, FIRST_CHOICE, MANAGED_BY = len(SPELLED), len(SPELLED) + len(NUMBERED), FIELDS.index("managed_by")
PLACES = [NONE if facet.column == TAGS else FIELDS.index(facet.column) for facet in CHOICES]
NO_TAGS: frozenset[str] = frozenset()

Record = tuple[Any, ...]


def read(customers: QuerySet[Customer]) -> tuple[Columns, Words, list[int]]:
    """Return the columns of some customers, what they can be found by, and the ids of those that are not listed."""
    growing = Growing({facet.name: facet.read for facet in CHOICES if facet.read}, [facet.column for facet in NUMBERS])
    unlisted: list[int] = []
    words = Words.of(_added(growing, unlisted, rows) for rows in _chunks(customers))
    return growing.columns(), words, unlisted


def _added(growing: Growing, unlisted: list[int], rows: Sequence[Record]) -> list[Spelled]:
    """Add rows to the columns and return what their customers can be found by. The own organization is not listed."""
    tags = _tags_of([row[0] for row in rows])
    texts: list[Spelled] = []
    for row in rows:
        id_, name, domain, reference, org_uuid = row[:FIRST_NUMBER]
        if row[MANAGED_BY] == ManagedBy.SELF:
            unlisted.append(id_)
            continue
        choices = [tags.get(id_, NO_TAGS) if place == NONE else row[place] for place in PLACES]
        growing.add(id_, name, choices, _numbers(*row[FIRST_NUMBER:FIRST_CHOICE]))
        texts.append(spelled(id_, name, domain, (reference, org_uuid)))
    return texts


def _chunks(customers: QuerySet[Customer]) -> Iterator[Sequence[Record]]:
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
