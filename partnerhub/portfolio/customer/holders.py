"""Who holds the licenses of a customer, and who has not used theirs for how long. Counted and paged by the database.

A license is idle for 30 days when it was not used in the 30 complete days before today; one that was never used is idle from
the day it was given, and from ever where that day is unknown.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.customer.paging import Place, read_place
from partnerhub.portfolio.customer.shapes import HolderCounts, HolderPage, HolderQuestion, HolderRow
from partnerhub.portfolio.models import LicenseHolder
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

PAGE = 50
IDLE_DAYS = (30, 60, 90)
NEVER = "never"
IDLE = (NEVER, *map(str, IDLE_DAYS))
EVER = date(1, 1, 1)
Line = tuple[str, str]  # (subscription, code of the product)
FIELDS = (
    "person__reference", "person__name", "person__email", "person__kind", "person__status", "subscription__reference",
    "product__label", "assigned_date", "last_used_date",
)  # fmt: skip


def holder_counts(scope: Scope, customer_id: int, *, on: date) -> dict[Line, HolderCounts]:
    """Return, per line with holders, how many there are and how many of them did not use their license, or did.

    Used are those of the 7 and of the 90 complete days before the day, as the marts derive it.
    """
    found = _held(scope, customer_id).values("subscription__reference", "product__code").annotate(
        holders=Count("id"), never=Count("id", filter=Q(last_used_date__isnull=True)),
        **{f"idle_{days}": Count("id", filter=_idle(on, days)) for days in IDLE_DAYS},
        **{f"used_{days}d": Count("id", filter=_used(on, days)) for days in (7, 90)},
    )  # fmt: skip
    return {
        (one.pop("subscription__reference"), one.pop("product__code")): HolderCounts(**one)  # type: ignore[misc]  # its names
        for one in found
    }


def holders(
    scope: Scope, customer_id: int, asked: HolderQuestion, *, on: date, after: str = "", limit: int | None = PAGE
) -> HolderPage:
    """Return a page of those who hold licenses of a customer and match what is asked. No limit returns all of them."""
    found = _held(scope, customer_id)
    if asked.subscription:
        found = found.filter(subscription__reference=asked.subscription)
    if asked.product:
        found = found.filter(product__code=asked.product)
    if asked.idle:
        found = found.filter(Q(last_used_date__isnull=True) if asked.idle == NEVER else _idle(on, int(asked.idle)))
    if asked.search.strip():
        found = found.filter(person__search_text__contains=sort_name(asked.search.strip()))
    total = found.count()
    ordered = found.annotate(place=Coalesce("last_used_date", Value(EVER), output_field=DateField())).order_by("place", "id")
    place = read_place(after)
    if place is not None:
        ordered = ordered.filter(Q(place__gt=place.day) | Q(place=place.day, id__gt=place.id))
    rows: list[Any] = list(ordered.values_list("place", "id", *FIELDS)[: limit and limit + 1])
    more = limit is not None and len(rows) > limit
    rows = rows[:limit]
    return HolderPage(tuple(_row(row[2:]) for row in rows), total, str(Place(*rows[-1][:2])) if more else None)


def _row(given: tuple[Any, ...]) -> HolderRow:
    person, name, email, kind, status, subscription, product, assigned, used = given
    return HolderRow(person, name, email or "", kind.lower(), status.lower(), subscription, product, assigned, used)


def _held(scope: Scope, customer_id: int) -> QuerySet[LicenseHolder]:
    scoped = LicenseHolder.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    return scoped.filter(subscription__customer_id=customer_id).order_by()


def _used(on: date, days: int) -> Q:
    return Q(last_used_date__lt=on, last_used_date__gte=on - timedelta(days=days))


def _idle(on: date, days: int) -> Q:
    first = on - timedelta(days=days)
    never = Q(last_used_date__isnull=True) & (Q(assigned_date__isnull=True) | Q(assigned_date__lt=first))
    return Q(last_used_date__lt=first) | never
